"""For those who share out: what if one thing were different, and what it costs to be even."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.allocation import AllocationView, ThetaChosen
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.forms import is_number
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.rounds.evened import CURVES, Curve
from comptrol.entrypoints.console.rounds.panel import (
    LINES,
    PANEL,
    after_of,
    call_of,
    log_of,
    may_say,
    part,
    runs,
)
from comptrol.entrypoints.console.rounds.plans_kept import compared_with
from comptrol.entrypoints.console.rounds.supposed import SUPPOSED
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.fairness import fairness_svg
from comptrol.kernel.errors import NotFoundError

_PPM: Final = 1_000_000
DIGITS: Final = 12
ORDER: Final = ("in", "out", "more", "less", "moved")
"""What is told first of who gets something else."""


def what_if(asking: Asking) -> Mapping[str, Any]:
    """Ask what is to be different; show what came of it the last time."""
    call, of = call_of(asking), asking.word("of")
    found = SUPPOSED.get((call.call, of)) if of else None
    rows = sorted(found.compared.rows, key=lambda it: ORDER.index(it.change)) if found else []
    after = after_of(asking) or "0"
    start = int(after) if is_number(after) else 0
    against = compared_with(asking, call)
    return {
        "call": call,
        "against": against,
        "day": against.said.as_of if against is not None else asking.today,
        "pools": list(asking.world[AllocationView].pools.where(call=call.call)),
        "found": found,
        "forgotten": bool(of) and found is None,
        "rows": rows[start : start + LINES],
        "kinds": Counter(it.change for it in rows),
        "after": start + LINES if start + LINES < len(rows) else None,
        "later": found is not None and found.entries < asking.platform.store.size(),
        "part": part,
    }


def evenness(asking: Asking) -> Mapping[str, Any]:
    """Show the curve as it was solved last, and what was chosen."""
    call, found = call_of(asking), _curve(asking)
    against = compared_with(asking, call)
    return {
        "call": call,
        "curve": found,
        "areas": sorted({area for it in found.points for area in it.fills}) if found else [],
        "day": against.said.as_of if against is not None else asking.today,
        "later": found is not None and found.entries < asking.platform.store.size(),
        "part": part,
        "theta": None if call.theta_ppm is None else f"{call.theta_ppm / _PPM:g}",
    }


def _curve(asking: Asking) -> Curve | None:
    return CURVES.get((log_of(asking)[0], call_of(asking).call))


def drawn(asking: Asking) -> Chart:
    """Draw the curve that was solved. Raises NotFoundError where none was."""
    call, found = call_of(asking), _curve(asking)
    if found is None:
        raise NotFoundError("the curve has not been solved since the server was started")
    areas = sorted({area for it in found.points for area in it.fills})
    dearest = max(found.points, key=lambda it: it.cost)
    return Chart(
        name="fairness",
        title=f"What it costs to be even between areas: {call.call}",
        told=f"{len(found.points)} points. At theta {dearest.theta:f} {part(dearest.cost)} of the "
        f"worth is lost, and the worst area is filled to {part(dearest.worst)}.",
        columns=("theta", "points", "at_most", "lost", "worst_area", "awards", *areas),
        rows=tuple(
            (
                *(f"{it.theta:f}", f"{it.objective:f}", f"{it.bound:f}", f"{it.cost:f}"),
                *(f"{it.worst:f}", str(it.awards)),
                *(f"{it.fills[area]:f}" if area in it.fills else "" for area in areas),
            )
            for it in found.points
        ),
        svg=fairness_svg(call.call, found.points),
    )


def _choosing(asking: Asking) -> Mapping[str, Any]:
    """Return the call, and the curve that the panel was shown here, if any was solved."""
    found = _curve(asking)
    points = [
        {
            "theta_ppm": int(it.theta * _PPM),
            "worst_fill_ppm": min(_PPM, int(it.worst * _PPM)),
            "value": f"{round(it.objective, DIGITS):f}",
        }
        for it in (found.points if found is not None else ())
    ]
    return {"call": asking.place["call"], "curve": points}


def _to_choose(asking: Asking) -> bool:
    call = call_of(asking)
    open_still = call.theta_ppm is None and not call.planned and runs(asking)
    return open_still and asking.today > call.said.closes and may_say(ThetaChosen)(asking)


PAGES: Final = (
    Page(
        path="/calls/{call}/what-if",
        title="What if",
        template="allocating/what_if.html",
        audience=PANEL,
        answer=what_if,
    ),
    Page(
        path="/calls/{call}/fairness",
        title="What it costs to be even",
        template="allocating/fairness.html",
        audience=PANEL,
        answer=evenness,
        charts={"fairness": Drawing(title="The cost of being even", draw=drawn)},
        acts=(
            Act(
                name="choose",
                label="Choose how even the areas come out",
                statement=ThetaChosen,
                fields=("theta_ppm", "reason", "by"),
                told="In millionths: 800000 fills every area to at least 80 percent of what the "
                "worst could be at best. Chosen once, before anybody sees who wins; the curve "
                "is said with it.",
                given=_choosing,
                shown=_to_choose,
            ),
        ),
    ),
)
