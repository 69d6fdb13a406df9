"""The scenes in which chips are kept: one breaks, some are missing, a hand-over hangs."""

from decimal import Decimal

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.registry import (
    Broken,
    ChipId,
    Counted,
    LotCount,
    LotId,
    Made,
    PolicyAdopted,
    Replaced,
    Reviewed,
    ReviewId,
    SerialRange,
    ShipmentId,
    Shipped,
)
from comptrol.entrypoints.demo.scene import H100, MALAYSIA, Scene
from comptrol.entrypoints.demo.stage import INSPECTOR, INVENTED, MAKER, PROVIDER, Stage
from comptrol.kernel.finding import Answer, Receipt

LOT = LotId("h100-0001")


def chip(number: int) -> ChipId:
    """Return a chip of the lot by its number."""
    return ChipId(f"{MAKER}/NB-H100-{number:06d}")


def count(stage: Stage) -> Scene:
    """Replace a broken chip; let an inspector count, who cannot find two others."""
    spare = LotId("h100-spare")
    serials = SerialRange(prefix="NB-H100-S", first=1, last=1, digits=4)
    by = ChipId(f"{MAKER}/NB-H100-S0001")
    day = stage.today
    answers = (
        stage.says(MAKER, Made(lot=spare, model=H100, serials=(serials,), on=day)),
        stage.says(PROVIDER, Broken(lot=LOT, chips=(chip(7),), on=day, reason="does not start")),
        stage.says(PROVIDER, Replaced(lot=LOT, chip=chip(7), by=by, rma="RMA-77", on=day)),
        stage.says(
            INSPECTOR,
            Counted(site=MALAYSIA, on=day, lots=(LotCount(lot=LOT, missing=(chip(8), chip(9))),)),
        ),
    )
    held = all(isinstance(answer, Receipt) for answer in answers)
    return Scene(
        held=held and alarms(answers[-1]) == ["registry.missing"], lines=told(answers[-1])
    )


def review(stage: Stage) -> Scene:
    """Adopt how long things may take, and look the books through."""
    policy = PolicyAdopted(
        policy="demonstration",
        countersign_days=14,
        transit_days_max=60,
        notice_days=14,
        silence_days=90,
        silent_share_max=Decimal("0.1"),
        small_holder_tpp=Decimal(0),
        speed_km_per_hour=Decimal(900),
        failures_per_year_max=Decimal("0.1"),
        source=INVENTED,
    )
    late, lot = ShipmentId("nb-3"), LotId("h100-0003")
    serials = SerialRange(prefix="NB-H100-L", first=1, last=8, digits=4)
    sent = Shipped(
        shipment=late,
        lot=lot,
        to=PROVIDER,
        destination=MALAYSIA,
        waybill="NB-2026-60",
        on=stage.days_ago(30),
    )
    stage.says(AUTHORITY, policy)
    stage.says(MAKER, Made(lot=lot, model=H100, serials=(serials,), on=stage.days_ago(40)))
    stage.says(MAKER, sent)
    answer = stage.says(AUTHORITY, Reviewed(review=ReviewId("first"), on=stage.today))
    return Scene(held=alarms(answer) == ["registry.custody-gap"], lines=told(answer))


def alarms(answer: Answer) -> list[str]:
    """Return the detectors that a statement has set off."""
    return [said.detector for said in _raised(answer)]


def told(answer: Answer) -> tuple[str, ...]:
    """Return what the alarms say."""
    return tuple(said.explanation for said in _raised(answer))


def _raised(answer: Answer) -> list[Raised]:
    if not isinstance(answer, Receipt):
        return []
    return [said for it in answer.consequences if isinstance(said := it.statement, Raised)]
