"""Which chips are drawn: from the frame as it was frozen, and the beacon."""

from collections.abc import Iterator

from comptrol.domains.inspection.formulas import DrawnName, Each, Pool, draw, one_by_one, seed_of
from comptrol.domains.inspection.queries.inspections import known_inspection
from comptrol.domains.inspection.statements import InspectionId, StratumName
from comptrol.domains.inspection.view import DrawnChip, Inspection, InspectionView
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


def seed_for(planned: Inspection) -> Digest | None:
    """Return the seed of an inspection in hexadecimal; nothing before the beacon has spoken."""
    if planned.beacon is None:
        return None
    return Digest(seed_of(planned.frame, planned.beacon).hex())


def pools_of(view: InspectionView, planned: Inspection) -> list[Pool]:
    """Return what every stratum is drawn from, as the log has it."""
    return [
        Pool(
            names=tuple(
                run
                for part in view.frames.where(inspection=planned.inspection, stratum=it.stratum)
                for run in part.runs
            ),
            population=it.population,
            samples=it.samples,
        )
        for it in planned.strata
    ]


def redrawn(
    view: InspectionView, planned: Inspection, each: Each = one_by_one
) -> Iterator[tuple[StratumName, list[DrawnName]]]:
    """Yield for each stratum what the frame and the beacon draw, worked out anew."""
    seed = seed_for(planned)
    assert seed is not None, "an inspection is drawn once the beacon has spoken"
    drawn = draw(bytes.fromhex(seed), pools_of(view, planned), each)
    for stratum, names in zip(planned.strata, drawn, strict=True):
        yield stratum.stratum, names


def drawn(
    world: World, *, inspection: InspectionId, after: str | None = None, limit: Limit = 100
) -> tuple[DrawnChip, ...]:
    """Return the chips that were drawn, stratum by stratum, in the order of the draw.

    ``after`` is the stratum and the place of the last one seen, such as ``frankfurt/99``.
    """
    known_inspection(world[InspectionView], inspection)
    table = world[InspectionView].drawn
    start = None if after is None else _start(inspection, after)
    return tuple(table.where(inspection=inspection, after=start, limit=limit))


def _start(inspection: InspectionId, after: str) -> tuple[str, str, int]:
    stratum, _, place = after.rpartition("/")
    if not (stratum and place.isascii() and place.isdigit()):
        raise UnreadableError(f"after: {after!r} is no stratum and place, such as frankfurt/99")
    return inspection, stratum, int(place)
