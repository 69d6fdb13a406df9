"""What is worked out from numbers and words alone: months, claw-backs, what is linked."""

from comptrol.domains.awards.formulas.linking import Linked, Sent, Tie, linked
from comptrol.domains.awards.formulas.months import (
    first_day,
    following,
    hours_in,
    last_month,
    month_of,
    over_on,
    quarter_of,
)
from comptrol.domains.awards.formulas.naming import account_name
from comptrol.domains.awards.formulas.taking import NREL, Left, due, parts, taken_percent
from comptrol.domains.awards.formulas.wording import METHOD, compared, shared_ppm, shingles

__all__ = [
    "METHOD",
    "NREL",
    "Left",
    "Linked",
    "Sent",
    "Tie",
    "account_name",
    "compared",
    "due",
    "first_day",
    "following",
    "hours_in",
    "last_month",
    "linked",
    "month_of",
    "over_on",
    "parts",
    "quarter_of",
    "shared_ppm",
    "shingles",
    "taken_percent",
]
