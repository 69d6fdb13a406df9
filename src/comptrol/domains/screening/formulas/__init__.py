"""What a list is, what a matcher answers, and what its answers come to."""

from comptrol.domains.screening.formulas.editions import Change, Difference, difference
from comptrol.domains.screening.formulas.footnotes import footnotes
from comptrol.domains.screening.formulas.listing import Authority, Edition, Entity
from comptrol.domains.screening.formulas.lists import Lists
from comptrol.domains.screening.formulas.matching import (
    MATCH_SCORE_MIN,
    NAME_LETTERS_MAX,
    Matcher,
    Subject,
    best_of_each,
    fingerprint,
    verdict_on,
)
from comptrol.domains.screening.formulas.requirements import (
    codes_of,
    new_wordings,
    policy,
    requirement,
)

__all__ = [
    "MATCH_SCORE_MIN",
    "NAME_LETTERS_MAX",
    "Authority",
    "Change",
    "Difference",
    "Edition",
    "Entity",
    "Lists",
    "Matcher",
    "Subject",
    "best_of_each",
    "codes_of",
    "difference",
    "fingerprint",
    "footnotes",
    "new_wordings",
    "policy",
    "requirement",
    "verdict_on",
]
