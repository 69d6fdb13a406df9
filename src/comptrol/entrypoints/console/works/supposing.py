"""What if one thing were different? A call with one change is planned; nothing is logged."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform, award_solver
from comptrol.domains.allocation import (
    AllocationView,
    CallId,
    CallRow,
    Plan,
    PlanRow,
    ProposalId,
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
    _known(asking, row, change)
    effort = Effort(gap=float(percent_asked(form, "gap", 100, GAP_PERCENT)))
    return lambda progress: suppose(platform, (row, change, against), (day, effort), progress)


def _known(asking: Asking, call: CallRow, change: Change) -> None:
    """Refuse what the call has not, before anything begins."""
    view, name = asking.world[AllocationView], change.name[:80]
    if change.kind == "pool" and view.pools.get((call.call, change.name)) is None:
        raise UnreadableError(f"the call has no pool {name!r}")
    if change.month and change.month not in call.said.months:
        raise UnreadableError(f"the call has no month {change.month[:40]!r}")
    if change.kind in {"in", "out"}:
        proposal = view.proposals.get(ProposalId(change.name))
        if proposal is None or proposal.call != call.call:
            raise UnreadableError(f"the call has no proposal {name!r}")


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
    asked: tuple[CallRow, Change, PlanRow | None],
    how: tuple[date, Effort],
    progress: Progress,
) -> Outcome:
    """Plan the changed call, compare, and keep what came of it."""
    (row, change, against), (day, effort) = asked, how
    progress.tell(0, words="the call is read")
    before = Plan(call=row.call, objective=Decimal(0), bound=Decimal(0), gap=Decimal(0))
    with platform.world() as world:
        call = call_document(world, call=row.call, as_of=day)
        if against is not None:
            before = plan_document(world, plan=against.plan)
    other = changed(call, change)
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
