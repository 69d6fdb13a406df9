"""Calls to measure planning on: invented ones of any size and scarcity, each from a named seed.

They check a method and say nothing about any agency. The shape is that of a national call: few
large asks and many small ones, whole countries barred from the fastest pools, ceilings for
institutions, floors for areas (``facts/allocation.md``, section 9).
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from random import Random  # noqa: TID251  (seeded: every run is the same)
from statistics import median
from typing import Final, TypeVar

import msgspec

from comptrol.domains.allocation import Call, Floor, Group, Pool, Proposal, Rules

Thing = TypeVar("Thing")

SPEEDS: Final = ("0.32", "1.0", "1.0", "2.3")
SIZES: Final = (50_000, 100_000, 200_000, 400_000, 800_000)
AREAS: Final = ("climate", "energy", "health", "language", "matter", "space")
HEAVY: Final = ("health", "matter")
COUNTRIES: Final = ("AA", "BB", "CC", "DD", "EE", "FF", "GG", "HH")
BARRED, FASTEST = ("GG", "HH"), 4
LEAST: Final = ("0.3", "0.5", "0.7", "1.0")
SLOPES: Final = (Decimal("0.9"), Decimal("0.6"), Decimal("0.3"))
ELIGIBLE: Final = 0.45


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How large a call is, and how scarce what it offers."""

    proposals: int = 500
    pools: int = 12
    months: int = 12
    scarcity: float = 2.5
    """Demand by capacity, both in H100e-hours."""
    institutions: int = 60
    ceiling: str = "0.06"
    """Of an institution, as a part of the capacity."""


NORMAL: Final = Shape()
LARGE: Final = Shape(proposals=2_000, pools=30, institutions=200, ceiling="0.03")
HIGH_DEMAND: Final = {101: 2.5, 102: 2.5, 103: 3.0, 104: 3.0, 105: 4.0}
"""By seed, the scarcity of the calls in which much more is asked than there is."""
LOW_DEMAND: Final = {201: 1.2, 202: 1.3}


def named(seed: int) -> Call:
    """Return one of the named calls of 500 proposals."""
    return made(
        seed, msgspec.structs.replace(NORMAL, scarcity={**HIGH_DEMAND, **LOW_DEMAND}[seed])
    )


def made(seed: int, shape: Shape) -> Call:
    """Return the call of a seed: the same one always."""
    chance = Random(seed)  # noqa: S311
    pools = tuple(_pool(chance, at, shape) for at in range(shape.pools))
    offered = sum(it.speed_h100e * sum(it.capacity_chip_hours) for it in pools)
    needs = _needs(chance, shape.proposals, float(offered) * shape.scarcity)
    count = min(FASTEST, shape.pools // 3)
    fastest = sorted(pools, key=lambda it: (-it.speed_h100e, it.id))[:count]
    barred = frozenset(it.id for it in fastest)
    proposals = tuple(
        _proposal(chance, f"p-{at:04d}", need, pools, (barred, shape))
        for at, need in enumerate(needs)
    )
    return Call(
        call=f"invented-{seed}",
        months=tuple(f"{2027 + at // 12}-{at % 12 + 1:02d}" for at in range(shape.months)),
        pools=pools,
        proposals=proposals,
        groups=_groups(proposals, _whole(offered * Decimal(shape.ceiling))),
        floors=_floors(proposals, offered),
        rules=Rules(),
    )


def shuffled(call: Call, seed: int) -> Call:
    """Return the same call with everything that has a name in another order."""
    chance = Random(seed)  # noqa: S311

    def mixed(things: Sequence[Thing]) -> tuple[Thing, ...]:
        return tuple(chance.sample(things, len(things)))

    proposals = tuple(
        msgspec.structs.replace(it, pools=dict(mixed(list(it.pools.items()))))
        for it in call.proposals
    )
    return msgspec.structs.replace(
        call,
        pools=mixed(call.pools),
        proposals=mixed(proposals),
        groups=mixed(call.groups),
        floors=mixed(call.floors),
    )


def _pool(chance: Random, at: int, shape: Shape) -> Pool:
    size = chance.choice(SIZES)
    return Pool(
        id=f"pool-{at:02d}",
        speed_h100e=Decimal(chance.choice(SPEEDS)),
        capacity_chip_hours=tuple(int(size * chance.uniform(0.8, 1)) for _ in range(shape.months)),
    )


def _needs(chance: Random, count: int, total: float) -> list[int]:
    """Return log-normal sizes, none above 25 medians, that come to a total."""
    sizes = [chance.lognormvariate(0, 1.4) for _ in range(count)]
    most = 25 * median(sizes)
    sizes = [min(it, most) for it in sizes]
    return [max(1, round(total * it / sum(sizes))) for it in sizes]


def _proposal(
    chance: Random,
    name: str,
    need: int,
    pools: tuple[Pool, ...],
    where: tuple[frozenset[str], Shape],
) -> Proposal:
    barred, shape = where
    score = Decimal(round(min(99.0, max(20.0, chance.gauss(70, 12)))))
    area, country = chance.choice(AREAS), chance.choice(COUNTRIES)
    weight = Decimal("1.5") if area in HEAVY else Decimal(1)
    least = Decimal(chance.choices(LEAST, (0.3, 0.4, 0.2, 0.1))[0])
    first = chance.randrange(shape.months)
    length = chance.choices((3, 6, 12), (0.2, 0.3, 0.5))[0]
    shut = barred if country in BARRED else frozenset()
    allowed = [it.id for it in pools if it.id not in shut]
    full = weight * (score / 100) ** 2 * (Decimal(need) / 1000).sqrt() * 10
    return Proposal(
        id=name,
        score=score,
        weight=weight,
        area=area,
        institution=f"institution-{chance.randrange(shape.institutions):03d}",
        country=country,
        need_h100e_hours=Decimal(need),
        least_fraction=least,
        first_month=first,
        last_month=min(shape.months, first + length) - 1,
        pools=_fits(chance, allowed),
        award_value=_points(full * Decimal("0.4")),
        segments=_segments(least, full),
    )


def _fits(chance: Random, allowed: list[str]) -> dict[str, Decimal]:
    """Return some of the pools, one at least, and how well the code runs on each."""
    chosen = [it for it in allowed if chance.random() < ELIGIBLE] or [chance.choice(allowed)]
    return {it: Decimal(f"{min(1.4, max(0.5, chance.gauss(1, 0.15))):.2f}") for it in chosen}


def _segments(least: Decimal, full: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    if least == 1:
        return ()
    third = ((1 - least) / 3).quantize(Decimal("0.0001"))
    lengths = (third, third, 1 - least - 2 * third)
    return tuple((it, _points(full * slope)) for it, slope in zip(lengths, SLOPES, strict=True))


def _groups(proposals: tuple[Proposal, ...], ceiling: Decimal) -> tuple[Group, ...]:
    members = defaultdict(list)
    for it in proposals:
        members[it.institution].append(it.id)
    return tuple(
        Group(id=name, members=tuple(names), ceiling_h100e_hours=ceiling)
        for name, names in sorted(members.items())
    )


def _floors(proposals: tuple[Proposal, ...], offered: Decimal) -> tuple[Floor, ...]:
    penalty = (Decimal(5_000) / offered).quantize(Decimal("1e-9"))
    return tuple(
        Floor(
            id=area,
            members=tuple(it.id for it in proposals if it.area == area),
            floor_h100e_hours=_whole(offered * Decimal("0.08")),
            penalty_per_h100e_hour=penalty,
        )
        for area in AREAS
    )


def _points(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1))
