"""Custody gap: a handover that the sender alone tells of.

Attack (Shavit arXiv:2303.11341 s6.1; Harithas, CSIS 2024): a lot leaves for another party, and
nobody says that it arrived; or one that arrives long after it may; or scans go on for ever; or a
destruction that no witness confirms takes the place of the second signature. Twin: a courier who
is late, with a trail of scans; a destruction that is certified in time.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import INSPECTOR, MAKER
from benches.adversary.goods import (
    Lot,
    counted,
    hall,
    inspected_seldom,
    made,
    owner,
    stands,
)
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.registry import (
    Carried,
    Destroyed,
    Installed,
    Received,
    ShipmentId,
    Shipped,
    Witnessed,
)
from comptrol.kernel.identifiers import Digest

ID: Final = "custody-gap"
STRENGTHS: Final = (
    "never received",
    "a month late",
    "a week late",
    "three days late",
    "scanned for ever",
    "destroyed before nobody",
)
"""How long after the days that are allowed it is received; or how else the second word is
missing."""
SEEN_BY: Final = SeenBy(alarms=("registry.custody-gap", "registry.unwitnessed"))
ALLOWED: Final = 14
_LATE: Final = dict(zip(STRENGTHS[1:4], (30, 7, 3), strict=True))
LEAVES: Final = 5
SCANNED: Final = 60
CERTIFICATE: Final = Digest("d" * 64)


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Send a lot, and leave the other side to say so late, or never."""
    if strength == STRENGTHS[5]:
        yield from _destroyed(stage, stage.chance.randint(1, 8), witnessed_after=None)
        return
    lot = yield from _made(stage)
    yield stage.does(LEAVES, MAKER, _shipped(stage, lot))
    if strength == STRENGTHS[4]:
        for day in range(LEAVES + 7, LEAVES + SCANNED, 7):
            yield stage.does(day, MAKER, _scan(stage, lot, day))
    elif strength in _LATE:
        yield from _received(stage, lot, LEAVES + ALLOWED + _LATE[strength])


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Send a lot with a slow courier, who scans it on the way."""
    if strength == STRENGTHS[5]:
        after = stage.chance.randint(1, ALLOWED)
        yield from _destroyed(stage, stage.chance.randint(1, 8), witnessed_after=after)
        return
    lot = yield from _made(stage)
    yield stage.says(LEAVES, MAKER, _shipped(stage, lot))
    late = stage.chance.randint(1, 15)
    for day in range(LEAVES + 5, LEAVES + ALLOWED + late, stage.chance.randint(4, 9)):
        yield stage.says(day, MAKER, _scan(stage, lot, day))
    yield from _received(stage, lot, LEAVES + ALLOWED + late)


def _made(stage: Stage) -> Acts[Lot]:
    holder = yield from owner(stage, 0)
    site = yield from hall(stage, 0, "hall")
    yield from inspected_seldom(stage, 0, site)
    return (yield from made(stage, 1, "main", 64, holder=holder, site=site))


def _shipped(stage: Stage, lot: Lot) -> Shipped:
    return Shipped(
        shipment=ShipmentId(stage.name("way")),
        lot=lot.lot,
        to=lot.holder,
        destination=lot.site,
        waybill="as agreed",
        on=stage.day(LEAVES),
    )


def _scan(stage: Stage, lot: Lot, day: int) -> Carried:
    shipment = ShipmentId(stage.name("way"))
    return Carried(shipment=shipment, lot=lot.lot, where="at sea", on=stage.day(day))


def _received(stage: Stage, lot: Lot, day: int) -> Acts[None]:
    shipment, on = ShipmentId(stage.name("way")), stage.day(day)
    yield stage.says(day, lot.holder, Received(shipment=shipment, lot=lot.lot, on=on))
    yield stage.says(day, lot.holder, Installed(lot=lot.lot, site=lot.site, on=on))
    yield from counted(stage, day + 1, lot.site, [lot.lot])


def _destroyed(stage: Stage, chips: int, *, witnessed_after: int | None) -> Acts[None]:
    """Say that some chips of a lot are no more, before a witness who says so or does not."""
    holder = yield from owner(stage, 0)
    site = yield from hall(stage, 0, "hall")
    yield from inspected_seldom(stage, 0, site)
    lot = yield from stands(stage, 1, "main", 128, holder=holder, site=site)
    yield from counted(stage, 2, site, [lot.lot])
    some = lot.chips[:chips]
    said = Destroyed(
        lot=lot.lot,
        chips=some,
        on=stage.day(LEAVES),
        method="shredded",
        witness=INSPECTOR,
        certificate=CERTIFICATE,
    )
    yield (stage.does if witnessed_after is None else stage.says)(LEAVES, holder, said)
    if witnessed_after is not None:
        day = LEAVES + witnessed_after
        seen = Witnessed(lot=lot.lot, chips=some, on=stage.day(day), certificate=CERTIFICATE)
        yield stage.says(day, INSPECTOR, seen)
