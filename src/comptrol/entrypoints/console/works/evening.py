"""What does it cost to be even between areas? The curve is solved, point by point."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform, award_solver
from comptrol.domains.allocation import CallId, call_digest, call_document
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.rounds.evened import CURVES, Curve
from comptrol.entrypoints.console.rounds.panel import PANEL, log_of, part
from comptrol.entrypoints.console.rounds.plans_kept import compared_with
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.wording import segment
from comptrol.entrypoints.console.works.planning_words import (
    GAP_PERCENT,
    call_asked,
    day_asked,
    percent_asked,
    solving,
)
from comptrol.flow.allocating import FIVE, Effort, curve


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the curve that a form asks for."""
    row, platform = call_asked(asking, form), asking.platform
    against = compared_with(asking, row)
    day = day_asked(form, against.said.as_of if against is not None else asking.today)
    effort = Effort(gap=float(percent_asked(form, "gap", 100, GAP_PERCENT)))
    log = log_of(asking)[0]
    return lambda progress: solve(platform, (log, row.call), day, effort, progress)


def solve(
    platform: Platform, whose: tuple[str, CallId], day: date, effort: Effort, progress: Progress
) -> Outcome:
    """Solve five points; each of them is of a plan that was checked. No plan is kept."""
    entries = platform.store.size()
    progress.tell(0, len(FIVE), "the call is read")
    with platform.world() as world:
        call = call_document(world, call=whose[1], as_of=day)
    points = curve(call, award_solver(), FIVE, effort, solving(progress))
    CURVES.put(whose, Curve(points, day, call_digest(call), entries))
    dearest = max(points, key=lambda it: it.cost)
    return Outcome(
        f"{len(points)} points were solved. The dearest, theta {dearest.theta:f}, loses "
        f"{part(dearest.cost)} of the worth; the worst area is then filled to "
        f"{part(dearest.worst)}.",
        f"/calls/{segment(whose[1])}/fairness",
    )


START: Final = Start(
    name="fairness",
    title="What it costs to be even between areas",
    audience=PANEL,
    prepare=prepare,
)
