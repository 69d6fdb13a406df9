"""What planning is compared with: funding down a list, as is done where nobody optimises.

Each list meets all hard limits: it is gone through once, each proposal gets as much of its need as
its pools have left, those with most room first, and is passed over where that is too little.
"""

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Final

from comptrol.domains.allocation import Award, Booking, Call, Proposal, Reckoning, least_hours

FREE_MONTHS: Final = 2


def by_score(it: Proposal) -> Fraction:
    """Rank by score, as reviewers gave it."""
    return Fraction(it.score)


def by_weight(it: Proposal) -> Fraction:
    """Rank by score and the weight of the area."""
    return Fraction(it.score) * Fraction(it.weight)


def by_value(it: Proposal) -> Fraction:
    """Rank by what an award is worth for each hour of its least part."""
    return Fraction(it.award_value) / max(least_hours(it), Fraction(1))


RANKS: Final[dict[str, Callable[[Proposal], Fraction]]] = {
    "score": by_score,
    "weight": by_weight,
    "value": by_value,
}


def funded(call: Call, rank: Callable[[Proposal], Fraction]) -> Fraction:
    """Return what a list comes to that is funded from the top."""
    left = _Left(call)
    ranked = sorted(call.proposals, key=lambda it: (-rank(it), it.id))
    awards = [award for it in ranked if (award := left.award(it)) is not None]
    return left.reckoning.objective(awards)


class _Left:
    """What pools and groups have left."""

    def __init__(self, call: Call) -> None:
        self.call, self.reckoning = call, Reckoning(call)
        self.room = {
            (pool.id, month): hours
            for pool in call.pools
            for month, hours in enumerate(pool.capacity_chip_hours)
        }
        self.ceilings = {it.id: Fraction(it.ceiling_h100e_hours) for it in call.groups}
        self.groups: dict[str, list[str]] = defaultdict(list)
        for group in call.groups:
            for member in group.members:
                self.groups[member].append(group.id)

    def award(self, it: Proposal) -> Award | None:
        """Take as much as there is of what it needs; nothing if that is too little."""
        months = range(it.first_month, it.last_month + 1)
        speeds = {name: self.reckoning.speed(it.id, name) for name in it.pools}
        hours = {name: sum(self.room[name, at] for at in months) for name in it.pools}
        rooms = {name: hours[name] * speed for name, speed in speeds.items()}
        most = self.call.rules.max_pools
        chosen = sorted(it.pools, key=lambda name: (-rooms[name], name))[:most]
        need = Fraction(it.need_h100e_hours)
        rate = Fraction(self.call.rules.monthly_rate) * need / len(months)
        left = min(need, *(self.ceilings[name] for name in self.groups[it.id]))
        booked: dict[tuple[str, int], int] = {}
        for at in months:
            month = rate if len(months) > FREE_MONTHS else need
            for name in chosen:
                taken = min(self.room[name, at], floor(min(left, month) / speeds[name]))
                if taken > 0:
                    booked[name, at] = taken
                    left, month = left - taken * speeds[name], month - taken * speeds[name]
        bookings = tuple(
            Booking(pool=name, month=self.call.months[at], chip_hours=taken)
            for (name, at), taken in booked.items()
        )
        award = Award(proposal=it.id, bookings=bookings)
        allowed = sum((speeds[name] for name, _ in booked), Fraction(0))
        if least_hours(it) - self.reckoning.delivered(award) >= allowed:
            return None
        self._take(it, booked, award)
        return award

    def _take(self, it: Proposal, booked: dict[tuple[str, int], int], award: Award) -> None:
        for key, taken in booked.items():
            self.room[key] -= taken
        for name in self.groups[it.id]:
            self.ceilings[name] -= self.reckoning.delivered(award)
