"""What do the files of reporting have: what can be filed, restated lines, large customers?"""

from pathlib import Path
from typing import Annotated, Self, TypeVar

import msgspec
from msgspec import Meta

from comptrol.domains.disclosure import (
    LINES_MAX,
    Draft,
    LargeCustomer,
    Line,
    Millionths,
    PeriodId,
)
from comptrol.entrypoints.cli.commands.usage.rows import read_file

T = TypeVar("T")
Lines = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=LINES_MAX)]


class Prepared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be filed of a period, but for who prepared and who reviewed it."""

    period: PeriodId
    coverage_ppm: Millionths
    unattributed_ppm: Millionths
    sources: tuple[str, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Return what of a draft can be filed."""
        return cls(
            period=draft.period,
            coverage_ppm=draft.coverage_ppm,
            unattributed_ppm=draft.unattributed_ppm,
            sources=draft.sources,
            lines=draft.lines,
        )


class Restating(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines as they should have been."""

    lines: Lines


class Customers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Large customers, in any order."""

    customers: tuple[LargeCustomer, ...]


def read(path: Path, wanted: type[T]) -> T:
    """Read a file as what it should be; a mistake is told with the file and the field."""
    found: T = read_file(path, wanted)
    return found
