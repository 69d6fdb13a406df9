"""Chips as they come and stand: lots made, sold, shipped, installed at real sites, and counted."""

from collections.abc import Sequence
from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import H100, INSPECTOR, MAKER
from benches.adversary.running import Actor
from benches.adversary.stage import Stage
from comptrol.bootstrap import AUTHORITY, site_statements
from comptrol.domains.gate import Ordered, OrderId, Through
from comptrol.domains.registry import (
    Carried,
    Counted,
    Installed,
    LevelReported,
    LotCount,
    LotId,
    Made,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    SiteRegistered,
)
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role

LOTS: Final = 8
CHIPS: Final = 64
EVERY_DAYS: Final = 30
COUNTED_EVERY_DAYS: Final = 60
COUNTRIES: Final = frozenset({"US", "NL", "GB", "JP", "DE", "FR", "NO", "FI"})
"""Where a sale by the maker is let through without a licence being asked for."""
SITES: Final = 12


def depots(stage: Stage, days: int) -> list[Actor]:
    """Return who tells of the published sites, and the owners of chips at some of them."""
    there = [it for it in site_statements() if isinstance(it, SiteRegistered)]
    chosen = [it for it in there if it.country in COUNTRIES][:SITES]
    owners = [
        Actor(f"owner {number}", _owner(stage, number, site, days))
        for number, site in enumerate(chosen)
    ]
    return [Actor("the site table", _table(stage)), *owners]


def _table(stage: Stage) -> Acts[None]:
    """Tell of the sites on the first day, and of what stands there when it does."""
    dated = []
    for said in site_statements():
        day = 0
        if isinstance(said, LevelReported) and not said.planned:
            day = max(0, (said.on - stage.begins).days)
        dated.append((day, said))
    for day, said in sorted(dated, key=lambda it: it[0]):
        yield stage.says(day, AUTHORITY, said)


def _owner(stage: Stage, number: int, site: SiteRegistered, days: int) -> Acts[None]:
    """Buy a lot every month, and have what stands at the site counted by an inspector."""
    country = site.country or "US"
    owner = yield from stage.party(1, f"owner-{number}", country, Role.HOLDER)
    lots: list[LotId] = []
    counted = COUNTED_EVERY_DAYS
    for batch in range(LOTS):
        day = 2 + number + batch * EVERY_DAYS
        if day >= counted:
            yield from _count(stage, day, site.site, lots)
            counted = day + COUNTED_EVERY_DAYS
        lots.append((yield from _bought(stage, f"{number}-{batch}", day, owner, site)))
    for day in range(counted + EVERY_DAYS, days, COUNTED_EVERY_DAYS):
        yield from _count(stage, day, site.site, lots)


def _bought(
    stage: Stage, name: str, day: int, owner: PartyId, site: SiteRegistered
) -> Acts[LotId]:
    lot, shipment = LotId(stage.name(f"lot-{name}")), ShipmentId(stage.name(f"ship-{name}"))
    order = OrderId(stage.name(f"sale-{name}"))
    serials = SerialRange(prefix=stage.prefix(f"{name}-SN"), first=1, last=CHIPS, digits=6)
    on = stage.day
    made = Made(lot=lot, model=H100, serials=(serials,), on=on(day))
    yield stage.says(day, MAKER, made)
    sale = Ordered(
        order=order,
        door=Through.SALE,
        customer=owner,
        model=H100,
        chips=CHIPS,
        on=on(day),
        end_use="commercial cloud",
        origin=CountryCode("US"),
        destination=site.country,
    )
    yield stage.says(day, MAKER, sale)
    shipped = Shipped(
        shipment=shipment,
        lot=lot,
        to=owner,
        destination=site.site,
        waybill=f"W-{name}",
        on=on(day + 1),
        order=order,
    )
    yield stage.says(day + 1, MAKER, shipped)
    scanned = Carried(shipment=shipment, lot=lot, where="customs", on=on(day + 4))
    yield stage.says(day + 4, MAKER, scanned)
    yield stage.says(day + 8, owner, Received(shipment=shipment, lot=lot, on=on(day + 8)))
    yield stage.says(day + 9, owner, Installed(lot=lot, site=site.site, on=on(day + 9)))
    return lot


def _count(stage: Stage, day: int, site: SiteId, lots: Sequence[LotId]) -> Acts[None]:
    """Have an inspector see every chip there."""
    seen = tuple(LotCount(lot=it) for it in lots)
    yield stage.says(day, INSPECTOR, Counted(site=site, on=stage.day(day), lots=seen))
