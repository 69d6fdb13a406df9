"""What may be asked of those who watch."""

from comptrol.domains.oversight.queries.acts import Act, Acts, What, acts
from comptrol.domains.oversight.queries.concerned import cited, concerned
from comptrol.domains.oversight.queries.equal import (
    By,
    Compared,
    EqualTreatment,
    compared,
    equal_treatment,
)
from comptrol.domains.oversight.queries.looking import (
    interests,
    looks,
    reminders,
    reviewed_looks,
    tied_to,
)
from comptrol.domains.oversight.queries.matters import (
    Known,
    ReviewState,
    due_by,
    in_force,
    known_matter,
    reviews_due,
    state_of,
)
from comptrol.domains.oversight.queries.policies import policy_on
from comptrol.domains.oversight.queries.reviewers import (
    EachReviewer,
    MonthOfReview,
    Reviewers,
    each,
    reviewers,
)
from comptrol.domains.oversight.queries.watching import due_look

__all__ = [
    "Act",
    "Acts",
    "By",
    "Compared",
    "EachReviewer",
    "EqualTreatment",
    "Known",
    "MonthOfReview",
    "ReviewState",
    "Reviewers",
    "What",
    "acts",
    "cited",
    "compared",
    "concerned",
    "due_by",
    "due_look",
    "each",
    "equal_treatment",
    "in_force",
    "interests",
    "known_matter",
    "looks",
    "policy_on",
    "reminders",
    "reviewed_looks",
    "reviewers",
    "reviews_due",
    "state_of",
    "tied_to",
]
