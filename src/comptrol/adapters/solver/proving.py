"""A bound that rests on no solver: for any prices, each proposal alone against these prices.

Weak duality: whatever a chip-hour and an hour under a ceiling may cost, no plan is worth more than
what is on offer at these prices, and what each proposal would gain by buying at them alone. The
relaxation only proposes the prices. Each proposal is tried with every set of pools that it may
use, so that the limit of pools counts here, which the relaxation cannot see.
"""

from typing import Final

import msgspec
import numpy as np

from comptrol.adapters.solver.figures import Figures, Flags, Floats, Places
from comptrol.adapters.solver.program import Choice, Program
from comptrol.adapters.solver.reach import PAIRED, Sets, room_of, sets_of

NEVER: Final = 1e9
"""Points for a thousand hours where there are none."""
BLOCK: Final = 20_000
"""Sets at once: so many fit into the caches."""


class Prices(msgspec.Struct, frozen=True, kw_only=True):
    """Prices of one point each: none is below zero, and none of a floor above its penalty."""

    capacity: Floats
    """By pool and month, for a thousand chip-hours."""
    ceilings: Floats
    floors: Floats


def is_provable(of: Figures, choice: Choice) -> bool:
    """Tell whether the call is of the plain kind: no even fill, no published plan, few pools."""
    plain = choice.fills is None and not (of.published > 0).any()
    return plain and of.call.rules.max_pools <= PAIRED and len(of.cell_pair) > 0


def prices_in(of: Figures, made: Program, duals: Floats) -> Prices:
    """Return the prices that a relaxation proposes."""
    penalties = np.array([it.penalty for it in of.floors], float)
    return Prices(
        capacity=np.maximum(0, -duals[made.capacities]).reshape(of.capacity.shape),
        ceilings=np.maximum(0, -duals[made.ceilings]),
        floors=np.clip(duals[made.floors], 0, penalties),
    )


def proven_bound(of: Figures, choice: Choice, prices: Prices) -> float:
    """Return what no plan can be worth more than."""
    gains = np.full(len(of.need), -np.inf)
    sets, dearness = sets_of(of), _dearness(of, prices)
    room = room_of(of)
    for begin in range(0, len(sets.first), BLOCK):
        some = Sets(
            first=sets.first[begin : begin + BLOCK], second=sets.second[begin : begin + BLOCK]
        )
        np.maximum.at(gains, of.pair_of[some.first], _gains(of, some, dearness, room))
    gains = np.where(choice.highest > 0, gains, 0.0)
    gains = np.where(choice.lowest > 0, gains, np.maximum(gains, 0.0))
    ceilings = np.array([it.hours for it in of.ceilings], float)
    floors = np.array([it.hours for it in of.floors], float)
    offered = float((prices.capacity * of.capacity).sum() + prices.ceilings @ ceilings)
    return offered - float(prices.floors @ floors) + float(gains.sum())


def _dearness(of: Figures, prices: Prices) -> Floats:
    """Return points for a thousand hours by pair and month."""
    shared = np.zeros(len(of.need))
    for price, share in zip(prices.ceilings, of.ceilings, strict=True):
        shared[share.members] += price
    for price, share in zip(prices.floors, of.floors, strict=True):
        shared[share.members] -= price
    dearness = np.full((len(of.pair_of), of.capacity.shape[1]), NEVER)
    per_hour = prices.capacity[of.cell_pool, of.month] / of.cell_speed
    dearness[of.cell_pair, of.month] = per_hour + shared[of.cell_of]
    return dearness


def _gains(of: Figures, sets: Sets, dearness: Floats, room: Floats) -> Floats:
    """Return what each set's proposal gains with it at most: worth less what it buys.

    Of each month the cheaper pool is bought first, up to its room, then the dearer, up to the
    month's rate; the months' pieces are bought in the order of their prices. Worth falls and
    prices rise with every hour, so what is bought is bought best in this order.
    """
    whose = of.pair_of[sets.first]
    need = np.maximum(of.need[whose], 1e-12)[:, None]
    price, width = _pieces(of, sets, dearness, room)
    order = np.argsort(price, axis=1, kind="stable")
    price = np.take_along_axis(price, order, axis=1) * need
    ends = np.minimum(np.cumsum(np.take_along_axis(width, order, axis=1) / need, axis=1), 1.0)
    begins = np.concatenate([np.zeros((len(whose), 1)), ends[:, :-1]], axis=1)
    least = of.least[whose][:, None]
    gains = of.award[whose] - float(of.call.rules.pool_cost) * sets.pools()
    gains -= (np.clip(least - begins, 0, ends - begins) * price).sum(axis=1)
    start = least
    for length, slope in _segments(of, whose):
        end = start + length
        overlap = np.clip(np.minimum(end, ends) - np.maximum(start, begins), 0, None)
        gains += (overlap * np.maximum(slope - price, 0)).sum(axis=1)
        start = end
    return np.where(ends[:, -1] >= least[:, 0] - 1e-9, gains, -np.inf)


def _pieces(of: Figures, sets: Sets, dearness: Floats, room: Floats) -> tuple[Floats, Floats]:
    """Return prices and widths of two pieces a month: the cheaper pool, then the dearer."""
    one, other = dearness[sets.first], dearness[sets.second]
    alone: Flags = (sets.first == sets.second)[:, None]
    room_one, room_other = room[sets.first], np.where(alone, 0.0, room[sets.second])
    first_is_cheap = one <= other
    cheap = np.minimum(one, other)
    dear = np.maximum(one, other)
    rate = np.minimum(of.rate, of.need)[of.pair_of[sets.first]][:, None]
    of_cheap = np.minimum(np.where(first_is_cheap, room_one, room_other), rate)
    of_dear = np.minimum(np.where(first_is_cheap, room_other, room_one), rate - of_cheap)
    return np.concatenate([cheap, dear], axis=1), np.concatenate([of_cheap, of_dear], axis=1)


def _segments(of: Figures, whose: Places) -> list[tuple[Floats, Floats]]:
    """Return lengths and slopes of everybody's first segment, then of the second, and so on."""
    counts = np.bincount(of.segment_of, minlength=len(of.need))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    columns = []
    for at in range(int(counts.max(initial=0))):
        has = counts > at
        places = np.where(has, starts + at, 0)
        length = np.where(has, of.length[places], 0.0)[whose][:, None]
        columns.append((length, np.where(has, of.slope[places], 0.0)[whose][:, None]))
    return columns
