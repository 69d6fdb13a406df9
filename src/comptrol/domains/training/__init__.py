"""How many operations did a run of training take, with all that stands behind it?

Whoever trains declares a run: what it is for, what it comes from, and what it used, period by
period. Operations are counted exactly, as a range, by dated methods that do not agree: the
Commission's guidelines, the draft treaty, ECCN 4E091, SB 53. Each says which purposes count, how
precision weighs, and which runs behind a run count to it; the thresholds are asked of the
rulebook. The verdict has three words, and between two of them a person decides.

It owns runs, periods, lineage and counting. It does not own who may run how much (caps), nor what
a meter reads (metering). There is no field for code, data, weights or prompts: parameters and
tokens are counted because the law's own method asks for them, and weights are a digest at most.
"""

from comptrol.domains.training.checks import check
from comptrol.domains.training.formulas import (
    CountingMethods,
    Crossing,
    Group,
    Method,
    Range,
    Regime,
    Scope,
    Verdict,
    Worked,
    counted,
    crossing,
    days_to_threshold,
    excess,
    figures,
    h100_equivalents,
    local_compute,
    longest_run_years,
    physical_bound,
    rate_at,
    tpp_of_h100,
    verdict,
)
from comptrol.domains.training.queries import (
    Assessment,
    BehindAsked,
    ChipsAsked,
    Counts,
    Cumulative,
    PeriodAsked,
    Projection,
    RunAsked,
    RunSheet,
    Tested,
    ancestors,
    assess_asked,
    cumulative,
    known_run,
    periods,
    projection,
    run,
    runs,
    standing,
)
from comptrol.domains.training.reactions import HEARS, react
from comptrol.domains.training.refusals import TrainingRefusal
from comptrol.domains.training.statements import (
    Bond,
    ChipUse,
    Commitment,
    Ended,
    LineageCorrected,
    Outcome,
    Passes,
    PeriodCorrected,
    PeriodDeclared,
    PeriodId,
    Purpose,
    RunDeclared,
    RunId,
    Source,
    TrainingStatement,
    Use,
)
from comptrol.domains.training.view import Period, Run, TrainingView, Weights, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "Assessment",
    "BehindAsked",
    "Bond",
    "ChipUse",
    "ChipsAsked",
    "Commitment",
    "CountingMethods",
    "Counts",
    "Crossing",
    "Cumulative",
    "Ended",
    "Group",
    "LineageCorrected",
    "Method",
    "Outcome",
    "Passes",
    "Period",
    "PeriodAsked",
    "PeriodCorrected",
    "PeriodDeclared",
    "PeriodId",
    "Projection",
    "Purpose",
    "Range",
    "Regime",
    "Run",
    "RunAsked",
    "RunDeclared",
    "RunId",
    "RunSheet",
    "Scope",
    "Source",
    "Tested",
    "TrainingStatement",
    "TrainingView",
    "Use",
    "Verdict",
    "Weights",
    "Worked",
    "ancestors",
    "assess_asked",
    "counted",
    "crossing",
    "cumulative",
    "days_to_threshold",
    "excess",
    "figures",
    "h100_equivalents",
    "known_run",
    "local_compute",
    "longest_run_years",
    "physical_bound",
    "rate_at",
    "run",
    "runs",
    "standing",
    "tpp_of_h100",
    "verdict",
]

DOMAIN: Domain[TrainingStatement, TrainingView] = Domain(
    name="training",
    statements=(RunDeclared, PeriodDeclared, PeriodCorrected, LineageCorrected, Ended),
    refusals=TrainingRefusal,
    view=TrainingView,
    check=check,
    apply=apply,
    react=react,
    hears=HEARS,
    queries=(run, runs, periods, cumulative, standing, projection),
)
