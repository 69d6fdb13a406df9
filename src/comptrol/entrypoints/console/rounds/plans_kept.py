"""Plans as they were said, and what the independent check found in them, kept by their digests.

What was said of a plan never changes, so its digests say all that an answer depends on.
"""

from typing import Any, Final, NamedTuple

from comptrol.domains.allocation import (
    AllocationView,
    CallRow,
    Plan,
    PlanId,
    PlanRow,
    plan_document,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.kept import Kept
from comptrol.entrypoints.console.rounds.panel import of_staff
from comptrol.kernel.errors import NotFoundError


class Checked(NamedTuple):
    """What the program that knows no solver found in a plan, held against the call of its day."""

    same_call: bool
    """The call was assembled again from the log, and has the digest that the plan names."""
    same_plan: bool
    objective: str
    delivered: str
    """H100e-hours in all."""
    violations: tuple[tuple[str, str], ...]
    """Codes and sentences."""
    fills: tuple[tuple[str, str], ...]
    shortfalls: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing is wrong."""
        return self.same_call and self.same_plan and not self.violations


_PLANS: Final[Kept[Plan]] = Kept(8)
CHECKS: Final[Kept[Checked]] = Kept(200)


def key_of(plan: PlanRow) -> tuple[str, ...]:
    """Return all that what is found in a plan depends on."""
    said = plan.said
    return plan.call, plan.plan, str(said.as_of), said.input_digest, said.plan_digest


def plan_kept(asking: Asking, plan: PlanRow) -> Plan:
    """Return a plan as it was said."""
    return _PLANS.of(
        (*key_of(plan), plan.position), lambda: plan_document(asking.world, plan=plan.plan)
    )


def plan_named(asking: Asking, call: CallRow) -> PlanRow:
    """Return the plan that is asked for, or that holds, or the newest that those may see.

    An applicant sees no plan before two people have adopted it.
    """
    view, name = asking.world[AllocationView], asking.place.get("plan", "")
    found: Any = None
    if name:
        found = view.plans.get(PlanId(name))
        if found is not None and found.call != call.call:
            found = None
    elif call.plan is not None:
        found = view.plans.get(call.plan)
    elif of_staff(asking):
        rows = view.plans.where(call=call.call)
        found = max(rows, key=lambda it: it.position, default=None)
    if found is None or (found.adopted_at is None and not of_staff(asking)):
        raise NotFoundError(
            f"call {call.call} has no plan {name[:80]!r}"
            if name
            else f"no plan of call {call.call} has been adopted yet; its page says how far it is"
        )
    return found  # type: ignore[no-any-return]


def compared_with(asking: Asking, call: CallRow) -> PlanRow | None:
    """Return the plan that holds; where none does the newest; nothing: there is none."""
    view = asking.world[AllocationView]
    if call.plan is not None:
        return view.plans.get(call.plan)
    return max(view.plans.where(call=call.call), key=lambda it: it.position, default=None)
