"""The numbers of a call as columns of numpy, in the order of names and in thousands of hours.

A *pair* is a proposal and a pool that it may use; a *cell* is a pair in a month of the proposal's
window in which the pool has capacity. Hours are H100e-hours unless they are called chip-hours.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from comptrol.domains.allocation import Call, Proposal, Reckoning
from comptrol.kernel.errors import UnreadableError

Floats: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

KILO: Final = 1_000
"""Coefficients near one: whole hours broke two solvers."""
FREE_MONTHS: Final = 2
"""In a window of so many months, an award may be used in one of them."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals that share a ceiling, a floor or an area: their places, and how many hours."""

    id: str
    members: Places
    hours: float
    penalty: float = 0.0
    """Points per thousand hours."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All numbers of a call; ``call`` is in the order of names, and places are places in it."""

    call: Call
    need: Floats
    least: Floats
    award: Floats
    rate: Floats
    """Most hours in one month; infinite where the window is short."""
    segment_of: Places
    length: Floats
    slope: Floats
    pair_of: Places
    """The pair's proposal."""
    pool: Places
    """The pair's pool."""
    speed: Floats
    """H100e-hours of the proposal in one chip-hour of the pool: speed times fit."""
    cell_pair: Places
    month: Places
    capacity: Floats
    """Chip-hours, by pool and month."""
    ceilings: tuple[Share, ...]
    floors: tuple[Share, ...]
    areas: tuple[Share, ...]
    """Only where an even fill is asked; ``hours`` is the demand."""
    lowest: Floats
    highest: Floats
    """What is settled of each award: 1 and 1, 0 and 0, or 0 and 1."""
    booked: Floats
    """By cell, the hours that must be in the plan."""
    published: Floats
    """By proposal, the hours of the plan that is replaced; 0: none."""

    @property
    def cell_of(self) -> Places:
        """Return each cell's proposal."""
        return self.pair_of[self.cell_pair]

    @property
    def cell_pool(self) -> Places:
        """Return each cell's pool."""
        return self.pool[self.cell_pair]

    @property
    def cell_speed(self) -> Floats:
        """Return H100e-hours in a chip-hour of each cell."""
        return self.speed[self.cell_pair]

    @property
    def most(self) -> Floats:
        """Return the most hours that a cell can hold."""
        of = self.cell_of
        room = self.capacity[self.cell_pool, self.month] * self.cell_speed
        return np.minimum(np.minimum(self.need[of], self.rate[of]), room)


def summed(at: Places, values: Floats, count: int) -> Floats:
    """Return the sums of values that share a place."""
    return np.bincount(at, values, count).astype(np.float64)


def figures(call: Call) -> Figures:
    """Return the numbers of a call that is in the order of names."""
    places = {it.id: at for at, it in enumerate(call.proposals)}
    of, length, slope = _segments(call)
    need = _floats(it.need_h100e_hours / KILO for it in call.proposals)
    months = np.array([it.last_month - it.first_month + 1 for it in call.proposals], float)
    rate = float(call.rules.monthly_rate) * need / np.maximum(months, 1)
    capacity = np.array([it.capacity_chip_hours for it in call.pools], float) / KILO
    capacity = capacity.reshape(len(call.pools), len(call.months))
    pairs, cells = _pairs(call, capacity)
    lowest, highest = _settled(call, places)
    return Figures(
        call=call,
        need=need,
        least=_floats(it.least_fraction for it in call.proposals),
        award=_floats(it.award_value for it in call.proposals),
        rate=np.where(months > FREE_MONTHS, rate, np.inf),
        segment_of=of,
        length=length,
        slope=slope,
        pair_of=pairs[0],
        pool=pairs[1],
        speed=_floats(_speeds(call)),
        cell_pair=cells[0],
        month=cells[1],
        capacity=capacity,
        ceilings=tuple(
            _share(it.id, it.members, it.ceiling_h100e_hours, places) for it in call.groups
        ),
        floors=tuple(
            _share(it.id, it.members, it.floor_h100e_hours, places, it.penalty_per_h100e_hour)
            for it in call.floors
        ),
        areas=_areas(call, places) if call.even_fill is not None else (),
        lowest=lowest,
        highest=highest,
        booked=_booked(call, places, pairs, cells),
        published=_published(call, places),
    )


def _floats(values: Iterable[Decimal]) -> Floats:
    return np.array([float(it) for it in values], float)


