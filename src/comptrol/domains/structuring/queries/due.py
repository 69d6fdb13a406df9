"""What has to be looked at again? Those who did something, and once a week everybody."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from msgspec.structs import replace

from comptrol.domains.gate import (
    Amended,
    Confirmed,
    Ended,
    GateView,
    Order,
    Ordered,
    Resumed,
    Suspended,
)
from comptrol.domains.parties import OwnershipDeclared, ParentDeclared
from comptrol.domains.structuring.queries.policies import policy_on
from comptrol.domains.structuring.queries.reading import orders_of_days
from comptrol.domains.structuring.statements import (
    PARTIES_NAMED_MAX,
    Linked,
    Looked,
    LookId,
    PolicySet,
    Split,
)
from comptrol.domains.structuring.view import StructuringView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since

BEGIN_DAYS: Final = 400
"""So far back a first watch looks: a year, and what was ordered just before it."""
SLICE_DAYS: Final = 30
_ORDER = (Ordered, Amended, Confirmed, Suspended, Resumed, Ended)


def due_looks(world: World, since: Since) -> Iterator[Looked]:
    """Yield the looks that are due: at everybody in the weeks that are over, and at who acted.

    Under a policy that is new, everything is looked at again.
    """
    if any(isinstance(it.statement, PolicySet) for it in since.entries or ()):
        since = replace(since, last=None, entries=None)
    today, tomorrow = since.today, since.today + timedelta(1)
    first = _begins(since)
    over = today if since.entries is None else today - timedelta(today.weekday())
    for begin, end in _slices(first, over):
        if _has_policy(world, end):
            yield Looked(look=_name(since, "all", begin, end), since=begin, until=end)
    if not _has_policy(world, tomorrow):
        return
    acted = _acted(world, since)
    begin = max(min([first, *acted.values()]), today - timedelta(BEGIN_DAYS - 1))
    for start in range(0, len(acted), PARTIES_NAMED_MAX):
        named = sorted(acted)[start : start + PARTIES_NAMED_MAX]
        name = _name(since, f"{start}", begin, tomorrow)
        yield Looked(look=name, since=begin, until=tomorrow, parties=tuple(named))


def _begins(since: Since) -> date:
    """Return the first day that was not looked at with everybody: the Monday of the last watch."""
    if since.last is None or since.entries is None:
        return since.today - timedelta(BEGIN_DAYS - SLICE_DAYS)
    return since.last - timedelta(since.last.weekday())


def _slices(begin: date, end: date) -> Iterator[tuple[date, date]]:
    while begin < end:
        following = min(begin + timedelta(SLICE_DAYS), end)
        yield begin, following
        begin = following


def _has_policy(world: World, until: date) -> bool:
    return policy_on(world[StructuringView], until - timedelta(1)) is not None


def _name(since: Since, which: str, begin: date, end: date) -> LookId:
    """Return a name that no other look has: by what is looked at, and from where in the log."""
    position = since.entries[-1].position if since.entries else 0
    told = f"{since.today} {since.size} {which} {begin} {end} {position}"
    return LookId(f"watch-{since.today}-{sha256(told.encode()).hexdigest()[:16]}")


def _acted(world: World, since: Since) -> dict[PartyId, date]:
    """Return the end users of orders that something was said of, and parties linked anew.

    Each with the earliest day of such an order, or this day.
    """
    view, found = world[GateView], dict[PartyId, date]()
    if since.entries is None:
        orders: Iterable[Order] = orders_of_days(view, since.today, since.today + timedelta(1))[0]
    else:
        said = (it.statement for it in since.entries)
        names = dict.fromkeys(it.order for it in said if isinstance(it, _ORDER))
        orders = (it for name in names if (it := view.orders.get(name)) is not None)
    for order in orders:
        party = order.parties[0]
        found[party] = min(order.on, found.get(party, since.today))
    for entry in since.entries or ():
        for party in _linked(entry):
            found.setdefault(party, since.today)
    return found


def _linked(entry: Entry[Any]) -> tuple[PartyId, ...]:
    match entry.statement:
        case Linked(parties=parties):
            return parties
        case Split() as said:
            return (said.party, *said.others)
        case ParentDeclared() as said:
            return (said.party, said.parent)
        case OwnershipDeclared() as said:
            return (said.asset, said.owner)
        case _:
            return ()
