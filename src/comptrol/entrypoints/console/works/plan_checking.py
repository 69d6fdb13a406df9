"""A plan is held against the call that it was made for, by the program that knows no solver."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import msgspec

from comptrol.bootstrap import Platform
from comptrol.bootstrap.past_calls import call_planned
from comptrol.domains.allocation import (
    AllocationView,
    Call,
    MalformedError,
    Plan,
    PlanId,
    PlanRow,
    call_digest,
    plan_digest,
    plan_document,
    points,
    verify,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.rounds.panel import STAFF, part
from comptrol.entrypoints.console.rounds.plans_kept import CHECKS, Checked, key_of
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.wording import segment
from comptrol.kernel.errors import NotFoundError, UnreadableError


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the check of the plan that a form names."""
    name = form.get("plan", "")
    row = asking.world[AllocationView].plans.get(PlanId(name))
    if row is None or row.call != form.get("call"):
        raise NotFoundError(f"the call has no plan {name[:80]!r}")
    platform = asking.platform
    return lambda progress: check(platform, row, progress)


def check(platform: Platform, row: PlanRow, progress: Progress) -> Outcome:
    """Assemble the call as it was, hold the plan against it, and keep what was found."""

    def told(done: int, most: int) -> None:
        progress.tell(done, most, f"{done:,} of {most:,} entries read for the call as it was")

    call = call_planned(platform, row, told)
    progress.tell(row.position, row.position, "every rule is held against the plan")
    with platform.world() as world:
        plan = plan_document(world, plan=row.plan)
    found = CHECKS.put(key_of(row), checked(call, plan, row))
    verdict = "The plan holds" if found.holds else "The plan does not hold"
    return Outcome(
        f"{verdict}: worth {found.objective} points, {found.delivered} H100e-hours given.",
        f"/calls/{segment(row.call)}/plans/{segment(row.plan)}#check",
        ("code", "what is wrong") if found.violations else (),
        found.violations,
        good=found.holds,
    )


def checked(call: Call, plan: Plan, row: PlanRow) -> Checked:
    """Return what the check finds in a plan. Raises UnreadableError where it cannot be read."""
    try:
        found = verify(_plain(call), _plain(plan))
    except MalformedError as error:
        raise UnreadableError(f"{row.plan}: {error}") from error
    total = sum(found.delivered.values(), Fraction(0))
    return Checked(
        same_call=call_digest(call) == row.said.input_digest,
        same_plan=plan_digest(plan) == row.said.plan_digest,
        objective=f"{points(Fraction(found.objective)):f}",
        delivered=f"{points(total):f}",
        violations=tuple((it.code, it.sentence) for it in found.violations),
        fills=tuple((area, part(Fraction(fill))) for area, fill in found.fills.items()),
        shortfalls=tuple(
            (name, f"{points(Fraction(short)):f}") for name, short in found.shortfalls.items()
        ),
    )


def _plain(of: Call | Plan) -> object:
    return msgspec.to_builtins(of, builtin_types=(Decimal,))


START: Final = Start(
    name="plan-check",
    title="A plan is checked, without a solver",
    audience=STAFF,
    prepare=prepare,
)
