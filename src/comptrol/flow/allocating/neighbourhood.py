"""What is solved again to explain one proposal: itself, and the awards that could make room.

The gap of a whole plan is as large as a single award, so a reason is not found by solving the
whole once more. A neighbourhood is small enough to be solved to the end: all other awards stay as
they are published, and what they book is taken off what the call offers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.allocation import (
    ZERO,
    Award,
    Call,
    Decided,
    Floor,
    Group,
    Pool,
    Proposal,
    Reckoning,
    at_least,
    at_most,
    least_hours,
)


class Width(msgspec.Struct, frozen=True, kw_only=True):
    """How many awards are neighbours: until they hold so many times the least that is of use."""

    room: int
    count_min: int = 8
    count_max: int = 10**6


NEAR: Final = Width(room=2, count_max=24)
WIDER: Final = Width(room=3)
ALL: Final = Width(room=10**6)
WIDTHS: Final = (NEAR, WIDER, ALL)
"""The next is taken only where a proposal cannot be in at all within the one before."""
EVEN: Final = "even-fill-"
DEAR: Final = 10
"""An hour missed of an area's floor costs so many times the best hour of a neighbourhood."""


class Published:
    """A call with the awards that stand, as anything is cut out of it."""

    def __init__(self, call: Call, awards: Iterable[Award]) -> None:
        self.worth = Reckoning(call)
        self.call = call
        self.awards = {it.proposal: it for it in awards}
        self.hours = {name: self.worth.delivered(it) for name, it in self.awards.items()}
        self.values = {name: self.worth.value(it) for name, it in self.awards.items()}
        self.objective = self.worth.objective(self.awards.values())
        self.groups = sorted(call.groups, key=lambda it: it.id)
        self.worst = self._worst()
        self._used = _booked(self.awards.values())

    def without(self, free: frozenset[str], its_pools: Iterable[str] = ()) -> Call:
        """Return the call of these proposals alone, in the room that all others leave.

        ``its_pools``: pools that are kept beside those that any of them asked for.
        """
        own = _booked(self.awards[it] for it in free if it in self.awards)
        asked = tuple(it for it in self.call.proposals if it.id in free)
        used = {name for it in asked for name in it.pools} | set(its_pools)
        return msgspec.structs.replace(
            self.call,
            pools=tuple(self._left(it, own) for it in self.call.pools if it.id in used),
            proposals=asked,
            groups=tuple(self._groups(free)),
            floors=(*self._floors(free), *self._even(free)),
            even_fill=None,
            decided=tuple(it for it in self.call.decided if it.proposal in free),
            booked=tuple(it for it in self.call.booked if it.proposal in free),
            published=tuple(it for it in self.call.published if it.proposal in free),
        )

    def left(self, pool: str, month: str) -> int:
        """Return the chip-hours that awards leave of a pool in a month: below zero, too few."""
        place = self.worth.places[month]
        return self.worth.pools[pool].capacity_chip_hours[place] - self._used[pool, month]

    def there(self, here: Call, free: frozenset[str]) -> Fraction:
        """Return what the published awards of these proposals are worth in a call of their own."""
        return Reckoning(here).objective(it for name, it in self.awards.items() if name in free)

    def _worst(self) -> Fraction:
        """Return the fill below which no area may fall: zero where none was floored."""
        even = self.call.even_fill
        if even is None:
            return ZERO
        if even.worst_fill is not None:
            return Fraction(even.theta) * Fraction(even.worst_fill)
        return min(self.worth.fills(self.awards.values()).values(), default=ZERO)

    def room(self, group: Group, but: frozenset[str] = frozenset()) -> Fraction:
        """Return what a ceiling leaves beside the awards of its members, but some of them."""
        return Fraction(group.ceiling_h100e_hours) - self._given(group.members, but)

    def _given(self, members: Iterable[str], but: frozenset[str]) -> Fraction:
        return sum((self.hours.get(it, ZERO) for it in set(members) - but), ZERO)

    def _left(self, pool: Pool, own: dict[tuple[str, str], int]) -> Pool:
        left = (
            offered - self._used[pool.id, month] + own[pool.id, month]
            for month, offered in zip(self.call.months, pool.capacity_chip_hours, strict=True)
        )
        return msgspec.structs.replace(
            pool, capacity_chip_hours=tuple(max(0, hours) for hours in left)
        )

    def _groups(self, free: frozenset[str]) -> Iterator[Group]:
        for it in self.call.groups:
            if members := tuple(name for name in it.members if name in free):
                left = at_least(max(ZERO, self.room(it, free)))
                yield msgspec.structs.replace(it, members=members, ceiling_h100e_hours=left)

    def _floors(self, free: frozenset[str]) -> Iterator[Floor]:
        for it in self.call.floors:
            members = tuple(name for name in it.members if name in free)
            rest = Fraction(it.floor_h100e_hours) - self._given(it.members, free)
            if members and rest > 0:
                yield msgspec.structs.replace(it, members=members, floor_h100e_hours=at_most(rest))

    def _even(self, free: frozenset[str]) -> Iterator[Floor]:
        """Yield floors that keep each area at the worst fill that was floored.

        They are worth more than any award, less what whole chip-hours may cost.
        """
        areas = defaultdict[str, list[Proposal]](list)
        for it in self.call.proposals if self.worst else ():
            if it.pools:
                areas[it.area].append(it)
        dear = at_most(DEAR * max((_best_hour(self.worth.asked[it]) for it in free), default=ZERO))
        for place, area in enumerate(sorted(areas)):
            members = tuple(it.id for it in areas[area] if it.id in free)
            needed = sum((Fraction(it.need_h100e_hours) for it in areas[area]), ZERO)
            floor = needed * self.worst * Fraction(999, 1000)
            rest = floor - self._given((it.id for it in areas[area]), free)
            if members and rest > 0:
                yield Floor(
                    id=f"{EVEN}{place}",
                    members=members,
                    floor_h100e_hours=at_least(rest),
                    penalty_per_h100e_hour=dear,
                )


