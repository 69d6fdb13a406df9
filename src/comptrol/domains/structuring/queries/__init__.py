"""What may be asked about splitting."""

from comptrol.domains.structuring.queries.due import due_looks
from comptrol.domains.structuring.queries.kin import KeptApart, Kin, group_of, kin
from comptrol.domains.structuring.queries.policies import (
    Relations,
    link,
    links_of,
    looks,
    policy_on,
    relations,
    watching,
)
from comptrol.domains.structuring.queries.reading import (
    OF_GROUPS_MAX,
    Orders,
    orders_of_days,
    orders_of_members,
    pieces_of,
    second,
    was_turned_away,
)

__all__ = [
    "OF_GROUPS_MAX",
    "KeptApart",
    "Kin",
    "Orders",
    "Relations",
    "due_looks",
    "group_of",
    "kin",
    "link",
    "links_of",
    "looks",
    "orders_of_days",
    "orders_of_members",
    "pieces_of",
    "policy_on",
    "relations",
    "second",
    "was_turned_away",
    "watching",
]
