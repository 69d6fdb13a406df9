"""Chips in the scenarios: made, handed over, installed, counted, and heard of until the end."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from benches.adversary.acts import Acts
from benches.adversary.cast import FIRST_DAY, H100, INSPECTOR, MAKER
from benches.adversary.stage import Stage
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import (
    ChipId,
    Counted,
    InspectionAgreed,
    Installed,
    LotCount,
    LotId,
    Made,
    Place,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    SiteRegistered,
)
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role

LAST_DAY: Final = FIRST_DAY + timedelta(days=395)
"""Until then chips are heard of that are there. The watch goes on for 35 days, and what was heard
of 90 days ago is not silent yet."""
DIGITS: Final = 5
STRANGERS_MAX: Final = 150
"""So many serials one stocktaking reads of chips that it did not look for."""
HEARD_EVERY_DAYS: Final = 30


class Lot(NamedTuple):
    """A lot that stands somewhere, and its chips."""

    lot: LotId
    holder: PartyId
    site: SiteId
    chips: tuple[ChipId, ...]


def place(lat: float, lon: float, radius_km: float = 10) -> Place:
    """Return a circle on the globe."""
    numbers = [Decimal(f"{it:.4f}") for it in (lat, lon)]
    return Place(lat=numbers[0], lon=numbers[1], radius_km=Decimal(f"{radius_km:.1f}"))


def owner(stage: Stage, number: int, country: str = "DE") -> Acts[PartyId]:
    """Enrol somebody who holds chips."""
    return (yield from stage.party(number, "owner", country, Role.HOLDER))


def hall(  # noqa: PLR0913  (what a site is has as many parts)
    stage: Stage,
    number: int,
    label: str,
    *,
    country: str = "DE",
    power_mw: Decimal | None = None,
    where: Place | None = None,
    operator: PartyId | None = None,
) -> Acts[SiteId]:
    """Register a site with its power and its place."""
    site = SiteId(stage.name(label))
    said = SiteRegistered(
        site=site,
        name=f"Site {site}",
        country=CountryCode(country),
        source="the operator's notice",
        operator=operator,
        power_mw=power_mw,
        place=where,
    )
    yield stage.says(number, AUTHORITY, said)
    return site


def made(  # noqa: PLR0913  (what a lot is has as many parts)
    stage: Stage,
    number: int,
    label: str,
    chips: int,
    *,
    holder: PartyId,
    site: SiteId,
    model: ModelId = H100,
) -> Acts[Lot]:
    """Make a lot, and say which chips it has."""
    lot = LotId(stage.name(label))
    prefix = stage.prefix(label)
    serials = SerialRange(prefix=prefix, first=1, last=chips, digits=DIGITS)
    said = Made(lot=lot, model=model, on=stage.day(number), serials=(serials,))
    yield stage.says(number, MAKER, said)
    names = (ChipId(f"{MAKER}/{prefix}{it:0{DIGITS}}") for it in range(1, chips + 1))
    return Lot(lot, holder, site, tuple(names))


def delivered(
    stage: Stage, number: int, lot: Lot, *, install: bool = True, deed: bool = False
) -> Acts[None]:
    """Hand a lot over on one day, both sides saying so, and say that it is installed.

    It is the last word, of the holder alone, that may be part of a deed.
    """
    shipment, on = ShipmentId(stage.name(f"way-{lot.lot[-4:]}")), stage.day(number)
    shipped = Shipped(
        shipment=shipment,
        lot=lot.lot,
        to=lot.holder,
        destination=lot.site,
        waybill="as agreed",
        on=on,
    )
    yield stage.says(number, MAKER, shipped)
    received = Received(shipment=shipment, lot=lot.lot, on=on)
    yield stage.says(number, lot.holder, received)
    if install:
        installed = Installed(lot=lot.lot, site=lot.site, on=on)
        yield (stage.does if deed else stage.says)(number, lot.holder, installed)


def stands(  # noqa: PLR0913  (what a lot is has as many parts)
    stage: Stage,
    number: int,
    label: str,
    chips: int,
    *,
    holder: PartyId,
    site: SiteId,
    model: ModelId = H100,
    deed: bool = False,
) -> Acts[Lot]:
    """Let a lot of chips be made, delivered and installed, all on one day."""
    lot = yield from made(stage, number, label, chips, holder=holder, site=site, model=model)
    yield from delivered(stage, number, lot, deed=deed)
    return lot


def read(
    stage: Stage, number: int, site: SiteId, chips: Sequence[ChipId], *, deed: bool = False
) -> Acts[None]:
    """Let the inspector read serials at a site, of chips that it did not look for."""
    for start in range(0, len(chips), STRANGERS_MAX):
        some = tuple(chips[start : start + STRANGERS_MAX])
        said = Counted(site=site, on=stage.day(number), strangers=some)
        yield (stage.does if deed else stage.says)(number, INSPECTOR, said)


def counted(
    stage: Stage,
    number: int,
    site: SiteId,
    lots: Iterable[LotId],
    missing: Iterable[ChipId] = (),
) -> Acts[None]:
    """Let the inspector count lots at a site; what is missing is of the first of them."""
    gone = tuple(missing)
    found = tuple(
        LotCount(lot=lot, missing=gone if first else ())
        for lot, first in zip(lots, (True, *[False] * 200), strict=False)
    )
    yield stage.says(number, INSPECTOR, Counted(site=site, on=stage.day(number), lots=found))


def inspected_seldom(stage: Stage, number: int, site: SiteId) -> Acts[None]:
    """Agree that a site is looked at once in two years: till then its silence says nothing."""
    said = InspectionAgreed(
        site=site, every_days=730, reason="no line into the hall", on=stage.day(number)
    )
    yield stage.says(number, AUTHORITY, said)


def days_left(stage: Stage, last: date = LAST_DAY) -> int:
    """Return the last day of an instance on which something is still said of chips."""
    return (last - stage.begins).days
