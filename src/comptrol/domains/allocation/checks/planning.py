"""May a plan be said? Only one that was made for this call, and breaks none of its rules."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from comptrol.domains.allocation.checks.opening import (
    Findings,
    check_drawn_first,
    has_theta,
    running,
)
from comptrol.domains.allocation.checks.proposing import check_not_closed
from comptrol.domains.allocation.formulas.exchange import call_digest, plan_digest
from comptrol.domains.allocation.formulas.lottery import seed_of, walk
from comptrol.domains.allocation.queries import (
    assembled_plan,
    call_document,
    found_wrong,
    lacking,
    parts_said,
    policy_of,
)
from comptrol.domains.allocation.refusals import AllocationRefusal
from comptrol.domains.allocation.statements import (
    Cause,
    DrawCommitted,
    Drawn,
    Planned,
    PlanPart,
    ThetaChosen,
)
from comptrol.domains.allocation.view import AllocationView, CallRow
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

NAMED_MAX: Final = 5
AGE_MAX: Final = timedelta(days=31)
"""So long before it is said, a plan may have been assembled."""


def check_theta_chosen(said: ThetaChosen, entry: Entry[Any], world: World) -> Findings:
    """Yield why the panel cannot choose how even: it has, or it may have seen who wins."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if call is None:
        return
    yield from check_not_closed(call, entry)
    if call.theta_ppm is not None or call.planned:
        chosen = (
            f"{call.theta_ppm} millionths" if call.theta_ppm is not None else "a plan was said"
        )
        yield Finding.of(AllocationRefusal.SEEN_ALREADY, chosen)


def check_plan_part(said: PlanPart, entry: Entry[Any], world: World) -> Findings:
    """Yield why a part of a plan cannot be said: the plan is another's, or has been said."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    first = next(iter(view.parts.where(plan=said.plan, limit=1)), None)
    if first is not None and (first.planner, first.call) != (entry.signer, said.call):
        yield Finding.of(AllocationRefusal.NAME_TAKEN, f"{said.plan} is of {first.planner}")
    yield from check_not_closed(call, entry)
    if call is not None and not has_theta(view, call):
        yield Finding.of(AllocationRefusal.NO_THETA, said.call)
    settled = view.plans.get(said.plan) is not None
    if settled or view.parts.get((said.plan, said.part)) is not None:
        yield Finding.of(AllocationRefusal.PLAN_SETTLED, f"{said.plan}, part {said.part}")


def check_planned(said: Planned, entry: Entry[Any], world: World) -> Findings:
    """Yield every reason why a plan cannot be said; its rules are checked exactly."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if call is None:
        return
    found = [*_before(said, call, entry, world)]
    yield from found
    if not found and not over:
        yield from _check_whole(said, entry, world)


def _before(said: Planned, call: CallRow, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view = world[AllocationView]
    if view.plans.get(said.plan) is not None:
        yield Finding.of(AllocationRefusal.NAME_TAKEN, said.plan)
    yield from check_not_closed(call, entry)
    today = entry.logged_at.date()
    if not today - AGE_MAX <= said.as_of <= today:
        yield Finding.of(AllocationRefusal.BACKWARDS, f"as of {said.as_of}, said on {today}")
    if not has_theta(view, call):
        yield Finding.of(AllocationRefusal.NO_THETA, said.call)
    short = lacking(world, call=said.call)
    if short:
        more = f" and {len(short) - NAMED_MAX} more" if len(short) > NAMED_MAX else ""
        yield Finding.of(AllocationRefusal.REVIEWS_MISSING, ", ".join(short[:NAMED_MAX]) + more)
    parts = [it.part for it in parts_said(view, said.plan, entry.signer)]
    if parts != list(range(said.parts)):
        yield Finding.of(AllocationRefusal.PARTS_MISSING, f"{len(parts)} of {said.parts}")
    if said.replaces != call.plan or _out_of_turn(said.cause, call):
        detail = f"in force is {call.plan or 'none'}"
        yield Finding.of(AllocationRefusal.REPLACES_ANOTHER, detail)
    yield from check_drawn_first(view, said.call)


def _out_of_turn(cause: Cause, call: CallRow) -> bool:
    """Tell whether a plan could not be made for this: the first is first, and others are not."""
    if call.plan is not None:
        return cause is Cause.FIRST
    return cause not in {Cause.FIRST, Cause.LOTTERY, Cause.PANEL}


def _check_whole(said: Planned, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Assemble the call anew, and hold the plan against it: all of it is right, or none."""
    call = call_document(world, call=said.call, as_of=said.as_of)
    plan = assembled_plan(world, said, entry.signer)
    if call_digest(call) != said.input_digest:
        yield Finding.of(AllocationRefusal.ANOTHER_CALL, f"here it is {call_digest(call)}")
        return
    if plan_digest(plan) != said.plan_digest:
        yield Finding.of(AllocationRefusal.ANOTHER_PLAN, f"here it is {plan_digest(plan)}")
        return
    for sentence in found_wrong(call, plan):
        yield Finding.of(AllocationRefusal.VIOLATES, sentence[:400])


def check_draw_committed(said: DrawCommitted, entry: Entry[Any], world: World) -> Findings:
    """Yield why a draw cannot be committed to: it is before its round, and there is one."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if call is None:
        return
    for name in said.band:
        row = view.proposals.get(name)
        if row is None or row.call != said.call:
            yield Finding.of(AllocationRefusal.UNKNOWN_PROPOSAL, name)
    plan = view.plans.get(said.plan)
    if plan is None or plan.call != said.call:
        yield Finding.of(AllocationRefusal.UNKNOWN_PLAN, said.plan)
    elif plan.said.input_digest != said.input_digest:
        yield Finding.of(AllocationRefusal.ANOTHER_CALL, f"{said.plan} is of another input")
    if call.plan is not None:
        yield Finding.of(AllocationRefusal.TOO_LATE, f"plan {call.plan} was adopted")
    if not policy_of(view, call).said.lottery:
        yield Finding.of(AllocationRefusal.NO_LOTTERY, call.policy)
    draw = view.draws.get(said.call)
    if draw is not None:
        yield Finding.of(AllocationRefusal.DRAW_OPEN, f"at position {draw.position}")
    if said.beacon_from <= entry.logged_at:
        detail = f"{said.beacon_from} is not after {entry.logged_at}"
        yield Finding.of(AllocationRefusal.BEACON_BEFORE, detail)


def check_drawn(said: Drawn, entry: Entry[Any], world: World) -> Findings:
    """Yield why this is not the draw that was committed to: order and round, each exactly."""
    view = world[AllocationView]
    yield from running(view, said.call)[1]
    draw = view.draws.get(said.call)
    if draw is None or draw.drawn is not None:
        yield Finding.of(AllocationRefusal.NO_DRAW, said.call)
        return
    committed = draw.committed
    if entry.logged_at < committed.beacon_from:
        detail = f"the beacon speaks from {committed.beacon_from} on"
        yield Finding.of(AllocationRefusal.BEACON_BEFORE, detail)
    seed = seed_of(committed.input_digest, said.beacon_output)
    order = tuple(it.proposal for it in walk(seed, committed.band))
    if said.beacon_round != committed.beacon_round:
        detail = f"round {committed.beacon_round} of {committed.beacon} decides, and no other"
        yield Finding.of(AllocationRefusal.ANOTHER_DRAW, detail)
    elif tuple(it.proposal for it in said.lots) != order:
        yield Finding.of(AllocationRefusal.ANOTHER_DRAW, f"the order is {', '.join(order)}"[:400])
