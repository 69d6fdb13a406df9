"""Small random calls of every kind, and a plan by hand for each: whoever asks first is served."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from random import Random  # noqa: TID251  (a seed gives the same calls always)

from msgspec.structs import replace

from comptrol.domains.allocation import (
    Award,
    Booking,
    Call,
    Decided,
    EvenFill,
    Floor,
    Group,
    Pool,
    Proposal,
    Rules,
)

MONTHS = ("2027-01", "2027-02", "2027-03", "2027-04")
KINDS = ("plain", "empty", "one", "nobody eligible", "settled", "used", "replaced", "even", "none")


def odd_call(seed: int) -> tuple[str, Call]:
    """Return the kind and the call of a seed: the same one always."""
    chance = Random(seed)  # noqa: S311
    kind = KINDS[seed % len(KINDS)]
    months = MONTHS[: chance.randint(1, 4)]
    pools = tuple(_pool(chance, n, months, kind) for n in range(chance.randint(1, 3)))
    many = {"empty": 0, "one": 1}.get(kind, chance.randint(2, 8))
    proposals = tuple(_proposal(chance, n, months, pools, kind) for n in range(many))
    names = [it.id for it in proposals]
    call = Call(
        call=f"odd-{seed}",
        months=months,
        pools=pools,
        proposals=proposals,
        groups=_groups(chance, names),
        floors=_floors(chance, names),
        rules=Rules(
            max_pools=chance.randint(1, 2),
            pool_cost=Decimal(chance.choice(("0", "0.05", "1"))),
            monthly_rate=Decimal(chance.choice(("1", "1.5", "2.0"))),
        ),
    )
    return kind, _odd(chance, call, kind)


def _pool(chance: Random, number: int, months: tuple[str, ...], kind: str) -> Pool:
    rooms = (0 if kind == "none" else chance.choice((0, 7, 100, 900, 4_321)) for _ in months)
    speed = Decimal(chance.choice(("0.32", "1", "2.3")))
    return Pool(id=f"pool-{number}", speed_h100e=speed, capacity_chip_hours=tuple(rooms))


def _proposal(
    chance: Random, number: int, months: tuple[str, ...], pools: tuple[Pool, ...], kind: str
) -> Proposal:
    first = chance.randrange(len(months))
    some = [it.id for it in pools if kind != "nobody eligible" and chance.random() < 0.7]
    least = Decimal(chance.choice(("0", "0.3", "0.5", "1")))
    full = Decimal(chance.randint(0, 500)) / 10
    third = ((1 - least) / 3).quantize(Decimal("0.000001"))
    lengths = (third, third, 1 - least - 2 * third)
    slopes = [full * Decimal(it) for it in ("0.9", "0.6", "0.3")]
    return Proposal(
        id=f"p{number}",
        score=Decimal(chance.randint(20, 99)),
        area=chance.choice(("earth", "life")),
        need_h100e_hours=Decimal(chance.choice((30, 50, 700, 5_000, 100_000))),
        least_fraction=least,
        first_month=first,
        last_month=chance.randrange(first, len(months)),
        pools={it: Decimal(chance.choice(("0.5", "1", "1.37"))) for it in some},
        award_value=full * Decimal("0.4"),
        segments=() if least == 1 else tuple(zip(lengths, slopes, strict=True)),
    )


def _groups(chance: Random, names: list[str]) -> tuple[Group, ...]:
    if not names or chance.random() < 0.5:
        return ()
    members = tuple(chance.sample(names, chance.randint(1, len(names))))
    ceiling = Decimal(chance.choice((0, 40, 900, 3_000)))
    return (Group(id="together", members=members, ceiling_h100e_hours=ceiling),)


def _floors(chance: Random, names: list[str]) -> tuple[Floor, ...]:
    if not names or chance.random() < 0.5:
        return ()
    members = tuple(chance.sample(names, chance.randint(1, len(names))))
    return (
        Floor(
            id="at-least",
            members=members,
            floor_h100e_hours=Decimal(chance.choice((10, 800, 10**6))),
            penalty_per_h100e_hour=Decimal(chance.choice(("0", "0.001", "0.05"))),
        ),
    )


def _odd(chance: Random, call: Call, kind: str) -> Call:
    """Return a call with what is settled, used or published beforehand: by a plan made by hand."""
    names = [it.id for it in call.proposals]
    by_hand = served_in_turn(call, names[::-1])
    given = [it.proposal for it in by_hand]
    if kind == "settled":
        decided = [
            Decided(proposal=it, awarded=it in given, why="panel")
            for it in names
            if chance.random() < 0.5
        ]
        if decided and chance.random() < 0.3:  # what may be impossible
            decided[0] = replace(decided[0], awarded=True)
        return replace(call, decided=tuple(decided))
    if kind == "used":
        used = tuple(replace(it, bookings=it.bookings[:1]) for it in by_hand[:2])
        return replace(call, booked=used)
    if kind == "replaced":
        return replace(call, published=by_hand, change_penalty=Decimal(chance.randint(0, 30)))
    if kind == "even":
        theta = Decimal(chance.choice(("0.5", "0.8", "0.95")))
        return replace(call, even_fill=EvenFill(theta=theta))
    return call


def served_in_turn(call: Call, names: list[str]) -> tuple[Award, ...]:
    """Return awards by hand: each proposal in turn, as much as still fits, or nothing."""
    asked = {it.id: it for it in call.proposals}
    rooms = {
        (pool.id, place): room
        for pool in call.pools
        for place, room in enumerate(pool.capacity_chip_hours)
    }
    left = {it.id: Fraction(it.ceiling_h100e_hours) for it in call.groups}
    awards = []
    for name in names:
        groups = [it.id for it in call.groups if name in it.members]
        ceiling = min((left[it] for it in groups), default=Fraction(10**12))
        booked = _served(call, asked[name], rooms, ceiling)
        speeds = _speeds(call, asked[name])
        hours = sum((many * speeds[pool] for (pool, _), many in booked.items()), Fraction())
        least = Fraction(asked[name].need_h100e_hours) * Fraction(asked[name].least_fraction)
        if booked and hours >= least:
            for at, many in booked.items():
                rooms[at] -= many
            for it in groups:
                left[it] -= hours
            bookings = (
                Booking(pool=pool, month=call.months[place], chip_hours=many)
                for (pool, place), many in sorted(booked.items())
            )
            awards.append(Award(proposal=name, bookings=tuple(bookings)))
    return tuple(sorted(awards, key=lambda it: it.proposal))


def _speeds(call: Call, it: Proposal) -> dict[str, Fraction]:
    speeds = {pool.id: Fraction(pool.speed_h100e) for pool in call.pools}
    return {pool: speeds[pool] * Fraction(fit) for pool, fit in it.pools.items()}


def _served(
    call: Call, it: Proposal, rooms: dict[tuple[str, int], int], ceiling: Fraction
) -> dict[tuple[str, int], int]:
    speeds, months = _speeds(call, it), range(it.first_month, it.last_month + 1)
    chosen = sorted(speeds, key=lambda pool: -sum(rooms[pool, place] for place in months))
    left = min(Fraction(it.need_h100e_hours), ceiling)
    rate = Fraction(call.rules.monthly_rate) * Fraction(it.need_h100e_hours) / len(months)
    by_month: defaultdict[int, Fraction] = defaultdict(
        lambda: rate if len(months) > 2 else Fraction(10**12)
    )
    booked = {}
    for pool in chosen[: call.rules.max_pools]:
        for place in months:
            most = min(left, by_month[place])
            many = min(rooms[pool, place], int(most / speeds[pool]))
            if many:
                booked[pool, place] = many
                left -= many * speeds[pool]
                by_month[place] -= many * speeds[pool]
    return booked
