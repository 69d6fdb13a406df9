"""Plans, as they were said, and what the exact check finds in them."""

from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from comptrol.domains.allocation.formulas.exchange import Call, Plan
from comptrol.domains.allocation.formulas.parting import plan_of
from comptrol.domains.allocation.formulas.verifying import MalformedError, verify
from comptrol.domains.allocation.queries.known import known_call, known_plan
from comptrol.domains.allocation.statements import CallId, PlanId, Planned, PlanPart
from comptrol.domains.allocation.view import AllocationView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

NAMED_MAX: Final = 10


def plan_document(world: World, *, plan: PlanId) -> Plan:
    """Return a plan that was said, as ``allocate`` reads and writes it."""
    found = known_plan(world[AllocationView], plan)
    return plan_of(found.said, parts_said(world[AllocationView], plan, found.planner))


def adopted_plan(world: World, *, call: CallId) -> Plan:
    """Return the plan that holds in a call, without reasons: each applicant is told its own."""
    found = known_call(world[AllocationView], call)
    if found.plan is None:
        raise NotFoundError(f"no plan of call {call!r} has been adopted yet")
    return replace(plan_document(world, plan=found.plan), reasons=())


def parts_said(view: AllocationView, plan: PlanId, planner: PartyId) -> tuple[PlanPart, ...]:
    """Return the parts that one party has said of a plan, in order."""
    return tuple(
        PlanPart(
            plan=it.plan,
            call=it.call,
            part=it.part,
            awards=it.awards,
            prices=it.prices,
            reasons=it.reasons,
        )
        for it in view.parts.where(plan=plan)
        if it.planner == planner
    )


def assembled_plan(world: World, said: Planned, planner: PartyId) -> Plan:
    """Return the plan that a statement and the parts before it come to."""
    return plan_of(said, parts_said(world[AllocationView], said.plan, planner))


def found_wrong(call: Call, plan: Plan) -> tuple[str, ...]:
    """Return what the exact check finds wrong, a sentence each; nothing: the plan holds."""
    try:
        found = verify(_built_in(call), _built_in(plan)).violations
    except MalformedError as error:
        return (str(error),)
    more = f"and {len(found) - NAMED_MAX} more"
    told = tuple(f"{it.code}: {it.sentence}" for it in found[:NAMED_MAX])
    return (*told, more) if len(found) > NAMED_MAX else told


def _built_in(thing: msgspec.Struct) -> object:
    return msgspec.to_builtins(thing, builtin_types=(Decimal,))
