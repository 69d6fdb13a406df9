"""What may be asked about inspections: plans, frames, draws, and what they cover."""

from comptrol.domains.inspection.queries.aims import are_chances, run_among, stratified
from comptrol.domains.inspection.queries.covering import Coverage, StratumCoverage, coverage
from comptrol.domains.inspection.queries.drawing import drawn, redrawn, seed_for
from comptrol.domains.inspection.queries.framing import (
    Frame,
    frame_now,
    unknown_in,
    values_of,
)
from comptrol.domains.inspection.queries.inspections import (
    inspection,
    inspections,
    known_inspection,
)
from comptrol.domains.inspection.queries.proposing import Proposal, proposal

__all__ = [
    "Coverage",
    "Frame",
    "Proposal",
    "StratumCoverage",
    "are_chances",
    "coverage",
    "drawn",
    "frame_now",
    "inspection",
    "inspections",
    "known_inspection",
    "proposal",
    "redrawn",
    "run_among",
    "seed_for",
    "stratified",
    "unknown_in",
    "values_of",
]
