"""Who attacks a released table: all that was told, what one contributor knows, and a solver.

The solver is an exact linear program over fractions, written for this and sharing nothing with the
code that hides cells. What it finds is the tightest that anybody can know from these equations.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from comptrol.domains.releases import Fact, Rule, Tabulated

Cells = tuple[str, str]
ROUNDS_MAX = 5_000


class Shape(NamedTuple):
    """What an attacker may know of whose what is: labels as told, and parts by group."""

    table: Tabulated
    parts: Mapping[Cells, Mapping[str, int]]
    """What each group has in each cell, seen from the attacker's side."""

    @property
    def cells(self) -> list[Cells]:
        return list(product(self.table.rows[:-1], self.table.columns[:-1]))

    def value(self, cell: Cells) -> int:
        return sum(self.parts.get(cell, {}).values())

    def told(self, cell: Cells) -> int | None:
        row, column = self.table.rows.index(cell[0]), self.table.columns.index(cell[1])
        return self.table.values[row][column]

    @property
    def hidden(self) -> list[Cells]:
        return [it for it in self.cells if self.told(it) is None]


def shape_of(table: Tabulated, facts: Sequence[Fact], side: int = 0) -> Shape:
    """Return the truth behind a table."""
    parts: dict[Cells, dict[str, int]] = {}
    for fact in facts:
        cell = (
            fact.row if fact.row in table.rows else "other",
            fact.column if fact.column in table.columns else "other",
        )
        own = parts.setdefault(cell, {})
        own[fact.groups[side]] = own.get(fact.groups[side], 0) + fact.value
    return Shape(table, parts)


class Attack(NamedTuple):
    """One attacker before one table: nobody in particular, or a group that knows its own part."""

    shape: Shape
    who: str | None = None

    def own(self, cell: Cells) -> int:
        return self.shape.parts.get(cell, {}).get(self.who or "", 0)

    def knows(self, cell: Cells) -> bool:
        """Tell whether the attacker is alone in a cell, and knows it to be so."""
        return self.who is not None and set(self.shape.parts.get(cell, {})) == {self.who}

    def extremes(self, wanted: Sequence[Cells]) -> tuple[Fraction, Fraction]:
        """Return the least and the most that the sum of some hidden cells can be."""
        open_ = [it for it in self.shape.hidden if not self.knows(it)]
        fixed = sum(self.own(it) for it in wanted if self.knows(it))
        aimed = [it for it in wanted if it in open_]
        if not aimed:
            return Fraction(fixed), Fraction(fixed)
        floor = sum(self.own(it) for it in aimed)
        equations = list(self._equations(open_))
        aim = [Fraction(it in aimed) for it in open_]
        most = maximum(equations, aim)
        least = maximum(equations, [-it for it in aim])
        base = fixed + floor
        return Fraction(base) - least, Fraction(base) + most

    def _equations(self, open_: Sequence[Cells]) -> Iterator[tuple[list[Fraction], Fraction]]:
        """Yield the equations of all totals over what is above the attacker's own part."""
        for axis, labels in ((0, self.shape.table.rows), (1, self.shape.table.columns)):
            for label in labels[:-1]:
                line = [it for it in self.shape.cells if it[axis] == label]
                mine = [it for it in line if it in open_]
                if mine:
                    right = sum(self.shape.value(it) - self.own(it) for it in mine)
                    yield [Fraction(it in mine) for it in open_], Fraction(right)


Equation = tuple[list[Fraction], Fraction]


def maximum(equations: Sequence[Equation], aim: Sequence[Fraction]) -> Fraction:
    """Return the most of an aim where the equations hold and nothing is below zero.

    The simplex method in two phases by Bland's rule, which ends. It is bounded in what is asked.
    """
    many = len(aim)
    rows = [
        [*left, *(Fraction(i == j) for j in range(len(equations))), right]
        for i, (left, right) in enumerate(equations)
    ]
    basis = list(range(many, many + len(rows)))
    first = [Fraction(0)] * many + [Fraction(-1)] * len(rows)
    left_over = _run(rows, basis, first, many + len(rows))
    assert left_over == 0, "the truth itself is a solution"
    return _run(rows, basis, [*aim, *([Fraction(0)] * len(rows))], many)


def _run(
    rows: list[list[Fraction]], basis: list[int], aim: Sequence[Fraction], usable: int
) -> Fraction:
    for _ in range(ROUNDS_MAX):
        enters = next((j for j in range(usable) if _gain(rows, basis, aim, j) > 0), None)
        if enters is None:
            return sum((aim[b] * row[-1] for b, row in zip(basis, rows, strict=True)), Fraction(0))
        ratios = [(row[-1] / row[enters], basis[i], i) for i, row in enumerate(rows)
                  if row[enters] > 0]  # fmt: skip
        drive = [i for i, row in enumerate(rows)
                 if basis[i] >= usable and row[enters] and not row[-1]]  # fmt: skip
        assert ratios or drive, "unbounded"
        _pivot(rows, basis, drive[0] if drive else min(ratios)[2], enters)
    raise AssertionError("the simplex method did not end")