def neighbours(published: Published, proposal: Proposal, width: Width = NEAR) -> frozenset[str]:
    """Return the awards that could make room for a proposal, those that cost least first.

    They book its pools in its months, or stand under one ceiling with it that has no room for it.
    """
    least = least_hours(proposal)
    fellows = set[str]()
    for group in published.groups:
        if proposal.id in group.members and published.room(group) < least:
            fellows.update(it for it in group.members if it in published.awards)
    fellows.discard(proposal.id)
    cost = dict[str, tuple[Fraction, str, Fraction]]()
    for name, award in published.awards.items():
        if name != proposal.id and (held := _held(published, proposal, award)):
            cost[name] = (published.values[name] / held, name, held)
    chosen, room = set(fellows), ZERO
    for _, name, held in sorted(cost.values()):
        count = len(chosen) - len(fellows)
        if count >= width.count_max or (count >= width.count_min and room >= width.room * least):
            break
        chosen.add(name)
        room += held
    return frozenset(chosen)


def uneven(here: Call, awards: Iterable[Award]) -> Fraction:
    """Return the H100e-hours by which areas are short of the floor of the worst."""
    reckoning, given = Reckoning(here), {it.proposal: it for it in awards}
    hours = {name: reckoning.delivered(it) for name, it in given.items()}
    return sum(
        (
            max(ZERO, Fraction(it.floor_h100e_hours) - sum(hours.get(m, ZERO) for m in it.members))
            for it in here.floors
            if it.id.startswith(EVEN)
        ),
        ZERO,
    )


def decided(call: Call, proposal: str, *, awarded: bool) -> Call:
    """Return a call in which it is settled whether one proposal gets an award."""
    others = (it for it in call.decided if it.proposal != proposal)
    return msgspec.structs.replace(
        call, decided=(*others, Decided(proposal=proposal, awarded=awarded))
    )


def restated(call: Call, proposal: Proposal) -> Call:
    """Return a call in which one proposal is another one of the same name."""
    return msgspec.structs.replace(
        call, proposals=tuple(proposal if it.id == proposal.id else it for it in call.proposals)
    )


def lifted(call: Call, group: str) -> Call:
    """Return a call without one of its ceilings."""
    return msgspec.structs.replace(call, groups=tuple(it for it in call.groups if it.id != group))


def merged(
    awards: Iterable[Award], free: frozenset[str], solved: Iterable[Award]
) -> tuple[Award, ...]:
    """Return awards in which those of a neighbourhood are replaced."""
    return (*(it for it in awards if it.proposal not in free), *solved)


def _held(published: Published, proposal: Proposal, award: Award) -> Fraction:
    """Return what an award holds of a proposal's pools in its months, in hours of the proposal."""
    worth = published.worth
    hours = defaultdict[str, int](int)
    for it in award.bookings:
        place = worth.places[it.month]
        if it.pool in proposal.pools and proposal.first_month <= place <= proposal.last_month:
            hours[it.pool] += it.chip_hours
    return sum((n * worth.speed(proposal.id, pool) for pool, n in hours.items()), ZERO)


def _best_hour(proposal: Proposal) -> Fraction:
    """Return the most points that one more H100e-hour of a proposal can bring."""
    need = Fraction(proposal.need_h100e_hours)
    slopes = [Fraction(slope) for _, slope in proposal.segments]
    least = least_hours(proposal)
    return max([Fraction(proposal.award_value) / (least or need), *(it / need for it in slopes)])


def _booked(awards: Iterable[Award]) -> defaultdict[tuple[str, str], int]:
    total = defaultdict[tuple[str, str], int](int)
    for award in awards:
        for it in award.bookings:
            total[it.pool, it.month] += it.chip_hours
    return total
