"""How much of its need a proposal can have at all, alone in the call, in the pools it may use.

What nobody can have is taken out before the solver is asked: it lowers the bound at no cost, and
by more than all cuts do (a few giant asks, all or nothing, that no two pools can hold).
"""

from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from comptrol.adapters.solver.figures import Figures, Floats, Places

HAIR: Final = 1e-9
PAIRED: Final = 2
"""With so many pools to an award, all sets of them are tried; with more, a month's best ones."""


class Sets(msgspec.Struct, frozen=True, kw_only=True):
    """Sets of one or two pools of a proposal: their places as pairs, twice the same for one."""

    first: Places
    second: Places

    def pools(self) -> Places:
        """Return how many pools each has."""
        return np.where(self.first == self.second, 1, 2)


def sets_of(of: Figures) -> Sets:
    """Return all sets of at most as many pools as an award may use, and at most two."""
    first, second = [], []
    starts = np.searchsorted(of.pair_of, np.arange(len(of.need) + 1)).tolist()
    for begin, end in pairwise(starts):
        one, other = np.triu_indices(end - begin)
        if of.call.rules.max_pools < PAIRED:
            one = other = np.arange(end - begin)
        first.append(one + begin)
        second.append(other + begin)
    empty = [np.zeros(0, np.int64)]
    return Sets(first=np.concatenate(first or empty), second=np.concatenate(second or empty))


def room_of(of: Figures) -> Floats:
    """Return hours by pair and month that the pool has for this proposal, if for no other."""
    room = np.zeros((len(of.pair_of), of.capacity.shape[1]))
    room[of.cell_pair, of.month] = of.most
    return room


def reach_of(of: Figures) -> Floats:
    """Return by proposal the part of its need that it can have, at most 1."""
    room, need = room_of(of), np.maximum(of.need, HAIR)
    rate = np.minimum(of.rate, of.need)
    if of.call.rules.max_pools <= PAIRED:
        sets = sets_of(of)
        both = np.where((sets.first == sets.second)[:, None], 0, room[sets.second])
        whose = of.pair_of[sets.first]
        months = np.minimum(room[sets.first] + both, rate[whose][:, None])
        reach = np.zeros(len(need))
        np.maximum.at(reach, whose, months.sum(axis=1) / need[whose])
    else:
        months = np.zeros((len(need), of.capacity.shape[1]))
        np.add.at(months, of.pair_of, room)
        reach = np.minimum(months, rate[:, None]).sum(axis=1) / need
    return np.minimum(reach, 1.0)
