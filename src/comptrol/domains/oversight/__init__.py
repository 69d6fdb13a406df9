"""Who watches those who watch: looks at sealed words, reversals, and reviews that are due.

Every look at hidden words is in the log with its purpose (``privacy``); here it can be asked who
looked, and a decision that rests on hidden words at which nobody looked raises an alarm. What
people decide is published in sums, and none of few; whoever decides and inspects declares its
interests. Whatever somebody decided on (a cap, a definition, a number of the law) has a day by
which it is looked at again, or is listed as having none. This domain owns reviews, declarations
and its policy. It refuses no decision, and does not own what people decide: that is read where it
was said.
"""

from comptrol.domains.oversight.checks import check
from comptrol.domains.oversight.formulas import Gap, RateRange, rate_range
from comptrol.domains.oversight.queries import (
    By,
    Compared,
    EachReviewer,
    EqualTreatment,
    MonthOfReview,
    Reviewers,
    ReviewState,
    compared,
    due_look,
    each,
    equal_treatment,
    interests,
    looks,
    policy_on,
    reminders,
    reviewed_looks,
    reviewers,
    reviews_due,
)
from comptrol.domains.oversight.reactions import react
from comptrol.domains.oversight.refusals import OversightRefusal
from comptrol.domains.oversight.statements import (
    DeclarationId,
    Interest,
    InterestDeclared,
    Looked,
    LookedThrough,
    LookId,
    Matter,
    OversightStatement,
    PolicyId,
    PolicySet,
    ReviewDue,
    Reviewed,
    ReviewSet,
    Tie,
    Verdict,
)
from comptrol.domains.oversight.view import OversightView, apply
from comptrol.kernel.domain import Domain
from comptrol.kernel.watch import Watch

__all__ = [
    "DOMAIN",
    "By",
    "Compared",
    "DeclarationId",
    "EachReviewer",
    "EqualTreatment",
    "Gap",
    "Interest",
    "InterestDeclared",
    "LookId",
    "Looked",
    "LookedThrough",
    "Matter",
    "MonthOfReview",
    "OversightRefusal",
    "OversightView",
    "PolicyId",
    "PolicySet",
    "RateRange",
    "ReviewDue",
    "ReviewSet",
    "ReviewState",
    "Reviewed",
    "Reviewers",
    "Tie",
    "Verdict",
    "compared",
    "each",
    "equal_treatment",
    "looks",
    "policy_on",
    "rate_range",
    "reviewers",
    "reviews_due",
]

DOMAIN: Domain[OversightStatement, OversightView] = Domain(
    name="oversight",
    statements=(
        PolicySet,
        ReviewSet,
        Reviewed,
        Looked,
        ReviewDue,
        LookedThrough,
        InterestDeclared,
    ),
    refusals=OversightRefusal,
    view=OversightView,
    check=check,
    apply=apply,
    react=react,
    queries=(
        looks,
        reviewers,
        equal_treatment,
        reviews_due,
        reminders,
        reviewed_looks,
        interests,
    ),
    watches=(Watch(name="oversight", version=1, looks=due_look),),
)
