"""What may be asked of awards: what stands, how it is used, what waits, what is exported."""

from comptrol.domains.awards.queries.due import Due, due_acts, due_look, due_of
from comptrol.domains.awards.queries.exporting import Drawable, drawable
from comptrol.domains.awards.queries.looking import hoarding, splits
from comptrol.domains.awards.queries.moving import (
    beyond,
    in_use,
    left_after,
    room_in,
    waiting_named,
    without_room,
)
from comptrol.domains.awards.queries.standing import AwardFile, award, awards, policy_of
from comptrol.domains.awards.queries.using import (
    MonthOfUse,
    Use,
    balance_of,
    figures_of,
    left_in,
    months_of,
    use,
)

__all__ = [
    "AwardFile",
    "Drawable",
    "Due",
    "MonthOfUse",
    "Use",
    "award",
    "awards",
    "balance_of",
    "beyond",
    "drawable",
    "due_acts",
    "due_look",
    "due_of",
    "figures_of",
    "hoarding",
    "in_use",
    "left_after",
    "left_in",
    "months_of",
    "policy_of",
    "room_in",
    "splits",
    "use",
    "waiting_named",
    "without_room",
]
