"""Who of a tie band is awarded, when lots decide?

Outside the band the plan stands, to the hour. The members walk in the order of their tickets, and
each is awarded that still fits beside those before it; then the room of the band is filled as well
as it can be. Anybody can do it again from the call, the plan, the band and the seed.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from comptrol.domains.allocation import Call, Decided, Plan, Reason, Ticket, awarded_in, walk
from comptrol.flow.allocating.neighbourhood import Published, merged
from comptrol.flow.allocating.proving import plan_of, proven
from comptrol.flow.allocating.solver import Effort, Solver
from comptrol.kernel.errors import NotFoundError

ANY: Final = Effort(gap=1.0, restricted=False)
"""Whether something fits: the first awards found are enough."""
FILLED: Final = Effort(gap=0.0001, nodes=20_000, restricted=False)


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a draw."""

    seed: str
    order: tuple[str, ...]
    tickets: tuple[Ticket, ...]
    awarded: tuple[str, ...]
    left_out: tuple[str, ...]
    plan: Plan
    """The plan after the draw. Its other reasons are those of the plan before: seek them again."""


def drawn(call: Call, plan: Plan, band: tuple[str, ...], seed: str, solver: Solver) -> Drawing:
    """Return what a seed makes of a band, or raise NotFoundError over a stranger in the band.

    A band of nobody leaves the plan as it is.
    """
    strangers = sorted(set(band) - {it.id for it in call.proposals})
    if strangers:
        raise NotFoundError(f"{', '.join(strangers)}: no proposal of {call.call}")
    tickets = walk(seed, band)
    order = tuple(it.proposal for it in tickets)
    free = frozenset(order)
    published = Published(call, plan.awards)
    here = published.without(free)

    def fits(awarded: tuple[str, ...], proposal: str) -> bool:
        settled = _settled(here, free, (*awarded, proposal))
        return solver.solve(settled, ANY).ended != "infeasible"

    awarded = awarded_in(order, fits)
    filled = solver.solve(_settled(here, free, awarded), FILLED).awards if awarded else ()
    awards = merged(plan.awards, free, filled)
    after = plan_of(call, awards, plan)
    left_out = tuple(it for it in order if it not in awarded)
    reasons = tuple(sorted(_reasons(call, plan, tickets, left_out), key=lambda it: it.proposal))
    return Drawing(
        seed=seed,
        order=order,
        tickets=tickets,
        awarded=awarded,
        left_out=left_out,
        plan=proven(call, msgspec.structs.replace(after, reasons=reasons, made=plan.made)),
    )


def _settled(here: Call, free: frozenset[str], awarded: Iterable[str]) -> Call:
    """Return the band with some of it awarded and nobody else."""
    chosen = set(awarded)
    return msgspec.structs.replace(
        here,
        decided=tuple(
            Decided(proposal=it, awarded=it in chosen, why="lottery") for it in sorted(free)
        ),
    )


def _reasons(
    call: Call, plan: Plan, tickets: tuple[Ticket, ...], left_out: tuple[str, ...]
) -> Iterable[Reason]:
    """Yield the reasons that still hold, and why who was left out was."""
    places = {it.proposal: place for place, it in enumerate(tickets, start=1)}
    lots = {it.proposal: it.ticket for it in tickets}
    values = {it.id: it.award_value for it in call.proposals}
    for it in plan.reasons:
        if it.proposal not in places:
            yield it
    for name in left_out:
        yield Reason(
            proposal=name,
            outcome="refused",
            ground="lottery",
            value=values[name],
            detail=(
                f"Lots decided among {len(tickets)} that could not be told apart; it was number "
                f"{places[name]} (ticket {lots[name][:16]}), and did not fit beside those before."
            ),
        )
