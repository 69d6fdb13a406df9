"""Whom does a statement concern, and on which entries does it say that it rests?

Read from the fields by their names, which mean the same in every domain: so a kind that comes
later is watched without anybody telling us of it.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from comptrol.domains.cases import CasesView
from comptrol.domains.gate import GateView
from comptrol.domains.registry import RegistryView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement
from comptrol.kernel.view import World

PARTIES: Final = frozenset(
    {"party", "parties", "customer", "provider", "holder", "seller", "operator", "end_user"}
)
ORDERS: Final = frozenset({"order", "orders"})
SITES: Final = frozenset({"site", "sites"})
LOTS: Final = frozenset({"lot", "lots"})
CASES: Final = frozenset({"case"})
CITES: Final = frozenset({"evidence", "positions", "corrections"})
"""Fields that name places of the log on which something rests."""


def named_in(said: object) -> Iterator[tuple[str, object]]:
    """Yield every field of a statement and of what it is made of, with each of its values."""
    if isinstance(said, tuple):
        for member in said:
            yield from named_in(member)
    elif isinstance(said, msgspec.Struct):
        for field in said.__struct_fields__:
            value = getattr(said, field)
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, msgspec.Struct):
                    yield from named_in(one)
                elif isinstance(one, str | int) and not isinstance(one, bool):
                    yield field, one


def cited(said: Statement) -> tuple[int, ...]:
    """Return the positions on which a statement says that it rests."""
    found = (one for field, one in named_in(said) if field in CITES and isinstance(one, int))
    return tuple(dict.fromkeys(found))


def concerned(world: World, said: Statement) -> frozenset[PartyId]:
    """Return the parties that a statement is about, by name or through an order, site or case."""
    found = set[PartyId]()
    for field, one in named_in(said):
        if field in PARTIES:
            found.add(PartyId(str(one)))
        elif field in ORDERS:
            found |= _of_order(world, str(one))
        elif field in SITES:
            found |= _of_site(world, str(one))
        elif field in LOTS:
            found |= _of_lot(world, str(one))
        elif field in CASES:
            found |= _of_case(world, str(one))
    return frozenset(found)


def _of_order(world: World, order: str) -> set[PartyId]:
    known = next(world[GateView].orders.where(order=order, limit=1), None)
    return set() if known is None else {known.seller, *known.parties}


def _of_site(world: World, site: str) -> set[PartyId]:
    known = next(world[RegistryView].sites.where(site=site, limit=1), None)
    return set() if known is None or known.operator is None else {known.operator}


def _of_lot(world: World, lot: str) -> set[PartyId]:
    known = next(world[RegistryView].lots.where(lot=lot, limit=1), None)
    return set() if known is None or known.holder is None else {known.holder}


def _of_case(world: World, case: str) -> set[PartyId]:
    known = next(world[CasesView].cases.where(case=case, limit=1), None)
    return set() if known is None else set(known.parties)
