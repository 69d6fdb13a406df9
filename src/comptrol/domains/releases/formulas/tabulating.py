"""What does the public see of some facts: rows, columns, totals, and what is withheld?"""

from collections.abc import Iterable
from itertools import product
from typing import Final, NamedTuple

from comptrol.domains.releases.formulas.contributions import (
    Fact,
    Rule,
    gathered,
    merged,
    sensitive,
)
from comptrol.domains.releases.formulas.flowing import Place
from comptrol.domains.releases.formulas.hiding import Grid, Hidden, hidden
from comptrol.domains.releases.formulas.pooling import (
    OTHER,
    Facts,
    amount_of,
    cells_of,
    column_of,
    own_lines,
    row_of,
    smallest,
)

TOTAL: Final = "total"
Values = tuple[tuple[int | None, ...], ...]


class Told(NamedTuple):
    """A table as it was told before, and the facts it was made of."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[object | None, ...], ...]
    facts: tuple[Fact, ...]


class Tabulated(NamedTuple):
    """A table that may be told, exact: the last row and column are totals."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Values
    primary: int
    secondary: int


class Bounds(NamedTuple):
    """How many rows and columns a table has at most, ``other`` among them, and what they say."""

    rows: int
    columns: int
    telling: bool = True
    """The column of a contributor is something that is said of it (``hiding.Grid``)."""


def tabulated(
    facts: tuple[Fact, ...], rule: Rule, most: Bounds, before: tuple[Told, ...] = ()
) -> Tabulated | None:
    """Return the table of some facts; nothing where not even their sum may be told.

    Rows that cannot be hidden within join the pool, the columns after them, until all is safe.
    """
    facts = merged(facts)
    every = Facts(facts, tuple(merged(it.facts) for it in before))
    if not facts or not every.line().safe(rule):
        return None
    rows = _allowed((it.row for it in facts), [it.rows for it in before])
    columns = _allowed((it.column for it in facts), [it.columns for it in before])
    while True:
        own = own_lines(every, rule, row_of, rows, most.rows - 1)
        across = own_lines(every, rule, column_of, columns, most.columns - 1)
        pooled = every.relabelled(own, across)
        labels = Labels.of(pooled)
        found = hidden(_grid(pooled, labels, most, before), rule)
        if isinstance(found, Hidden):
            return _table(pooled, labels, found)
        rows, columns = _joined(set(own), set(across), labels, found.place, facts)


def primary_alone(facts: tuple[Fact, ...], rule: Rule) -> Tabulated:
    """Return the table that withholds what is sensitive by itself alone: what is never told."""
    pooled = Facts(facts)
    labels = Labels.of(pooled)
    cells = cells_of(pooled)
    places = frozenset(
        labels.place(it) for it, line in cells.items() if sensitive(line.total, rule)
    )
    return _table(pooled, labels, Hidden(places, places))


def listed(facts: tuple[Fact, ...], rule: Rule, most: Bounds) -> Tabulated | None:
    """Return a table of figures that no total joins: each is told unless it is sensitive."""
    cells = gathered(facts, row_of)
    rows = tuple(sorted(cells))[: most.rows]
    told = {it: cells[it].total if sensitive(cells[it], rule) is None else None for it in rows}
    if all(value is None for value in told.values()):
        return None
    withheld = sum(value is None for value in told.values())
    return Tabulated(rows, ("sum",), tuple((told[it],) for it in rows), withheld, 0)


class Labels(NamedTuple):
    """The rows and columns of a table in order, ``other`` last."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, facts: Facts) -> "Labels":
        """Return the rows and columns that facts have."""
        return cls(_ordered(it.row for it in facts.now), _ordered(it.column for it in facts.now))

    def place(self, names: tuple[str, str]) -> Place:
        """Return the place of a cell."""
        return self.rows.index(names[0]), self.columns.index(names[1])


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda it: (it == OTHER, it)))


def _allowed(present: Iterable[str], before: list[tuple[str, ...]]) -> set[str]:
    """Return the labels that had a line of their own whenever the table was told."""
    found = set(present)
    for labels in before:
        found &= set(labels)
    return found - {OTHER}


def _grid(pooled: Facts, labels: Labels, most: Bounds, before: tuple[Told, ...]) -> Grid:
    cells = {
        labels.place(it): line
        for it, line in cells_of(pooled).items()
        if it[0] in labels.rows and it[1] in labels.columns
    }
    kept, known = set[Place](), set[Place]()
    for told in before:
        for names in product(labels.rows, labels.columns):
            place = labels.place(names)
            if _was_withheld(told, names, labels):
                kept.add(place)
            elif place not in cells or not cells[place].changes:
                known.add(place)
    size = len(labels.rows), len(labels.columns)
    return Grid(*size, cells, frozenset(kept), frozenset(known - kept), most.telling)


def _was_withheld(told: Told, names: tuple[str, str], labels: Labels) -> bool:
    """Tell whether any part of what is a cell now was withheld then."""
    rows = _parts(names[0], told.rows, labels.rows)
    columns = _parts(names[1], told.columns, labels.columns)
    return any(told.values[i][j] is None for i in rows for j in columns)


def _parts(name: str, then: tuple[str, ...], now: tuple[str, ...]) -> list[int]:
    """Return which lines of an earlier table a line is made of: the pool, of all it has taken."""
    return [
        number
        for number, it in enumerate(then[:-1])
        if it == name or (name == OTHER and it not in now)
    ]


def _joined(
    rows: set[str], columns: set[str], labels: Labels, failed: Place, facts: tuple[Fact, ...]
) -> tuple[set[str], set[str]]:
    """Let the row or the column of a cell that cannot be hidden join the pool: the lesser one.

    Where the cell is in the pool already, the smallest of the others joins it there.
    """
    row, column = labels.rows[failed[0]], labels.columns[failed[1]]
    least_row = row if row in rows else smallest(facts, row_of, rows)
    least_column = column if column in columns else smallest(facts, column_of, columns)
    assert least_row or least_column, "a table of one cell hides nothing"
    lesser = amount_of(facts, row_of, least_row) <= amount_of(facts, column_of, least_column)
    if least_row and (lesser or not least_column):
        return rows - {least_row}, columns
    return rows, columns - {least_column or ""}


def _table(pooled: Facts, labels: Labels, found: Hidden) -> Tabulated:
    cells = gathered(pooled.now, lambda it: labels.place((it.row, it.column)))
    exact = [
        [cells[(i, j)].total if (i, j) in cells else 0 for j in range(len(labels.columns))]
        for i in range(len(labels.rows))
    ]
    values = [
        (
            *(None if (i, j) in found.places else value for j, value in enumerate(line)),
            sum(line),
        )
        for i, line in enumerate(exact)
    ]
    totals = (*(sum(column) for column in zip(*exact, strict=True)), sum(map(sum, exact)))
    return Tabulated(
        (*labels.rows, TOTAL),
        (*labels.columns, TOTAL),
        (*values, totals),
        len(found.primary),
        len(found.places - found.primary),
    )
