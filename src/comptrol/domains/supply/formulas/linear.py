"""What is a linear program in exact numbers, and what does any set of prices prove about it?

Least ``cost . x`` where every row lies between its least and its most and every column between
nought and its most. Whoever solves it, by whatever means, hands back columns and prices; both are
checked here with fractions. Prices of rows prove a lower bound by weak duality: whatever they are,

    sum_r (y_r least_r where y_r > 0, else y_r most_r) + sum_j min(0, c_j - y A_j) most_j

is at most the least cost (Dantzig; see any text on Lagrangian bounds of linear programs). So a
wrong solver gives a poor bound, never a false one.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

Column = tuple[str, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what its columns count, at least and at most."""

    name: Column
    terms: Mapping[int, Fraction]
    least: Fraction | None = None
    most: Fraction | None = None


class Linear(msgspec.Struct, frozen=True, kw_only=True):
    """A linear program: its columns, what each costs and comes to at most, and its rows."""

    columns: tuple[Column, ...]
    cost: tuple[Fraction, ...]
    most: tuple[Fraction, ...]
    rows: tuple[Row, ...]


class Solved(msgspec.Struct, frozen=True, kw_only=True):
    """What a solver hands back: nothing of it is believed before it is checked."""

    values: tuple[Fraction, ...]
    prices: tuple[Fraction, ...]
    """Of each row: by how much the cost grows with one more of its bound."""
    solver: str
    """Which one, in which version."""


class Building:
    """A linear program in the making."""

    def __init__(self) -> None:
        self._places: dict[Column, int] = {}
        self._cost: list[Fraction] = []
        self._most: list[Fraction] = []
        self._rows: list[Row] = []

    def column(self, *name: str, most: Fraction, cost: Fraction = Fraction(0)) -> int:
        """Add a column, and return its place."""
        assert name not in self._places, name
        self._places[name] = len(self._cost)
        self._cost.append(cost)
        self._most.append(most)
        return self._places[name]

    def place(self, *name: str) -> int:
        """Return where a column stands."""
        return self._places[name]

    def row(
        self,
        *name: str,
        terms: Mapping[int, Fraction],
        least: Fraction | None = None,
        most: Fraction | None = None,
    ) -> None:
        """Add a row; columns that count nothing are left out."""
        counting = {at: it for at, it in terms.items() if it}
        self._rows.append(Row(name=name, terms=counting, least=least, most=most))

    def done(self) -> Linear:
        """Return the program."""
        return Linear(
            columns=tuple(self._places),
            cost=tuple(self._cost),
            most=tuple(self._most),
            rows=tuple(self._rows),
        )


def proven(program: Linear, prices: Sequence[Fraction]) -> Fraction:
    """Return what the least cost is at least, as these prices prove it."""
    assert len(prices) == len(program.rows)
    total, reduced = Fraction(0), list(program.cost)
    for row, price in zip(program.rows, prices, strict=True):
        bound = row.least if price > 0 else row.most
        if not price or bound is None:
            continue  # a price on the side where there is no bound proves nothing
        total += price * bound
        for at, count in row.terms.items():
            reduced[at] -= price * count
    return total + sum(
        (min(Fraction(0), it) * most for it, most in zip(reduced, program.most, strict=True)),
        Fraction(0),
    )
