"""What the benches say: lots made, shipped, received and installed; rentals ordered."""

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from comptrol.bootstrap import AUTHORITY, Platform, created, found
from comptrol.domains.chips import ModelId
from comptrol.domains.gate import Ordered, OrderId, Through
from comptrol.domains.law import Adopted, Policy, Posture, Rulebooks
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.domains.registry import (
    Installed,
    LotId,
    Made,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    SiteRegistered,
)
from comptrol.flow.ports import Clock
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings

MAKER, PROVIDER, CUSTOMER = PartyId("maker"), PartyId("provider"), PartyId("customer")
H100, SITE = ModelId("nvidia-h100-sxm5-80gb"), SiteId("site")
DAY = date(2026, 11, 1)
FILE_ALONE = Settings()
"""Log and views in a file of the folder."""


@contextmanager
def platform(
    within: Path | None = None, clock: Clock | None = None, settings: Settings = FILE_ALONE
) -> Generator[Platform]:
    """Open a platform in a folder of its own, with law adopted and three parties enrolled."""
    with (
        tempfile.TemporaryDirectory(dir=within) as folder,
        created((within or Path(folder)) / "data", clock=clock, settings=settings) as opened,
    ):
        found(opened, name="Bench", country=CountryCode("SG"))
        _expect(opened, tuple(_scenery(opened)))
        yield opened


def custody(lots: int, start: int = 0, chips: int = 8) -> list[tuple[PartyId, Statement]]:
    """Return the life of so many lots of so many chips, four statements each, by two parties."""
    said: list[tuple[PartyId, Statement]] = []
    for number in range(start, start + lots):
        lot, shipment = LotId(f"lot-{number:07d}"), ShipmentId(f"ship-{number:07d}")
        first = number * chips
        serials = SerialRange(prefix="SN-", first=first, last=first + chips - 1, digits=12)
        said += [
            (MAKER, Made(lot=lot, model=H100, serials=(serials,), on=DAY)),
            (MAKER, _shipped(lot, shipment)),
            (PROVIDER, Received(shipment=shipment, lot=lot, on=DAY)),
            (PROVIDER, Installed(lot=lot, site=SITE, on=DAY)),
        ]
    return said


def rentals(orders: int, day: date, start: int = 0) -> list[tuple[PartyId, Statement]]:
    """Return so many rental orders, each of which the platform rules on."""
    return [(PROVIDER, _rental(number, day)) for number in range(start, start + orders)]


def signed(opened: Platform, said: Sequence[tuple[PartyId, Statement]]) -> list[bytes]:
    """Sign everything ahead of the clock, each party under its own numbers."""
    speakers = {party: opened.speaker(party) for party, _ in said}
    numbers = {p: opened.store.sequence(opened.keyring.of(p).key) for p in speakers}
    raws = []
    for party, statement in said:
        numbers[party] += 1
        raws.append(speakers[party].envelope(statement, numbers[party]))
    return raws


def _scenery(opened: Platform) -> list[Statement]:
    rulebook = opened.references.of(Rulebooks).default
    said: list[Statement] = [
        Adopted(
            rulebook=rulebook.name,
            digest=rulebook.digest,
            posture=Posture.ENFORCED,
            policy=Policy.RENTAL_PARITY,
            by="Bench",
            reason="To measure.",
            on=DAY,
        ),
        SiteRegistered(site=SITE, name="Site", country=CountryCode("MY"), source="bench"),
    ]
    for party, role in ((MAKER, Role.MAKER), (PROVIDER, Role.PROVIDER), (CUSTOMER, Role.CUSTOMER)):
        key = PublicKey(opened.keyring.create(party).key.hex())
        country = CountryCode("BR")
        said += [
            Enrolled(party=party, name=party, country=country, roles=(role,), key=key),
            HeadquartersDeclared(party=party, country=country, on=DAY, source="bench"),
            ParentDeclared(party=party, parent=party, on=DAY, source="bench"),
        ]
    return said


def _expect(opened: Platform, said: tuple[Statement, ...]) -> None:
    for answer in opened.speaker(AUTHORITY).say_all(said):
        if not isinstance(answer, Receipt):
            raise SystemExit(f"the scenery was refused: {answer}")


def _shipped(lot: LotId, shipment: ShipmentId) -> Shipped:
    return Shipped(
        shipment=shipment, lot=lot, to=PROVIDER, destination=SITE, waybill="W-1", on=DAY
    )


def _rental(number: int, day: date) -> Ordered:
    return Ordered(
        order=OrderId(f"order-{number:07d}"),
        door=Through.RENTAL,
        customer=CUSTOMER,
        model=H100,
        chips=64,
        on=day,
        end_use="crop forecasts",
        site=SITE,
        length_s=86_400,
        possession_passes=False,
    )
