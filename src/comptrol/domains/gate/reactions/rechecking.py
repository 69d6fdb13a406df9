"""Which standing orders what was just said bears on, and what they come to by today's law."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from comptrol.domains.gate.queries import Meanwhile, asked_of, ruling_in_force, ruling_on
from comptrol.domains.gate.statements import (
    Freed,
    LicenceEnded,
    OrderId,
    Rechecked,
    Restrained,
    Ruled,
)
from comptrol.domains.gate.view import OVER, GateView, Order, Ruling
from comptrol.domains.law import (
    Adopted,
    Decision,
    LetterEnded,
    LetterRecorded,
    Outcome,
    adopted_rulebook,
)
from comptrol.domains.parties import (
    HeadquartersDeclared,
    OwnershipDeclared,
    ParentDeclared,
    PartiesView,
    group,
)
from comptrol.domains.screening import Cleared, Confirmed, Screened
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

BEARS: Final = (
    *(Screened, Cleared, Confirmed),
    *(HeadquartersDeclared, ParentDeclared, OwnershipDeclared),
    *(Adopted, LetterRecorded, LetterEnded, LicenceEnded, Rechecked),
    *(Restrained, Freed),
)
"""What may bear on an order that was ruled on before."""
AT_ONCE_MAX: Final = 500
"""So many orders are judged again because of one entry. A page of a recheck takes the rest."""
BELOW_MAX: Final = 300
"""So many parties below one are looked at, through ownership."""


def rechecked(entry: Entry[Any], world: World) -> Iterator[Ruled]:
    """Rule anew on every order that what was said bears on, where the ruling comes out otherwise.

    Nothing is said of an order whose ruling stays as it was.
    """
    if not isinstance(entry.statement, BEARS) or adopted_rulebook(world) is None:
        return
    yield from _anew(islice(_borne_on(entry, world), AT_ONCE_MAX), entry, world)


def beneath(name: OrderId, entry: Entry[Any], world: World) -> Iterator[Ruled]:
    """Rule anew on what stands under an order that was stopped, is over, or may go on."""
    order = world[GateView].orders.get(name)
    if order is None or not order.under_chips or adopted_rulebook(world) is None:
        return
    children = world[GateView].orders.where(under=name, standing=True)
    yield from _anew(islice(children, AT_ONCE_MAX), entry, world)


def _anew(orders: Iterable[Order], entry: Entry[Any], world: World) -> Iterator[Ruled]:
    """Rule on orders by today's law, each as if those before it had been let go already."""
    today, meanwhile = entry.logged_at.date(), Meanwhile()
    for order in orders:
        day = max(order.on, today)
        found = ruling_on(world, order, known_at=today, on=day, meanwhile=meanwhile)
        before = ruling_in_force(world, order)
        if before is not None and not _differs(before, found.decision):
            continue
        if found.decision.outcome is Outcome.ALLOW and not order.standing:
            meanwhile.took(order, asked_of(world, order, day))
        yield Ruled(
            because=entry.position,
            order=order.order,
            asked=found.asked,
            also=found.also,
            decision=found.decision,
        )


def _differs(before: Ruling, now: Decision) -> bool:
    """Tell whether a ruling comes out otherwise, or for other reasons."""
    return _gist(before.decision) != _gist(now)


def _gist(decision: Decision) -> tuple[object, ...]:
    found = {(it.rule, it.effect) for it in (*decision.law, *decision.policy)}
    asked = {(it.id, it.blocking) for it in decision.questions}
    return decision.outcome, found, asked


def _borne_on(entry: Entry[Any], world: World) -> Iterator[Order]:
    """Yield the orders that stand, or wait for a person, on which an entry bears."""
    said, view = entry.statement, world[GateView]
    if isinstance(said, Screened | Cleared | Confirmed):
        yield from _of(view, (said.party,))
    elif isinstance(said, HeadquartersDeclared):
        yield from _of(view, _below(world, said.party))
    elif isinstance(said, ParentDeclared):  # its affiliates' sums are others now, too
        affiliates = group(world[PartiesView], said.party)
        yield from _of(view, dict.fromkeys((*_below(world, said.party), *affiliates)))
    elif isinstance(said, OwnershipDeclared):
        yield from _of(view, _below(world, said.asset))
    elif isinstance(said, LetterRecorded):
        yield from view.orders.where(seller=said.party, standing=True)
    elif isinstance(said, LicenceEnded):
        yield from (it for it in view.orders.where(standing=True) if it.licence_id == said.licence)
    elif isinstance(said, Adopted | LetterEnded):
        yield from view.orders.where(standing=True)
    elif isinstance(said, Restrained | Freed):
        yield from _restrained(view, said)
    elif isinstance(said, Rechecked):
        after = None if said.after is None else (said.after,)
        yield from view.orders.where(after=after, standing=True)


def _restrained(view: GateView, said: Restrained | Freed) -> Iterator[Order]:
    """Yield what a measure of a case bears on, each once: by party, by name, and under it."""
    seen, parties = set[OrderId](), frozenset(said.parties)
    named = (it for name in said.orders if (it := view.orders.get(name)) is not None)
    sold = (it for one in said.parties for it in view.orders.where(seller=one, standing=True))
    under = (it for one in said.orders for it in view.orders.where(under=one, standing=True))
    waiting = (
        it
        for it in view.orders.where(waiting=True)
        if it.under in said.orders or parties & {it.seller, *it.parties}
    )
    for order in (*named, *_of(view, said.parties), *sold, *under, *waiting):
        if order.order not in seen and order.stage not in OVER:
            seen.add(order.order)
            yield order


def _of(view: GateView, parties: Iterable[PartyId]) -> Iterator[Order]:
    """Yield the orders of parties, and those that pass through them, each once."""
    seen: set[OrderId] = set()
    for party in parties:
        involved = (it.order for it in view.involved.where(party=party, standing=True))
        through = (it for name in involved if (it := view.orders.get(name)) is not None)
        standing = view.orders.where(customer=party, standing=True)
        held = view.orders.where(customer=party, outcome=Outcome.HOLD)
        for order in (*standing, *through, *(it for it in held if it.stage not in OVER)):
            if order.order not in seen and (order.standing or order.stage not in OVER):
                seen.add(order.order)
                yield order


def _below(world: World, party: PartyId) -> Iterator[PartyId]:
    """Yield a party, and all below it by ownership or as its ultimate parent, layer by layer."""
    found, layer = {party}, [party]
    yield party
    while layer and len(found) < BELOW_MAX:
        under = [it for above in layer for it in _directly_below(world, above)]
        layer = [it for it in dict.fromkeys(under) if it not in found]
        found.update(layer)
        yield from layer


def _directly_below(world: World, party: PartyId) -> Iterator[PartyId]:
    view = world[PartiesView]
    yield from (it.asset for it in view.shares.where(owner=party, limit=BELOW_MAX))
    yield from (it.party for it in view.parties.where(ultimate_parent=party, limit=BELOW_MAX))