def _segments(call: Call) -> tuple[Places, Floats, Floats]:
    rows = []
    for at, it in enumerate(call.proposals):
        slopes = [slope for _, slope in it.segments]
        if slopes != sorted(slopes, reverse=True):
            raise UnreadableError(f"proposals.{it.id}.segments: slopes must fall")
        rows += [(at, float(length), float(slope)) for length, slope in it.segments if length > 0]
        rest = 1 - it.least_fraction - sum(length for length, _ in it.segments)
        if rest > 0 and all(slope >= 0 for slope in slopes):
            rows.append((at, float(rest), 0.0))  # worth nothing, and yet it may fill a floor
    columns = np.array(rows, float).reshape(-1, 3)
    return columns[:, 0].astype(np.int64), columns[:, 1], columns[:, 2]


def _pairs(call: Call, capacity: Floats) -> tuple[tuple[Places, Places], tuple[Places, Places]]:
    pools = {it.id: at for at, it in enumerate(call.pools)}
    pairs, cells = list[tuple[int, int]](), list[tuple[int, int]]()
    for at, it in enumerate(call.proposals):
        for name in it.pools:
            if name not in pools:
                raise UnreadableError(f"proposals.{it.id}.pools: there is no pool {name}")
            window = range(it.first_month, min(it.last_month + 1, len(call.months)))
            cells += [(len(pairs), month) for month in window if capacity[pools[name], month] > 0]
            pairs.append((at, pools[name]))
    return _columns(pairs), _columns(cells)


def _columns(rows: list[tuple[int, int]]) -> tuple[Places, Places]:
    columns = np.array(rows, np.int64).reshape(-1, 2)
    return columns[:, 0].copy(), columns[:, 1].copy()


def _speeds(call: Call) -> Iterable[Decimal]:
    speeds = {it.id: it.speed_h100e for it in call.pools}
    for it in call.proposals:
        for name, fit in it.pools.items():
            if fit <= 0 or speeds[name] <= 0:
                raise UnreadableError(f"proposals.{it.id}.pools.{name}: must be above 0")
            yield speeds[name] * fit


def _share(
    name: str,
    members: Iterable[str],
    hours: Decimal,
    places: dict[str, int],
    penalty: Decimal = Decimal(0),
) -> Share:
    unknown = sorted(set(members) - set(places))
    if unknown:
        raise UnreadableError(f"{name}.members: there is no proposal {unknown[0]}")
    return Share(
        id=name,
        members=np.array(sorted({places[it] for it in members}), np.int64),
        hours=float(hours / KILO),
        penalty=float(penalty * KILO),
    )


def _areas(call: Call, places: dict[str, int]) -> tuple[Share, ...]:
    """Return by area its demand: of the proposals that some pool can serve."""
    asking = [it for it in call.proposals if it.pools and it.need_h100e_hours > 0]

    def area(name: str) -> tuple[Proposal, ...]:
        return tuple(it for it in asking if it.area == name)

    return tuple(
        _share(
            name,
            [it.id for it in area(name)],
            sum((it.need_h100e_hours for it in area(name)), Decimal(0)),
            places,
        )
        for name in sorted({it.area for it in asking})
    )


def _settled(call: Call, places: dict[str, int]) -> tuple[Floats, Floats]:
    lowest, highest = np.zeros(len(places)), np.ones(len(places))
    for it in call.decided:
        if it.proposal not in places:
            raise UnreadableError(f"decided: there is no proposal {it.proposal}")
        (lowest if it.awarded else highest)[places[it.proposal]] = float(it.awarded)
    for award in call.booked:
        if award.proposal not in places:
            raise UnreadableError(f"booked: there is no proposal {award.proposal}")
        if award.bookings:
            lowest[places[award.proposal]] = 1
    return lowest, highest


def _booked(
    call: Call,
    places: dict[str, int],
    pairs: tuple[Places, Places],
    cells: tuple[Places, Places],
) -> Floats:
    booked = np.zeros(len(cells[0]))
    if call.booked:
        pools = {it.id: at for at, it in enumerate(call.pools)}
        months = {name: at for at, name in enumerate(call.months)}
        columns = (pairs[0][cells[0]], pairs[1][cells[0]], cells[1])
        at = {
            key: place
            for place, key in enumerate(zip(*(it.tolist() for it in columns), strict=True))
        }
        speeds = _floats(_speeds(call))
        for award in call.booked:
            for it in award.bookings:
                key = (places[award.proposal], pools.get(it.pool, -1), months.get(it.month, -1))
                if key in at:
                    booked[at[key]] += it.chip_hours * speeds[cells[0][at[key]]] / KILO
    return booked


def _published(call: Call, places: dict[str, int]) -> Floats:
    published = np.zeros(len(places))
    if call.change_penalty is not None:
        reckoning = Reckoning(call)
        for it in call.published:
            if it.proposal in places:
                published[places[it.proposal]] = float(reckoning.delivered(it)) / KILO
    return published
