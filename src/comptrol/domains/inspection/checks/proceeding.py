"""May an inspection go on so: is it drawn, and is it closed?"""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.inspection.refusals import InspectionRefusal
from comptrol.domains.inspection.statements import Closed, InspectionId, Seeded
from comptrol.domains.inspection.view import Inspection, InspectionView
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.roles import AUTHORITY
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_seeded(said: Seeded, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a seed that is not of the beacon that the plan named, in the time that it named.

    What the beacon said, and that no value came before it in that time, is not in the log.
    """
    planned = world[InspectionView].inspections.get(said.inspection)
    yield from _check_planner(planned, said.inspection, entry, world)
    if planned is None:
        return
    if planned.seeded_at is not None:
        detail = f"at position {planned.seeded_at}"
        yield Finding.of(InspectionRefusal.ALREADY_SEEDED, detail)
    if said.published_at <= planned.frozen_at:
        detail = f"{said.published_at} is not after {planned.frozen_at}"
        yield Finding.of(InspectionRefusal.BEACON_BEFORE_FREEZE, detail)
    in_time = planned.beacon_from <= said.published_at <= planned.beacon_until
    if said.source != planned.beacon_source or not in_time:
        detail = (
            f"the first value of {planned.beacon_source} from {planned.beacon_from} on, and until "
            f"{planned.beacon_until}"
        )
        yield Finding.of(InspectionRefusal.ANOTHER_BEACON, detail)
    if said.published_at > entry.logged_at:
        detail = f"{said.published_at} is after {entry.logged_at}"
        yield Finding.of(InspectionRefusal.NOT_YET, detail)


def check_closed(said: Closed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse to close what was not drawn although it could be: nobody tries for a better draw."""
    planned = world[InspectionView].inspections.get(said.inspection)
    yield from _check_planner(planned, said.inspection, entry, world)
    if planned is None or planned.seeded_at is not None:
        return
    if entry.logged_at >= planned.beacon_from:
        detail = f"the beacon speaks from {planned.beacon_from} on"
        yield Finding.of(InspectionRefusal.DRAW_FIRST, detail)


def _check_planner(
    planned: Inspection | None, name: InspectionId, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    if planned is None:
        yield Finding.of(InspectionRefusal.UNKNOWN_INSPECTION, name)
        return
    if entry.signer != planned.planned_by and not may(world[PartiesView], entry.signer, AUTHORITY):
        detail = f"it was planned by {planned.planned_by}"
        yield Finding.of(InspectionRefusal.NOT_PLANNER, detail)
    if planned.closed_at is not None:
        yield Finding.of(InspectionRefusal.ALREADY_CLOSED, f"at position {planned.closed_at}")
