"""What went where no ruling lets it go: hand-overs, releases, installations and moves."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from comptrol.domains.federation import Released
from comptrol.domains.gate.queries import chips_under, ruling_on
from comptrol.domains.gate.statements import Bypassed, OrderId, Through
from comptrol.domains.gate.view import IDLE, GateView, Order
from comptrol.domains.law import Outcome, adopted_rulebook
from comptrol.domains.parties import PartiesView
from comptrol.domains.registry import Installed, Lot, Moved, RegistryView, Shipped
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

PASSING: Final = (Shipped, Released, Installed, Moved)
"""What takes chips somewhere."""


def bypassed(entry: Entry[Any], world: World) -> Iterator[Bypassed]:
    """Note chips that went where no ruling lets them go."""
    said = entry.statement
    if isinstance(said, Shipped | Released):
        detail = _uncovered(said, entry, world)
    elif isinstance(said, Installed | Moved):
        detail = _elsewhere(said, world)
    else:
        return
    if detail:
        yield Bypassed(because=entry.position, lot=said.lot, detail=detail)


def _uncovered(said: Shipped | Released, entry: Entry[Any], world: World) -> str:
    """Return why no ruling covers a hand-over, or a release; nothing where one does."""
    if said.order is None:
        return "the hand-over names no order"
    order = world[GateView].orders.get(OrderId(said.order))
    if order is None:
        return f"no order {said.order} has been made"
    if order.door is not Through.SALE:
        return f"order {said.order} is a {order.door.value}: it lets no chips leave"
    if order.outcome is not Outcome.ALLOW:
        outcome = order.outcome.value if order.outcome else "not ruled on"
        return f"the ruling on order {said.order} is: {outcome}"
    if not order.standing or order.stage in IDLE:
        return f"order {said.order} is {order.stage.value}"
    return _other_goods(said, order, entry, world) or _other_day(order, said.on, entry, world)


def _other_goods(said: Shipped | Released, order: Order, entry: Entry[Any], world: World) -> str:
    """Return in what a hand-over differs from its order, all that went under it counted in."""
    lot = world[RegistryView].lots.get(said.lot)
    assert lot is not None, "an admitted hand-over names a known lot"
    customer, destination = _whither(said, world)
    covered = {
        "seller": (entry.signer, order.seller),
        "customer": (customer, order.customer),
        "model": (lot.model, order.model),
        "origin": (_last_country(lot, world), order.origin),
        "destination": (destination, order.destination),
    }
    for what, (shipped, ordered) in covered.items():
        if shipped != ordered:
            return f"the {what} is {shipped}, order {said.order} was for {ordered}"
    chips = chips_under(order, world)
    if chips > order.chips:
        return f"{chips} chips in all, order {said.order} was for {order.chips}"
    return ""


def _whither(said: Shipped | Released, world: World) -> tuple[PartyId, CountryCode | None]:
    """Return to whom and into which country chips go.

    A party has the same name in every registry, or the order was for somebody else.
    """
    if isinstance(said, Released):
        return said.to_party, said.country
    site = world[RegistryView].sites.get(said.destination)
    assert site is not None, "an admitted hand-over names a known site"
    return said.to, site.country


def _other_day(order: Order, on: date, entry: Entry[Any], world: World) -> str:
    """Return how the order would be ruled on now: by the law of the hand-over, and of this day."""
    today = entry.logged_at.date()
    if on < order.on:
        return f"the hand-over of {on} is before the day of order {order.order}, {order.on}"
    if adopted_rulebook(world) is None:
        return "it cannot be judged: the adopted rulebook is not kept here"
    for day in sorted({on, today}):
        try:
            now = ruling_on(world, order, known_at=today, on=day).decision
        except UnreadableError as error:
            return f"order {order.order} cannot be judged by the law of {day}: {error}"
        if now.outcome is not Outcome.ALLOW:
            it_is = f"by the law of {day} it is: {now.outcome.value}"
            return f"order {order.order} was allowed; {it_is}"
    return ""


def _elsewhere(said: Installed | Moved, world: World) -> str:
    """Return why a lot stands in a country that no hand-over brought it to."""
    view = world[RegistryView]
    lot = view.lots.get(said.lot)
    site = view.sites.get(said.site if isinstance(said, Installed) else said.to)
    assert lot is not None, "an admitted statement names a known lot"
    assert site is not None, "an admitted statement names a known site"
    country = _last_country(_before_move(lot, world) if isinstance(said, Moved) else lot, world)
    if country is None or site.country != country:
        done = "installed in" if isinstance(said, Installed) else "moved to"
        return f"{done} {site.country or 'an unknown country'}, last known in {country}"
    return ""


def _before_move(lot: Lot, world: World) -> Lot:
    """Return a lot as it was before the move that was just said."""
    steps = world[RegistryView].steps
    moved = steps.get((lot.lot, lot.step))
    before = None if moved is None or moved.before is None else steps.get((lot.lot, moved.before))
    assert before is not None, "a lot that was moved was somewhere before"
    return replace(lot, delivered_to=before.delivered_to)


def _last_country(lot: Lot, world: World) -> CountryCode | None:
    """Return where a lot was last brought to; before the first time, where its maker is."""
    if lot.delivered_to is not None:
        site = world[RegistryView].sites.get(lot.delivered_to)
        return site.country if site is not None else None
    maker = world[PartiesView].parties.get(lot.maker)
    return maker.country if maker is not None else None
