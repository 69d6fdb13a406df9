"""How the values of columns become small numbers, one for what the law can tell apart."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from comptrol.adapters.lab_columns.combining import Codes, combined
from comptrol.adapters.lab_columns.epochs import (
    epochs_of,
    law_on,
)
from comptrol.adapters.lab_columns.profiles import PROFILES
from comptrol.adapters.lab_columns.table import RequestTable
from comptrol.domains.law import (
    HOME,
    Facts,
    LawAsOf,
    Rulebook,
    Stance,
    facts_of,
)
from comptrol.kernel.identifiers import CountryCode

Facet = tuple[Codes, int]
"""A number for every row, and how many numbers there are."""

Flags = npt.NDArray[np.bool_]


class ColumnFacets:
    """How facets of a table are made, under one rulebook and one way to judge by it.

    A facet is named for what it numbers: ``trade:to`` is how the tests on destinations see the
    column ``to``, ``column:door`` is a column as it stands.
    """

    def __init__(
        self, table: RequestTable, rulebook: Rulebook, stance: Stance, known_at: date | None
    ) -> None:
        self.table, self.rulebook, self.stance, self.known_at = table, rulebook, stance, known_at
        self._epochs = epochs_of(rulebook, table.days, known_at)
        self._made: dict[str, Facet] = {}
        self._numbers: dict[Hashable, int] = {HOME: 0}

    def facts(self, row: int) -> Facts:
        """Return the facts of a row, as the engine reads them."""
        law = law_on(self.rulebook, self.table.day(row), self.known_at)
        return facts_of(self.table.request(row), law, self.stance)

    def combined(
        self, names: tuple[str, ...], guard: str = "", then: tuple[str, ...] = ()
    ) -> tuple[Codes, Codes]:
        """Return a number for each combination of several facets, and a row of each.

        Where the guard is 0, what comes ``then`` is not read and tells nothing apart.
        """
        parts = [self.of(name) for name in names]
        if guard:
            open_, count = self.of(guard)
            parts.append((open_, count))
            parts += [(codes * open_, many) for codes, many in map(self.of, then)]
        return combined(tuple(parts), self.table.rows)

    def of(self, name: str) -> Facet:
        """Return a facet by its name, made when it is first asked for."""
        if name not in self._made:
            what, _, column = name.partition(":")
            self._made[name] = getattr(self, f"_make_{what}", self._make_profile)(
                column or what, what
            )
        return self._made[name]

    def _make_column(self, column: str, _: str) -> Facet:
        found = self.table.columns.get(column)
        if found is None:
            return np.zeros(self.table.rows, dtype=np.int64), 1
        return found.codes, len(found.values)

    def _values(self, column: str) -> tuple[str, ...]:
        found = self.table.columns.get(column)
        return found.values if found is not None else ("",)

    def _by_value(self, column: str, read: Callable[[str], Hashable]) -> Facet:
        """Give a number to what each value of a column comes to."""
        numbers: dict[Hashable, int] = {}
        values = self._values(column)
        lookup = np.array([numbered(numbers, read(it)) for it in values], dtype=np.int64)
        return lookup[self.of(f"column:{column}")[0]], len(numbers)

    def _by_law(self, column: str, read: Callable[[LawAsOf, str], Hashable]) -> Facet:
        """Give a number to what each value of a column comes to on a day."""
        numbers: dict[Hashable, int] = {}
        values, laws = self._values(column), self._epochs.laws
        lookup = np.array(
            [[numbered(numbers, read(law, it)) for it in values] for law in laws],
            dtype=np.int64,
        ).reshape(len(laws), len(values))
        return lookup[self._epochs.codes, self.of(f"column:{column}")[0]], len(numbers)

    def _by_row(self, names: tuple[str, ...], read: Callable[[Facts], Hashable]) -> Facet:
        """Give a number to what each combination of facets comes to, read from one row of each."""
        combinations, rows = self.combined(names)
        numbers: dict[Hashable, int] = {}
        lookup = [numbered(numbers, read(self.facts(int(row)))) for row in rows]
        return np.array(lookup, dtype=np.int64)[combinations], max(len(numbers), 1)

    def _make_profile(self, column: str, what: str) -> Facet:
        profile = PROFILES[what]
        return self._by_law(column, lambda law, it: profile(law, CountryCode(it)) if it else None)

    def _country(self, column: str) -> Codes:
        """Return countries as the rules see them, by numbers that all columns share; -1: none."""
        lookup = np.array(
            [
                [
                    numbered(self._numbers, law.place(CountryCode(it))) if it else -1
                    for it in self._values(column)
                ]
                for law in self._epochs.laws
            ],
            dtype=np.int64,
        )
        return lookup[self._epochs.codes, self.of(f"column:{column}")[0]]

    def _among(self, column: str, name: str) -> Flags:
        """Tell in which rows a country is the one of a name, or in the set of a name."""
        lookup = np.array(
            [
                [bool(it) and law.among((name,), CountryCode(it)) for it in self._values(column)]
                for law in self._epochs.laws
            ],
            dtype=bool,
        )
        return lookup[self._epochs.codes, self.of(f"column:{column}")[0]]

    def _where(self, column: str, holds: Callable[[str], bool]) -> Flags:
        """Tell in which rows something holds of a column."""
        lookup = np.array([holds(it) for it in self._values(column)], dtype=bool)
        return lookup[self.of(f"column:{column}")[0]]

    def _flag(self, names: tuple[str, ...], read: Callable[[Facts], bool]) -> Facet:
        """Return 1 where something holds, read from one row of each combination."""
        combinations, rows = self.combined(names)
        lookup = [int(read(self.facts(int(row)))) for row in rows]
        return np.array(lookup, dtype=np.int64)[combinations], 2


def numbered(numbers: dict[Any, int], thing: Hashable) -> int:
    """Return the number of a thing, the next one where it is new."""
    return numbers.setdefault(thing, len(numbers))
