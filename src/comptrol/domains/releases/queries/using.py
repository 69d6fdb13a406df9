"""What orders, meters and alarms tell of a quarter: how much, of what, and whose it was."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from comptrol.domains.alarms import Alarm, AlarmsView
from comptrol.domains.chips import ChipsView, ModelId
from comptrol.domains.gate import GateView, Order, Through, classification
from comptrol.domains.metering import MeteringView
from comptrol.domains.registry import LotId, RegistryView, SiteId
from comptrol.domains.releases.formulas import Fact
from comptrol.domains.releases.queries.groups import Groups
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

UNKNOWN: Final = "unknown"
NOBODY_KNOWN: Final = "(nobody known)"


def hours(world: World, since: date, until: date) -> Iterator[Fact]:
    """Yield the chip-seconds of a quarter: by country of the site and class of the accelerator.

    Of what several meters saw of an order on a day, the most counts. What is nobody's is left out.
    """
    view, groups, places = world[MeteringView], Groups(world), Places(world)
    seen: dict[tuple[str, date, str], int] = {}
    of_meter: dict[tuple[str, date, str, str], int] = {}
    for row in view.days.where():
        if row.order and since <= row.day < until:
            key = (row.order, row.day, row.model, row.meter.value)
            of_meter[key] = of_meter.get(key, 0) + row.chip_seconds
    for (order, day, model, _), seconds in of_meter.items():
        seen[(order, day, model)] = max(seen.get((order, day, model), 0), seconds)
    classes: dict[str, str] = {}
    for (name, _, model), seconds in sorted(seen.items()):
        found = world[GateView].orders.get(name)  # type: ignore[arg-type]
        whose = groups.of_all(found.end_user or found.customer, found.seller) if found else None
        if found is None or whose is None:
            continue
        chip = model or found.model
        if chip not in classes:
            classes[chip] = _class_of(world, ModelId(chip), since)
        yield Fact(places.of_order(found), classes[chip], seconds, whose)


def _class_of(world: World, model: ModelId, day: date) -> str:
    if world[ChipsView].models.get(model) is None:
        return UNKNOWN
    return classification(world, chip=model, as_of=day).item_class


def orders(world: World, door: Through, since: date, until: date) -> Iterator[Fact]:
    """Yield the orders of a quarter, one each: by country, and how the ruling came out."""
    view, groups, places = world[GateView], Groups(world), Places(world)
    for number in range((until - since).days):
        for order in view.orders.where(on=since + timedelta(number)):
            whose = groups.of_all(order.end_user or order.customer, order.seller)
            if order.door is door and whose is not None and order.outcome is not None:
                yield Fact(places.of_order(order), order.outcome.value, 1, whose)


def alarms(world: World, since: date, until: date) -> Iterator[Fact]:
    """Yield the alarms of a quarter, one each: by detector and strength.

    An alarm is of the party that it names first, else of the holder of its lot, else of who runs
    its site. Those of nobody known are of one contributor together: they may all be of one. What
    people decided of them belongs here once cases are among what this domain may read.
    """
    groups = Groups(world)
    for alarm in world[AlarmsView].alarms.where():
        if since <= alarm.raised_at.date() < until:
            party = _party_of(alarm, world)
            whose = groups.of(party) if party is not None else NOBODY_KNOWN
            if whose is not None:
                yield Fact(alarm.detector, alarm.strength.value, 1, (whose,))


def _party_of(alarm: Alarm, world: World) -> PartyId | None:
    view = world[RegistryView]
    lots = (view.lots.get(LotId(it)) for it in alarm.lots)
    sites = (view.sites.get(SiteId(it)) for it in alarm.sites)
    holders = (lot.holder for lot in lots if lot is not None)
    operators = (site.operator for site in sites if site is not None and site.operator)
    return next(iter((*alarm.parties, *holders, *operators)), None)


class Places:
    """The countries of sites, each read once."""

    def __init__(self, world: World) -> None:
        self._view = world[RegistryView]
        self._known: dict[SiteId, str] = {}

    def of_order(self, order: Order) -> str:
        """Return the country that a sale goes to, or in which what is rented stands."""
        if order.door is Through.SALE:
            return order.destination or UNKNOWN
        return self.of_site(order.site) if order.site is not None else UNKNOWN

    def of_site(self, site: SiteId) -> str:
        """Return the country of a site."""
        if site not in self._known:
            row = self._view.sites.get(site)
            self._known[site] = (row.country if row is not None else None) or UNKNOWN
        return self._known[site]
