"""Do the shares of each table come to the whole?

Shares that were rounded one by one rarely come to exactly 100 percent. A table that is further
from it than 5 percent says something else than it seems to, and is told apart.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.supply.formulas.concentration import percent
from comptrol.domains.supply.statements import WHOLE_PPM, InputId, SharesReported

NEAR: Final = WHOLE_PPM * 5 // 100


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What the shares of one table come to."""

    input: InputId
    year: int
    by: str
    percent: Decimal
    suppliers: int
    without_number: int


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What the tables of one axis come to."""

    by: str
    tables: int
    with_numbers: int
    near_the_whole: int
    """Within 95 and 105 percent, of those with numbers."""
    apart: tuple[Sum, ...]
    """The others, each with its sum: shares that leave something open, or more than all."""


def sums(said: Iterable[SharesReported]) -> tuple[Sums, ...]:
    """Return for each axis how many tables there are, and which do not come to the whole."""
    by: dict[str, list[SharesReported]] = {}
    for it in said:
        by.setdefault(it.by.value, []).append(it)
    return tuple(_sums(axis, tables) for axis, tables in sorted(by.items()))


def _sums(axis: str, tables: list[SharesReported]) -> Sums:
    numbers = [it for it in tables if any(share.portion is not None for share in it.shares)]
    apart = [it for it in numbers if not _is_near(it)]
    return Sums(
        by=axis,
        tables=len(tables),
        with_numbers=len(numbers),
        near_the_whole=len(numbers) - len(apart),
        apart=tuple(_sum(it) for it in apart),
    )


def _is_near(said: SharesReported) -> bool:
    """Tell whether the whole lies between what the shares come to at least and at most."""
    portions = [it.portion for it in said.shares if it.portion is not None]
    low, high = sum(it.low_ppm for it in portions), sum(it.high_ppm for it in portions)
    return low <= WHOLE_PPM + NEAR and high >= WHOLE_PPM - NEAR


def _sum(said: SharesReported) -> Sum:
    portions = [it.portion for it in said.shares if it.portion is not None]
    return Sum(
        input=said.input,
        year=said.year,
        by=said.by.value,
        percent=percent(sum(it.low_ppm for it in portions)),
        suppliers=len(said.shares),
        without_number=len(said.shares) - len(portions),
    )