def _gain(
    rows: list[list[Fraction]], basis: list[int], aim: Sequence[Fraction], j: int
) -> Fraction:
    return aim[j] - sum(
        (aim[b] * row[j] for b, row in zip(basis, rows, strict=True) if row[j]), Fraction(0)
    )


def _pivot(rows: list[list[Fraction]], basis: list[int], leaves: int, enters: int) -> None:
    by = rows[leaves][enters]
    rows[leaves] = [it / by for it in rows[leaves]]
    for i, row in enumerate(rows):
        if i != leaves and row[enters]:
            factor = row[enters]
            rows[i] = [mine - factor * it for mine, it in zip(row, rows[leaves], strict=True)]
    basis[leaves] = enters


class Broken(NamedTuple):
    """What an attacker came to know more closely than the policy lets."""

    who: str | None
    what: str
    least: Fraction
    most: Fraction


def broken(shape: Shape, rule: Rule, primary: Sequence[Cells]) -> Iterator[Broken]:
    """Yield all that nobody in particular, or any contributor, can know too closely."""
    attackers = sorted({group for parts in shape.parts.values() for group in parts})
    yield from cells_known(Attack(shape), rule, primary)
    for who in (None, *attackers):
        yield from parts_known(Attack(shape, who), rule, primary)
    for who in attackers:
        yield from told_known(shape, rule, who)


def cells_known(attack: Attack, rule: Rule, primary: Sequence[Cells]) -> Iterator[Broken]:
    """Yield the sensitive cells whose value is known too closely, from above or from below."""
    for cell in primary:
        value = attack.shape.value(cell)
        least, most = attack.extremes([cell])
        assert least <= value <= most
        width = rule.width(value)
        if most < value + width or least > value - min(width, value):
            yield Broken(attack.who, f"the value of {cell}", least, most)


def parts_known(attack: Attack, rule: Rule, primary: Sequence[Cells]) -> Iterator[Broken]:
    """Yield the contributors of whose part in hidden cells too much is known.

    Of one cell: how much it has there at most; how little at least, where nobody else is there.
    Of its sensitive cells in one line, and of all of them: how much they come to at most.
    """
    for cell in attack.shape.hidden:
        parts = attack.shape.parts.get(cell, {})
        others = set(parts) - {attack.who}
        if not others:
            continue
        least, most = attack.extremes([cell])
        for victim in sorted(others):
            width = rule.width(parts[victim])
            above = most - attack.own(cell)
            below = least - attack.own(cell) if others == {victim} else Fraction(0)
            if above < parts[victim] + width or below > parts[victim] - min(width, parts[victim]):
                yield Broken(attack.who, f"{victim} in {cell}", below, above)
    for victim, cells in _together(attack.shape, primary):
        if victim == attack.who:
            continue
        part = sum(attack.shape.parts[it][victim] for it in cells)
        _, most = attack.extremes(cells)
        above = most - sum(attack.own(it) for it in cells)
        if above < part + rule.width(part):
            yield Broken(attack.who, f"{victim} in all of {cells}", Fraction(0), above)


def _together(shape: Shape, primary: Sequence[Cells]) -> Iterator[tuple[str, list[Cells]]]:
    """Yield each contributor with its sensitive cells: of every line, and all of them."""
    groups = sorted({it for cell in primary for it in shape.parts.get(cell, {})})
    for group in groups:
        own = [it for it in primary if group in shape.parts.get(it, {})]
        lines = [[it for it in own if it[axis] == label]
                 for axis in (0, 1) for label in {cell[axis] for cell in own}]  # fmt: skip
        for cells in (*lines, own):
            if len(cells) > 1:
                yield group, cells


def told_known(shape: Shape, rule: Rule, who: str) -> Iterator[Broken]:
    """Yield what a contributor can tell of another from a number that is told: a cell, a total."""
    for what, parts in _told(shape):
        total, own = sum(parts.values()), parts.get(who, 0)
        for victim, part in parts.items():
            room = total - own - part
            if victim != who and room * 1_000_000 < part * rule.protection_ppm:
                yield Broken(who, f"{victim} in {what}", Fraction(0), Fraction(total - own))


def _told(shape: Shape) -> Iterator[tuple[str, dict[str, int]]]:
    told = [it for it in shape.cells if shape.told(it) is not None]
    lines = [(str(it), [it]) for it in told]
    for axis, labels in ((0, shape.table.rows), (1, shape.table.columns)):
        lines += [(it, [cell for cell in shape.cells if cell[axis] == it]) for it in labels[:-1]]
    lines.append(("total", shape.cells))
    for name, cells in lines:
        parts: dict[str, int] = {}
        for cell in cells:
            for group, amount in shape.parts.get(cell, {}).items():
                parts[group] = parts.get(group, 0) + amount
        yield name, parts
