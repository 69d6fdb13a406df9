"""Which measures of decided cases keep an order from going."""

from collections.abc import Iterator
from datetime import UTC, date

from comptrol.domains.gate.statements import A_DAY, OrderId, Restraint
from comptrol.domains.gate.view import OVER, GateView, Measure, Order
from comptrol.domains.law import Effect, RuleFinding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def restraints(world: World, order: Order, on: date, *, amended: bool) -> tuple[RuleFinding, ...]:
    """Return a finding for every measure that holds an order on a day.

    One row is read for everybody in the chain, for the seller, for what it stands under, and for
    an order that was ruled on before. A hold leaves alone what was taken up before it and does
    not change; a suspension does not.
    """
    return tuple(
        _finding(whose, it)
        for whose, it in _measures(world, order)
        if it.binds(on)
        and not (it.measure is Restraint.HOLD and not amended and _went_on(order, it))
    )


def kept_from_beginning(world: World, order: Order, on: date) -> tuple[RuleFinding, ...]:
    """Return a finding for every measure because of which an order is not taken up on a day.

    What a provider's own gate let through before a measure has begun: that it has is told after.
    """
    return tuple(
        _finding(whose, it)
        for whose, it in _measures(world, order)
        if it.binds(on) and not _began_elsewhere(order, it)
    )


def _went_on(order: Order, measure: Measure) -> bool:
    """Tell whether an order had been taken up when a measure was said, and is not over."""
    if order.stage in OVER:
        return False
    confirmed = order.confirmed_at is not None and order.confirmed_at < measure.position
    return (order.standing and confirmed) or _began_elsewhere(order, measure)


def _began_elsewhere(order: Order, measure: Measure) -> bool:
    """Tell whether a provider's own gate had let it through by then, for a day that had come.

    When it was is its provider's word; for which day is checked, or what is to begin long after
    would be filed ahead of every hold.
    """
    at = order.asked_at
    if at is None or at >= measure.at:
        return False
    return order.on <= at.astimezone(UTC).date() + A_DAY


def _measures(world: World, order: Order) -> Iterator[tuple[str, Measure]]:
    view = world[GateView]
    for party in dict.fromkeys((*order.parties, order.seller)):
        found = view.restrained_parties.get(party)
        if found is not None:
            yield from ((party, it) for it in found.measures)
    known = order.order if order.ruled_at is not None else None
    for name in (known, order.under):
        own = view.restrained_orders.get(name) if name is not None else None
        if own is not None:
            yield from ((f"order {name}", it) for it in own.measures)


def _finding(whose: str, measure: Measure) -> RuleFinding:
    until = "until it is ended" if measure.until is None else f"until {measure.until}"
    what = "nothing new begins" if measure.measure is Restraint.HOLD else "all has to stop"
    return RuleFinding(
        rule=f"case:{measure.case}",
        effect=Effect.RESTRAINED,
        status="enforced",
        citation=measure.citation,
        detail=(
            f"Measure {measure.number} of case {measure.case} ({measure.measure.value}) restrains "
            f"{whose} {until}: {what}. It is appealed there, by cases.appealed/1."
        ),
    )


def restrained_by(
    world: World, *, parties: tuple[PartyId, ...] = (), orders: tuple[OrderId, ...] = ()
) -> tuple[Measure, ...]:
    """Return the measures in force on parties and on orders themselves."""
    view = world[GateView]
    of_parties = (view.restrained_parties.get(it) for it in parties)
    of_orders = (view.restrained_orders.get(it) for it in orders)
    return tuple(it for row in (*of_parties, *of_orders) if row is not None for it in row.measures)
