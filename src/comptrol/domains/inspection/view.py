"""What is known about inspections: the plan, the frame, the draw, and what was found."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from comptrol.domains.attestation import ChallengeId
from comptrol.domains.chips import FactorSetId
from comptrol.domains.inspection.statements import (
    Closed,
    Drawn,
    Framed,
    FramedRun,
    InspectionId,
    InspectionStatement,
    Looked,
    Outcome,
    Planned,
    RunToCatch,
    Seeded,
    StratumName,
    StratumPlanned,
    Tampering,
)
from comptrol.domains.registry import ChipId, SiteId
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

PART_CHIPS: Final = 120
"""Chips in one statement about a draw: with the longest names they fit into 16 KiB."""


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection as it was planned, and how far it has come."""

    inspection: InspectionId
    frame: Digest
    strata: tuple[StratumPlanned, ...]
    confidence: Decimal
    miss_rate: Decimal
    diverted: int | None
    factor_set: FactorSetId | None
    run: RunToCatch | None
    beacon_source: str
    beacon_from: datetime
    beacon_until: datetime
    live_challenge_required: bool
    assumptions: tuple[str, ...]
    planned_by: PartyId
    planned_at: int
    frozen_at: datetime
    beacon: str | None = None
    seeded_at: int | None = None
    drawn_at: datetime | None = None
    closed_at: int | None = None


class FramePart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a stratum as it was when the frame was frozen."""

    inspection: InspectionId
    stratum: StratumName
    part: int
    runs: tuple[FramedRun, ...]


class DrawnChip(msgspec.Struct, frozen=True, kw_only=True):
    """A chip that was drawn, and its place in the draw of its stratum."""

    inspection: InspectionId
    stratum: StratumName
    place: int
    chip: ChipId


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What an inspector found in the place of a chip that was drawn."""

    inspection: InspectionId
    chip: ChipId
    outcome: Outcome
    serial_matches: bool
    still_owned: bool | None
    logs_read: bool
    tampering: Tampering
    live_challenge: ChallengeId | None
    site: SiteId | None
    looked_at: datetime
    evidence: Digest
    inspector: PartyId
    position: int


class InspectionView(View):
    """Inspections, what they draw from, what they drew, and what was found."""

    inspections: Table[InspectionId, Inspection] = Table.of(
        "inspection", Inspection, key="inspection", indexes=("seeded_at closed_at",)
    )
    frames: Table[Key, FramePart] = Table.of(
        "inspection_frames", FramePart, key="inspection stratum part"
    )
    drawn: Table[Key, DrawnChip] = Table.of(
        "inspection_drawn",
        DrawnChip,
        key="inspection stratum place",
        indexes=("inspection chip", "chip"),
    )
    results: Table[Key, Result] = Table.of(
        "inspection_results", Result, key="inspection chip", indexes=("chip",)
    )


def apply(view: InspectionView, entry: Entry[InspectionStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Planned() as said:
            yield view.inspections.put(_inspection(said, entry))
        case Framed() as said:
            yield view.frames.put(
                FramePart(
                    inspection=said.inspection,
                    stratum=said.stratum,
                    part=said.part,
                    runs=said.runs,
                )
            )
        case Seeded(inspection=name, beacon=beacon):
            seeded = {"beacon": beacon, "seeded_at": entry.position, "drawn_at": entry.logged_at}
            yield view.inspections.put(msgspec.structs.replace(_known(view, name), **seeded))
        case Drawn() as said:
            for number, chip in enumerate(said.chips, said.part * PART_CHIPS):
                yield view.drawn.put(
                    DrawnChip(
                        inspection=said.inspection, stratum=said.stratum, place=number, chip=chip
                    )
                )
        case Looked() as said:
            fields = msgspec.structs.asdict(said)
            position = entry.position
            yield view.results.put(Result(**fields, inspector=entry.signer, position=position))
        case Closed(inspection=name):
            known = _known(view, name)
            yield view.inspections.put(msgspec.structs.replace(known, closed_at=entry.position))
        case never:
            assert_never(never)


def _known(view: InspectionView, name: InspectionId) -> Inspection:
    found = view.inspections.get(name)
    assert found is not None, "an admitted statement names a planned inspection"
    return found


def _inspection(said: Planned, entry: Entry[InspectionStatement]) -> Inspection:
    return Inspection(
        inspection=said.inspection,
        frame=said.frame,
        strata=said.strata,
        confidence=said.confidence,
        miss_rate=said.miss_rate,
        diverted=said.diverted,
        factor_set=said.factor_set,
        run=said.run,
        beacon_source=said.beacon_source,
        beacon_from=said.beacon_from,
        beacon_until=said.beacon_until,
        live_challenge_required=said.live_challenge_required,
        assumptions=said.assumptions,
        planned_by=entry.signer,
        planned_at=entry.position,
        frozen_at=entry.logged_at,
    )
