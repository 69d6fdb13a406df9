"""A call as tables that people fill in, and back: every mistake by file, line and field."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import msgspec

from comptrol.domains.allocation import (
    Call,
    Floor,
    Group,
    Pool,
    Proposal,
    Rules,
    ValueCurve,
    award_worth,
)
from comptrol.entrypoints.cli.call_files import write_table
from comptrol.entrypoints.cli.tables import Row, rows
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import NAME

POOLS: Final = ("pool", "speed_h100e", "month", "chip_hours")
PROPOSALS: Final = (
    *("proposal", "score", "weight", "area", "institution", "country", "need_h100e_hours"),
    *("least_fraction", "first_month", "last_month", "pools", "award_value", "segments"),
)
_NEEDED: Final = (
    *("proposal", "score", "need_h100e_hours", "least_fraction"),
    *("first_month", "last_month", "pools"),
)
GROUPS: Final = ("group", "ceiling_h100e_hours", "members")
FLOORS: Final = ("floor", "floor_h100e_hours", "penalty_per_h100e_hour", "members")
FILES: Final = ("pools.csv", "proposals.csv", "groups.csv", "floors.csv")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
T = TypeVar("T")


def read_tables(
    folder: Path, name: str, rules: Rules, curve: ValueCurve, tell: Callable[[str], None]
) -> Call:
    """Read a call from the tables in a folder: pools, proposals, and groups and floors if any.

    The months of the call are those of its pools. A proposal without an award value is worth what
    the curve says of its score, weight and need.
    """
    pools, months = _pools(folder / "pools.csv", tell)
    path = folder / "proposals.csv"
    read = rows(path, _NEEDED, PROPOSALS, tell=tell)
    proposals = [_proposal(row, months, {it.id for it in pools}, curve) for row in read]
    _once(path, [it.id for it in proposals])
    known = {it.id for it in proposals}
    return Call(
        call=name,
        months=months,
        pools=pools,
        proposals=tuple(proposals),
        groups=tuple(_some(folder / "groups.csv", GROUPS, lambda it: _group(it, known), tell)),
        floors=tuple(_some(folder / "floors.csv", FLOORS, lambda it: _floor(it, known), tell)),
        rules=rules,
    )


def write_tables(folder: Path, call: Call) -> None:
    """Write the tables that a call can be read from again."""
    write_table(folder / "pools.csv", POOLS, _pool_lines(call))
    write_table(folder / "proposals.csv", PROPOSALS, _proposal_lines(call))
    groups = [(it.id, it.ceiling_h100e_hours, " ".join(it.members)) for it in call.groups]
    floors = [
        (it.id, it.floor_h100e_hours, it.penalty_per_h100e_hour, " ".join(it.members))
        for it in call.floors
    ]
    write_table(folder / "groups.csv", GROUPS, groups)
    write_table(folder / "floors.csv", FLOORS, floors)


# Reading.


def _pools(path: Path, tell: Callable[[str], None]) -> tuple[tuple[Pool, ...], tuple[str, ...]]:
    """Return pools and months: a month that a pool does not name has nothing on offer there."""
    speeds: dict[str, Decimal] = {}
    offers: dict[tuple[str, str], int] = {}
    for row in rows(path, POOLS, tell=tell):
        pool, month, speed = name_in(row, "pool"), month_in(row, "month"), above_in(row, POOLS[1])
        if speeds.setdefault(pool, speed) != speed:
            row.fail("speed_h100e", f"is {speed}; above, {pool} has {speeds[pool]}")
        if (pool, month) in offers:
            row.fail("month", f"{pool} stands twice in {month}")
        offers[pool, month] = whole_in(row, "chip_hours")
    months = tuple(sorted({month for _, month in offers}))
    pools = (
        Pool(
            id=pool,
            speed_h100e=speed,
            capacity_chip_hours=tuple(offers.get((pool, month), 0) for month in months),
        )
        for pool, speed in speeds.items()
    )
    return tuple(pools), months


def _proposal(row: Row, months: tuple[str, ...], pools: set[str], curve: ValueCurve) -> Proposal:
    score, weight = number_in(row, "score"), number_in(row, "weight", Decimal(1))
    need, least = above_in(row, "need_h100e_hours"), number_in(row, "least_fraction")
    if least > 1:
        row.fail("least_fraction", f"is {least}; 0 to 1 was expected")
    ends = [month_in(row, it) for it in ("first_month", "last_month")]
    for field, month in zip(("first_month", "last_month"), ends, strict=True):
        if month not in months:
            row.fail(field, f"is {month}; no pool is on offer then")
    if ends[0] > ends[1]:
        row.fail("last_month", f"is {ends[1]}, before the first")
    value, segments = _worth(row, curve, weight, score, need, least)
    return Proposal(
        id=name_in(row, "proposal"),
        score=score,
        **({} if weight == 1 else {"weight": weight}),  # what is not said is left out of a digest
        area=row.text("area"),
        institution=row.text("institution"),
        country=row.text("country"),
        need_h100e_hours=need,
        least_fraction=least,
        first_month=months.index(ends[0]),
        last_month=months.index(ends[1]),
        pools=_fits(row, pools),
        award_value=value,
        segments=segments,
    )


def _worth(
    row: Row, curve: ValueCurve, weight: Decimal, score: Decimal, need: Decimal, least: Decimal
) -> tuple[Decimal, tuple[tuple[Decimal, Decimal], ...]]:
    if row.text("award_value"):
        pairs = [_pair(row, "segments", it) for it in row.text("segments").split()]
        return number_in(row, "award_value"), tuple(pairs)
    if row.text("segments"):
        row.fail("segments", "are given without an award value; both, or neither, were expected")
    found = award_worth(curve, weight, score, int(need), int(least * 10**6))
    return found.award_value, found.segments


def _pair(row: Row, field: str, text: str) -> tuple[Decimal, Decimal]:
    first, found, second = text.partition(":")
    if not found or not _NUMBER.fullmatch(first) or not _NUMBER.fullmatch(second):
        row.fail(field, f"has {text[:40]!r}; length:slope was expected, such as 0.25:60")
    return Decimal(first), Decimal(second)


def _fits(row: Row, pools: set[str]) -> dict[str, Decimal]:
    fits: dict[str, Decimal] = {}
    for text in row.text("pools").split():
        pool, found, fit = text.partition(":")
        if pool not in pools:
            row.fail("pools", f"names {pool[:60]!r}, which is in no line of pools.csv")
        if found and not (_NUMBER.fullmatch(fit) and Decimal(fit) > 0):
            row.fail("pools", f"has {text[:60]!r}; pool:fit was expected, such as birch:1.25")
        if pool in fits:
            row.fail("pools", f"names {pool} twice")
        fits[pool] = Decimal(fit) if found else Decimal(1)
    return fits


def _group(row: Row, known: set[str]) -> Group:
    ceiling = number_in(row, "ceiling_h100e_hours")
    members = _members(row, known)
    return Group(id=name_in(row, "group"), members=members, ceiling_h100e_hours=ceiling)


def _floor(row: Row, known: set[str]) -> Floor:
    return Floor(
        id=name_in(row, "floor"),
        members=_members(row, known),
        floor_h100e_hours=number_in(row, "floor_h100e_hours"),
        penalty_per_h100e_hour=number_in(row, "penalty_per_h100e_hour"),
    )


def _members(row: Row, known: set[str]) -> tuple[str, ...]:
    names = tuple(row.text("members").split())
    for name in names:
        if name not in known:
            row.fail("members", f"names {name[:60]!r}, which is no proposal")
    return tuple(dict.fromkeys(names))


def _some(
    path: Path, columns: tuple[str, ...], read: Callable[[Row], T], tell: Callable[[str], None]
) -> Iterator[T]:
    """Read a table that may be missing."""
    if path.exists():
        for row in rows(path, columns, tell=tell):
            yield read(row)


def name_in(row: Row, field: str) -> str:
    """Return a name as the log takes it."""
    text = row.needed(field)
    return text if re.match(NAME, text) else row.fail(field, f"is {text[:60]!r}, not a name")


def month_in(row: Row, field: str) -> str:
    """Return a month."""
    text = row.needed(field)
    return text if _MONTH.fullmatch(text) else _wrong(row, field, text, "a month, as 2027-01,")


def whole_in(row: Row, field: str) -> int:
    """Return a whole number from zero up."""
    text = row.needed(field)
    return int(text) if _WHOLE.fullmatch(text) else _wrong(row, field, text, "a whole number")


def number_in(row: Row, field: str, otherwise: Decimal | None = None) -> Decimal:
    """Return a number from zero up; what is said otherwise, where the cell is empty."""
    text = row.text(field)
    if not text and otherwise is not None:
        return otherwise
    if not _NUMBER.fullmatch(text) or Decimal(text) < 0:
        _wrong(row, field, text, "a number from 0 up")
    return Decimal(text)


def above_in(row: Row, field: str) -> Decimal:
    """Return a number above zero."""
    number = number_in(row, field)
    return number if number > 0 else _wrong(row, field, str(number), "a number above 0")


def _wrong(row: Row, field: str, text: str, wanted: str) -> NoReturn:
    row.fail(field, f"is {text[:40]!r}; {wanted} was expected" if text else "is empty")


def _once(path: Path, names: list[str]) -> None:
    twice = (
        sorted({it for it in names if names.count(it) > 1}) if len(set(names)) < len(names) else []
    )
    if twice:
        raise UnreadableError(f"{path}, field proposal: stands twice: {', '.join(twice[:5])}")


# Writing.


def _pool_lines(call: Call) -> Iterator[tuple[object, ...]]:
    for pool in call.pools:
        for month, hours in zip(call.months, pool.capacity_chip_hours, strict=True):
            yield pool.id, pool.speed_h100e, month, hours


def _proposal_lines(call: Call) -> Iterator[tuple[object, ...]]:
    for it in call.proposals:
        told = msgspec.structs.asdict(it) | {"proposal": it.id}
        told["first_month"] = call.months[it.first_month]
        told["last_month"] = call.months[it.last_month]
        told["pools"] = " ".join(f"{pool}:{fit:f}" for pool, fit in it.pools.items())
        told["segments"] = " ".join(f"{length:f}:{slope:f}" for length, slope in it.segments)
        yield tuple(told[name] for name in PROPOSALS)
