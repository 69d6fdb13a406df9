"""How many chips must be looked at, which, what was found, and what does that cover?

An inspection is planned over a frame: every chip of some strata, as the registry lists them at
that moment. The frame is frozen by its digest before a beacon speaks; seed and draw follow from
both, so that anybody can check, and who plans cannot foresee what the beacon will draw. Inspectors
who have nothing to do with the holder look at what was drawn and at nothing else; what was never
looked at, or not to the end, counts for nothing.

It owns plans, frames, draws and results. It does not own where a chip is (the registry notes each
that was seen), nor what follows for whom: an alarm is for a person to judge.
"""

from comptrol.domains.inspection.checks import check
from comptrol.domains.inspection.formulas import (
    METHOD,
    Aim,
    Deterrence,
    DrawnName,
    Each,
    Part,
    Pool,
    PublishedDraw,
    Run,
    SamplePlan,
    Stakes,
    Stratified,
    detects_from,
    deterrence,
    draw,
    frame_of_names,
    frame_of_runs,
    plan_existence,
    plan_run,
    plan_strata,
    published_draw,
    seed_of,
)
from comptrol.domains.inspection.formulas import differences as draw_differences
from comptrol.domains.inspection.queries import (
    Coverage,
    Proposal,
    coverage,
    drawn,
    inspection,
    inspections,
    known_inspection,
    proposal,
    redrawn,
    seed_for,
)
from comptrol.domains.inspection.reactions import HEARS, react
from comptrol.domains.inspection.refusals import InspectionRefusal
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
    Stratum,
    StratumPlanned,
    Tampering,
)
from comptrol.domains.inspection.view import (
    DrawnChip,
    Inspection,
    InspectionView,
    Result,
    apply,
)
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "METHOD",
    "Aim",
    "Closed",
    "Coverage",
    "Deterrence",
    "Drawn",
    "DrawnChip",
    "DrawnName",
    "Each",
    "Framed",
    "FramedRun",
    "Inspection",
    "InspectionId",
    "InspectionView",
    "Looked",
    "Outcome",
    "Part",
    "Planned",
    "Pool",
    "Proposal",
    "PublishedDraw",
    "Result",
    "Run",
    "RunToCatch",
    "SamplePlan",
    "Seeded",
    "Stakes",
    "Stratified",
    "Stratum",
    "StratumPlanned",
    "Tampering",
    "coverage",
    "detects_from",
    "deterrence",
    "draw",
    "draw_differences",
    "frame_of_names",
    "frame_of_runs",
    "known_inspection",
    "plan_existence",
    "plan_run",
    "plan_strata",
    "published_draw",
    "redrawn",
    "seed_for",
    "seed_of",
]

DOMAIN: Domain[InspectionStatement, InspectionView] = Domain(
    name="inspection",
    statements=(Planned, Framed, Seeded, Drawn, Looked, Closed),
    refusals=InspectionRefusal,
    view=InspectionView,
    check=check,
    apply=apply,
    react=react,
    hears=HEARS,
    queries=(inspection, inspections, proposal, drawn, coverage),
)
