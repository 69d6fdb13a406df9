"""What changes after a failed milestone, lost capacity, an appeal, a priority?

The plan that people were told stands as far as it can: every published award that is dropped or
cut costs points, months that were used stay booked, and who is worse off for what is shown.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.allocation import Award, Call, Plan
from comptrol.flow.allocating.changing import Asked
from comptrol.flow.allocating.comparing import Compared, compared
from comptrol.flow.allocating.explaining import ALL
from comptrol.flow.allocating.planning import GOOD, planned
from comptrol.flow.allocating.solver import Effort, Progress, Solver
from comptrol.kernel.errors import UnreadableError

Told = Callable[[Progress], None] | None


class Replanned(msgspec.Struct, frozen=True, kw_only=True):
    """The plan that takes the place of another, and how it differs."""

    call: Call
    """What was planned: with the published awards and what it costs to change them."""
    plan: Plan
    compared: Compared


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What of a published plan is to stay, and how firmly."""

    change_penalty: Decimal | None = None
    """Points for each award dropped, times the part that is cut; none: as the call says."""
    booked: tuple[Award, ...] = ()
    """Months that were used or promised: they stay, whatever else changes."""


AS_SAID: Final = Kept()


def replanned(
    call: Call,
    published: Plan,
    solver: Solver,
    kept: Kept = AS_SAID,
    effort: Effort = GOOD,
    asked: Asked | None = ALL,
) -> Replanned:
    """Return the plan with the least harm to those who were told something, and all differences.

    Without ``asked`` no reasons are sought. Raise UnreadableError if nobody says what a change
    costs, or if what is booked cannot be kept.
    """
    replaced = keeping(call, published, kept)
    sought = ALL if asked is None else asked
    plan = planned(replaced, solver, effort, asked=sought, reasons=asked is not None)
    return Replanned(call=replaced, plan=plan, compared=compared(published, plan, call))


def keeping(call: Call, published: Plan, kept: Kept = AS_SAID) -> Call:
    """Return the call whose plan replaces a published one."""
    penalty = call.change_penalty if kept.change_penalty is None else kept.change_penalty
    if penalty is None:
        wanted = "points for each published award that is dropped were expected"
        raise UnreadableError(f"{call.call}: change_penalty: {wanted}")
    known = {it.id for it in call.proposals}
    return msgspec.structs.replace(
        call,
        published=tuple(it for it in published.awards if it.proposal in known),
        change_penalty=penalty,
        booked=kept.booked or call.booked,
    )


def priority_cost(
    call: Call, before: Plan, changed: Call, solver: Solver, kept: Kept, effort: Effort = GOOD
) -> Compared:
    """Return what a priority costs the others: the plan without it, and the nearest one with it.

    ``changed`` is the call with the priority in it, such as a floor, an award that is decided or a
    weight; both plans are valued by the call without it.
    """
    after = replanned(changed, before, solver, kept, effort, None)
    return compared(before, after.plan, call)
