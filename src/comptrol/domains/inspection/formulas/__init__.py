"""How many are looked at, which, and what that covers: pure functions, each with its method."""

from comptrol.domains.inspection.formulas.chances import detection, log_missed, reaches
from comptrol.domains.inspection.formulas.deterrence import (
    Choice,
    Deterrence,
    Stakes,
    choice_at,
    deterrence,
    least_rate,
)
from comptrol.domains.inspection.formulas.drawing import (
    METHOD,
    DrawnName,
    Each,
    Pool,
    draw,
    one_by_one,
)
from comptrol.domains.inspection.formulas.existence import (
    Aim,
    achieved,
    approximate_samples,
    detects_from,
    samples_needed,
)
from comptrol.domains.inspection.formulas.frames import (
    canonical_runs,
    frame_of_names,
    frame_of_runs,
    seed_of,
)
from comptrol.domains.inspection.formulas.ordering import Ordering
from comptrol.domains.inspection.formulas.plans import (
    SamplePlan,
    StratumSamples,
    plan_existence,
    plan_run,
    plan_strata,
)
from comptrol.domains.inspection.formulas.publishing import (
    PublishedDraw,
    differences,
    published_draw,
)
from comptrol.domains.inspection.formulas.runs import (
    Run,
    RunSamples,
    detection_when_stretched,
    period_detection,
    run_detection,
    samples_for_run,
)
from comptrol.domains.inspection.formulas.strata import (
    Part,
    Stratified,
    allocation,
    stratified_detects_from,
    worst_detection,
    worst_log_missed,
)

__all__ = [
    "METHOD",
    "Aim",
    "Choice",
    "Deterrence",
    "DrawnName",
    "Each",
    "Ordering",
    "Part",
    "Pool",
    "PublishedDraw",
    "Run",
    "RunSamples",
    "SamplePlan",
    "Stakes",
    "Stratified",
    "StratumSamples",
    "achieved",
    "allocation",
    "approximate_samples",
    "canonical_runs",
    "choice_at",
    "detection",
    "detection_when_stretched",
    "detects_from",
    "deterrence",
    "differences",
    "draw",
    "frame_of_names",
    "frame_of_runs",
    "least_rate",
    "log_missed",
    "one_by_one",
    "period_detection",
    "plan_existence",
    "plan_run",
    "plan_strata",
    "published_draw",
    "reaches",
    "run_detection",
    "samples_for_run",
    "samples_needed",
    "seed_of",
    "stratified_detects_from",
    "worst_detection",
    "worst_log_missed",
]
