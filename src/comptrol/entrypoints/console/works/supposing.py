"""What if one thing were different? A call with one change is planned; nothing is logged."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform, award_solver
from comptrol.domains.allocation import (
    Call,
    CallId,
    Plan,
    PlanRow,
    call_digest,
    call_document,
    plan_document,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.rounds.panel import PANEL
from comptrol.entrypoints.console.rounds.plans_kept import compared_with
from comptrol.entrypoints.console.rounds.supposed import SUPPOSED, Change, Supposed, changed
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.wording import segment
from comptrol.entrypoints.console.works.planning_words import (
    GAP_PERCENT,
    call_asked,
    day_asked,
    percent_asked,
    solving,
)
from comptrol.flow.allocating import Effort, compared, planned
from comptrol.kernel.errors import UnreadableError

PERCENT_MAX: Final = 1_000


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the planning that a form asks for."""
    row, platform = call_asked(asking, form), asking.platform
    against = compared_with(asking, row)
    day = day_asked(form, against.said.as_of if against is not None else asking.today)
    change = change_asked(form)
    gap = percent_asked(form, "gap", 100, GAP_PERCENT)
    call = call_document(asking.world, call=row.call, as_of=day)
    changed(call, change)  # what is wrong with it is told before anything begins
    effort = Effort(gap=float(gap))
    return lambda progress: suppose(platform, (call, change, against), effort, progress)


def change_asked(form: Mapping[str, str]) -> Change:
    """Read what is to be different."""
    kind, name = form.get("change", ""), form.get("name", "").strip()
    if kind == "pool":
        part = percent_asked(form, "percent", PERCENT_MAX)
        return Change("pool", name, form.get("month", "").strip(), part)
    if kind == "theta":
        return Change("theta", part=percent_asked(form, "percent", 100))
    if kind in {"in", "out"}:
        return Change(kind, name)
    raise UnreadableError(
        "change: a pool, how even the areas come out, or a proposal was expected"
    )


def suppose(
    platform: Platform,
    asked: tuple[Call, Change, PlanRow | None],
    effort: Effort,
    progress: Progress,
) -> Outcome:
    """Plan the changed call, compare, and keep what came of it."""
    call, change, against = asked
    other = changed(call, change)
    before = Plan(call=call.call, objective=Decimal(0), bound=Decimal(0), gap=Decimal(0))
    if against is not None:
        with platform.world() as world:
            before = plan_document(world, plan=against.plan)
    progress.tell(0, words="the solver begins")
    made = planned(other, award_solver(), effort, solving(progress), reasons=False)
    found = compared(before, made, call)
    key = sha256(f"{call_digest(other)} {change} {effort.gap}".encode()).hexdigest()[:24]
    SUPPOSED.put(
        (call.call, key),
        Supposed(
            call=CallId(call.call),
            against=against.plan if against is not None else "",
            change=change,
            compared=found,
            plan=made,
            as_of=str(against.said.as_of) if against is not None else "",
            entries=platform.store.size(),
        ),
    )
    gained = -found.cost
    return Outcome(
        f"If {change.words}: {gained:+,f} points, {len(found.rows)} awards are not as they were, "
        f"{found.same} are.",
        f"/calls/{segment(call.call)}/what-if?of={key}",
    )


START: Final = Start(
    name="what-if",
    title="A plan with one thing different",
    audience=PANEL,
    prepare=prepare,
)
