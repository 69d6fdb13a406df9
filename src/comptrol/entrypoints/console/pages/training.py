"""Training runs: what they came to as a range, and where they stand to thresholds."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.training import (
    Assessment,
    CountingMethods,
    Ended,
    LineageCorrected,
    PeriodCorrected,
    PeriodDeclared,
    Regime,
    RunDeclared,
    RunId,
    TrainingView,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.speaking import as_authority
from comptrol.entrypoints.console.visitor import Audience, may_see
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.operations import operations
from comptrol.kernel.errors import ComptrolError, NotFoundError, UnreadableError
from comptrol.kernel.roles import HOLDERS

RUNS: Final = 50
LINES_MAX: Final = 200
PARTIES: Final = frozenset({Audience.ANALYST, Audience.PARTY})
"""The analyst sees every run, a party its own."""
USE_TOLD: Final = (
    'What was used as JSON, such as {"since": "2026-05-01T00:00:00Z", "until": '
    '"2026-06-01T00:00:00Z", "chips": [{"model": "h100-sxm", "chips": 512}], "utilisation": '
    '"0.4", "precision": "BF16"}.'
)


def training(asking: Asking) -> Mapping[str, Any]:
    """Show how operations are counted: each method with its thresholds, dated and sourced."""
    methods = asking.world.reference(CountingMethods).methods
    return {"methods": sorted(methods, key=lambda it: (it.regime.value, it.since))}


def runs(asking: Asking) -> Mapping[str, Any]:
    """Show runs by name, a page at a time: all of them, or those of the visitor's party."""
    developer = asking.word("developer") or None
    if not _sees_all(asking):
        developer = asking.visitor.party
    found = asking.ask(
        "training",
        "runs",
        developer=developer,
        after=asking.word("after") or None,
        limit=RUNS + 1,
    )
    return {
        "found": found[:RUNS],
        "after": found[RUNS - 1].run if len(found) > RUNS else None,
        "developer": developer or "",
        "all": _sees_all(asking),
    }


def run(asking: Asking) -> Mapping[str, Any]:
    """Show one run: lineage, operations as a range, thresholds, and when it crosses one."""
    name, regime, on = asking.place["run"], _regime(asking), asking.day("on")
    sheet = asking.ask("training", "run", run=name)
    asked = {"run": name, "on": on, "regime": regime.value}
    standing, wrong = _or_told(lambda: asking.ask("training", "standing", **asked))
    projection, _ = _or_told(lambda: asking.ask("training", "projection", **asked))
    after = asking.word("after") or None
    found = asking.ask("training", "periods", run=name, after=after, limit=RUNS + 1)
    return {
        "sheet": sheet,
        "row": sheet.run,
        "ancestors": sheet.ancestors[:LINES_MAX],
        "regime": regime,
        "regimes": [(it.value, it.value) for it in Regime],
        "on": on,
        "standing": standing,
        "projection": projection,
        "wrong": wrong,
        "periods": found[:RUNS],
        "after": found[RUNS - 1].period if len(found) > RUNS else None,
        "lines_max": LINES_MAX,
    }


def _or_told(answer: Any) -> tuple[Any, str]:  # noqa: ANN401  (whatever a question answers)
    try:
        return answer(), ""
    except ComptrolError as error:
        return None, str(error)


def _regime(asking: Asking) -> Regime:
    given = asking.word("regime", Regime.EU.value)
    try:
        return Regime(given)
    except ValueError as error:
        known = ", ".join(it.value for it in Regime)
        raise UnreadableError(f"regime: {given[:40]!r} is none of {known}") from error


def _range(asking: Asking) -> Chart:
    found: Assessment = asking.ask(
        "training",
        "standing",
        run=asking.place["run"],
        on=asking.day("on"),
        regime=_regime(asking).value,
    )
    return operations(found)


def _sees_all(asking: Asking) -> bool:
    return may_see(asking.visitor, Audience.ANALYST)


def _sees(asking: Asking) -> bool:
    if _sees_all(asking):
        return True
    row = asking.world[TrainingView].runs.get(RunId(asking.place["run"]))
    return row is not None and row.developer == asking.visitor.party


def _trains(asking: Asking) -> bool:
    return bool(asking.visitor.roles & HOLDERS) and not as_authority(asking)


def _speaks(asking: Asking) -> bool:
    row = asking.world[TrainingView].runs.get(RunId(asking.place["run"]))
    own = row is not None and row.developer == asking.visitor.party
    return as_authority(asking) or own


def _goes_on(asking: Asking) -> bool:
    row = asking.world[TrainingView].runs.get(RunId(asking.place["run"]))
    return row is not None and row.ended_on is None and _speaks(asking)


def _this(asking: Asking) -> Mapping[str, Any]:
    return {"run": asking.place["run"]}


def _own(asking: Asking) -> Mapping[str, Any]:
    if asking.visitor.party is None:
        raise NotFoundError("a run is declared for a party")
    return {"developer": asking.visitor.party}


DECLARED: Final = ("run", "purpose", "began_on", "sources", "first_weights", "published")
_FROM: Final = 'What it comes from as JSON, such as [{"run": "base-1", "by": "initialised"}].'

TRAINING: Final = Page(
    path="/training",
    title="How operations are counted",
    template="analyst/training.html",
    audience=frozenset({Audience.PUBLIC}),
    answer=training,
    menu="Training",
)
ALL: Final = Page(
    path="/runs",
    title="Training runs",
    template="analyst/runs.html",
    audience=PARTIES,
    answer=runs,
    acts=(
        Act(
            name="declare",
            label="Declare a run",
            told=_FROM,
            statement=RunDeclared,
            fields=DECLARED,
            given=_own,
            shown=_trains,
        ),
        Act(
            name="declare-for",
            label="Declare a run of a party",
            told=_FROM,
            statement=RunDeclared,
            fields=("developer", *DECLARED),
            shown=as_authority,
        ),
    ),
    menu="Training",
)
RUN: Final = Page(
    path="/runs/{run}",
    title="A training run",
    template="analyst/run.html",
    audience=PARTIES,
    answer=run,
    about=_sees,
    charts={"range": Drawing(title="The range, and the thresholds", draw=_range)},
    acts=(
        Act(
            name="period",
            label="Say what a period used",
            told=USE_TOLD,
            statement=PeriodDeclared,
            fields=("period", "use"),
            given=_this,
            shown=_speaks,
        ),
        Act(
            name="correct",
            label="Correct a period, or take it back",
            told=f"{USE_TOLD} null takes it back.",
            statement=PeriodCorrected,
            fields=("period", "use", "reason"),
            given=_this,
            shown=_speaks,
        ),
        Act(
            name="lineage",
            label="Correct what it comes from",
            told=f"All of it anew. {_FROM}",
            statement=LineageCorrected,
            fields=("sources", "reason"),
            given=_this,
            shown=_speaks,
        ),
        Act(
            name="end",
            label="Say that it is over",
            told="Whatever goes on from its weights is another run.",
            statement=Ended,
            fields=("on", "outcome", "last_weights", "published"),
            given=_this,
            shown=_goes_on,
        ),
    ),
)
