"""Which single change of a refused proposal would have been enough?

Only what was solved again is told: other months, another pool that it may lawfully use, or being
content with less. The rest of its neighbourhood is as free as it was for the reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import msgspec

from comptrol.domains.allocation import ZERO, Change, Plan, Proposal, points, pool_prices
from comptrol.flow.allocating.grounds import Known
from comptrol.flow.allocating.neighbourhood import Published, restated
from comptrol.flow.allocating.restating import ByPowers, Restated
from comptrol.flow.allocating.solver import Effort, Solver
from comptrol.flow.allocating.weighing import Weighed

TRYING: Final = Effort(gap=0.0005, nodes=2_000, restricted=False)
"""It is enough that something better than the best without it is found."""
CONTENT_WITH: Final = (Decimal("0.75"), Decimal("0.5"))
"""Parts of its least fraction that are tried, the largest first."""
POOLS_TRIED: Final = 3
NOBODY: Final[Mapping[str, Known]] = {}
NO_POOLS: Final[Mapping[str, Mapping[str, Decimal]]] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be found out, beside why."""

    known: Mapping[str, Known] = NOBODY
    """By proposal, what settled it where the call does not say it: a rule, a threshold, a lot."""
    changes: bool = True
    """Whether single changes are tried that would have been enough: some five solves each."""
    restating: Restated = ByPowers()
    """What a proposal would be worth that is content with less: the policy's curve."""
    lawful: Mapping[str, Mapping[str, Decimal]] = NO_POOLS
    """By proposal, pools that it may use and did not ask for, and how well it runs there."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A change before anybody knows whether it is enough."""

    field: Literal["pools", "months", "least_fraction"]
    to: str
    proposal: Proposal


def changes(
    published: Published,
    lost: Sequence[Weighed],
    plan: Plan,
    solver: Solver,
    asked: Asked,
    told: Callable[[int], None] | None = None,
) -> dict[str, tuple[Change, ...]]:
    """Return by proposal the first change of each kind that gets it in, confirmed."""
    prices = pool_prices(plan)
    tried = [
        (weighed, it)
        for weighed in lost
        for it in _tried(published, weighed.proposal, prices, asked)
    ]
    calls = []
    for weighed, it in tried:
        wider = published.without(weighed.free, its_pools=it.proposal.pools)
        calls.append(restated(wider, it.proposal))
    found: dict[str, dict[str, Change]] = {it.proposal.id: {} for it in lost}
    solved = solver.solve_each(calls, TRYING, told) if calls else ()
    for (weighed, it), answer in zip(tried, solved, strict=True):
        name = weighed.proposal.id
        is_in = any(award.proposal == name for award in answer.awards)
        if is_in and answer.objective > weighed.without.bound:
            whole = published.objective + Fraction(answer.objective) - weighed.stands
            change = Change(field=it.field, to=it.to[:200], best_value=points(whole))
            found[name].setdefault(it.field, change)
    return {name: tuple(by_field.values()) for name, by_field in found.items()}


def _tried(
    published: Published,
    proposal: Proposal,
    prices: Mapping[tuple[str, str], Fraction],
    asked: Asked,
) -> Iterator[Tried]:
    months = published.call.months
    replace = msgspec.structs.replace
    lawful = asked.lawful.get(proposal.id, {})
    for first, last in _windows(published, proposal, prices):
        other = replace(proposal, first_month=first, last_month=last)
        yield Tried(field="months", to=f"{months[first]}..{months[last]}", proposal=other)
    for pool in sorted(lawful.keys() - proposal.pools.keys())[:POOLS_TRIED]:
        other = replace(proposal, pools={**proposal.pools, pool: lawful[pool]})
        yield Tried(field="pools", to=pool, proposal=other)
    for part in CONTENT_WITH if proposal.least_fraction else ():
        fraction = proposal.least_fraction * part
        other = asked.restating.content_with(proposal, fraction)
        if other.award_value > 0:
            yield Tried(field="least_fraction", to=f"{fraction.normalize():f}", proposal=other)


def _windows(
    published: Published,
    proposal: Proposal,
    prices: Mapping[tuple[str, str], Fraction],
) -> Iterator[tuple[int, int]]:
    """Yield the cheapest other window of the same length, then all months of the call."""
    months, last = published.call.months, len(published.call.months) - 1
    length = proposal.last_month - proposal.first_month
    own = (proposal.first_month, proposal.last_month)

    def price(first: int) -> tuple[Fraction, int]:
        """Return the mean price of an H100e-hour of a window, and how far it is moved."""
        total = ZERO
        for pool in proposal.pools:
            speed = published.worth.speed(proposal.id, pool)
            there = (prices.get((pool, it), ZERO) for it in months[first : first + length + 1])
            total += sum(there, ZERO) / speed
        return total, abs(first - proposal.first_month)

    starts = [it for it in range(last - length + 1) if it != proposal.first_month]
    if starts:
        best = min(starts, key=price)
        yield best, best + length
    if own != (0, last) and length < last:
        yield 0, last
