"""Which inspections are there, and how far have they come?"""

from comptrol.domains.inspection.statements import InspectionId
from comptrol.domains.inspection.view import Inspection, InspectionView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


def known_inspection(view: InspectionView, inspection: InspectionId) -> Inspection:
    """Return an inspection by its name."""
    found = view.inspections.get(inspection)
    if found is None:
        raise NotFoundError(f"no inspection {inspection!r} is planned")
    return found


def inspection(world: World, *, inspection: InspectionId) -> Inspection:
    """Return one inspection: its strata, what it is to show, its assumptions, and its seed."""
    return known_inspection(world[InspectionView], inspection)


def inspections(
    world: World, *, after: InspectionId | None = None, limit: Limit = 100
) -> tuple[Inspection, ...]:
    """Return inspections in the order of their names, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[InspectionView].inspections.where(after=start, limit=limit))
