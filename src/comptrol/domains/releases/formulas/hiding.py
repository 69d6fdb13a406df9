"""Which cells of a table have to be hidden, so that nothing that is told gives one away?

First those that single somebody out (primary). Then others, as cheap as can be found one need
after the other, until every sensitive cell could be so far above and below its true value that the
policy is kept, whoever of its contributors asks and whatever that one knows of its own part.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from comptrol.domains.releases.formulas.contributions import NOTHING, Cell, Rule, sensitive
from comptrol.domains.releases.formulas.flowing import BOUNDLESS, Arc, Need, Network, Place
from comptrol.domains.releases.formulas.pooling import Line


class Grid(NamedTuple):
    """The cells of a table by place, all of them; those told before and not hidden then.

    ``kept`` cells were withheld before and stay so. ``known`` ones were told before and have not
    changed since: to hide them now hides nothing. ``telling``: the column of a contributor is
    something that is said of it, so that a row with all in one column says it of everybody there.
    """

    rows: int
    columns: int
    cells: Mapping[Place, Line]
    kept: frozenset[Place] = frozenset()
    known: frozenset[Place] = frozenset()
    telling: bool = True


class Hidden(NamedTuple):
    """The cells that are withheld, and those that were the reason."""

    places: frozenset[Place]
    primary: frozenset[Place]


class Failed(NamedTuple):
    """No cells of the table can hide this one."""

    place: Place


def hidden(grid: Grid, rule: Rule) -> Hidden | Failed:
    """Return the cells to withhold, or one that cannot be hidden in this table."""
    primary = frozenset(it for it, line in grid.cells.items() if not line.safe(rule)) | _kept(grid)
    alone = frozenset(_alone(grid)) - primary
    network = Network(_arcs(grid))
    found = set(primary | alone)
    for place, need in _needs(grid, rule, primary, alone):
        while network.flow(need, found) < need.amount:
            more = network.opened(need, found)
            if more is None:
                return Failed(place)
            found.update(more)
    return Hidden(frozenset(found), primary | alone)


def _kept(grid: Grid) -> frozenset[Place]:
    """Return what stays withheld: nothing where every cell is a total."""
    return grid.kept if grid.rows > 1 and grid.columns > 1 else frozenset()


def primary_of(grid: Grid, rule: Rule) -> frozenset[Place]:
    """Return the cells that single somebody out by themselves: what a naive table withholds."""
    return frozenset(it for it, line in grid.cells.items() if sensitive(line.total, rule))


def _alone(grid: Grid) -> Iterator[Place]:
    """Yield the cells that are all of their row or column: who is in it is known to be there."""
    filled = [it for it, line in grid.cells.items() if line.total.total and grid.telling]
    for axis, many in ((0, grid.columns), (1, grid.rows)):
        for number in {it[axis] for it in filled}:
            mine = [it for it in filled if it[axis] == number]
            if len(mine) == 1 and many > 1:
                yield mine[0]


def _arcs(grid: Grid) -> dict[Place, Arc]:
    """Return every cell that can be told from nothing as an arc.

    Whoever asks may know the largest part in a cell: below it, nothing can be. A cell with a
    single contributor is known to that one, so it hides nothing of others.
    """
    arcs = {}
    for row in range(grid.rows):
        for column in range(grid.columns):
            place = (row, column)
            cell = _cell(place, grid)
            if not cell.lonely and place not in grid.known:
                arcs[place] = Arc(cell.total - cell.largest, BOUNDLESS, cell.total + 1)
    return arcs


def _needs(
    grid: Grid, rule: Rule, primary: frozenset[Place], alone: frozenset[Place]
) -> list[tuple[Place, Need]]:
    """Return what must be able to flow: the largest needs first, which serve the others too."""
    found = [
        *((it, need) for it in primary for need in _of_cell(it, grid, rule)),
        *((it, _down(it, grid, rule)) for it in alone),
        *_of_contributors(grid, rule, primary),
    ]
    return sorted(found, key=lambda it: (-it[1].amount, it[0], sorted(it[1].sources)))


def _of_cell(place: Place, grid: Grid, rule: Rule) -> Iterator[Need]:
    total = _cell(place, grid).total
    row, column = frozenset({("row", place[0])}), frozenset({("column", place[1])})
    yield Need(column, row, rule.width(total), frozenset({place}))
    if total:
        yield _down(place, grid, rule)


def _cell(place: Place, grid: Grid) -> Cell:
    line = grid.cells.get(place)
    return line.total if line is not None else NOTHING


def _down(place: Place, grid: Grid, rule: Rule) -> Need:
    total = _cell(place, grid).total
    row, column = frozenset({("row", place[0])}), frozenset({("column", place[1])})
    return Need(row, column, min(rule.width(total), total), frozenset({place}))


def _of_contributors(
    grid: Grid, rule: Rule, primary: frozenset[Place]
) -> Iterator[tuple[Place, Need]]:
    """Yield what keeps the sum of one contributor's parts in several sensitive cells hidden."""
    parts: dict[tuple[int, str], dict[Place, int]] = {}
    for place in sorted(primary):
        for number, side in enumerate(_cell(place, grid).sides):
            for group, amount in side.items():
                parts.setdefault((number, group), {})[place] = amount
    for own in parts.values():
        if len(own) > 1:
            yield from _of_lines(own, rule)
            yield _of_all(own, rule)


def _of_lines(own: Mapping[Place, int], rule: Rule) -> Iterator[tuple[Place, Need]]:
    for axis, other in ((0, 1), (1, 0)):
        for number in sorted({it[axis] for it in own}):
            mine = {it: amount for it, amount in own.items() if it[axis] == number}
            if len(mine) > 1:
                names = ("row", "column")
                line = frozenset({(names[axis], number)})
                across = frozenset((names[other], it[other]) for it in mine)
                ends = (across, line) if axis == 0 else (line, across)
                width = rule.width(sum(mine.values()))
                yield max(mine), Need(*ends, width, frozenset(mine))


def _of_all(own: Mapping[Place, int], rule: Rule) -> tuple[Place, Need]:
    """Return that one of the cells can be so much more while none of the others is less."""
    place = max(own, key=lambda it: (own[it], it))
    row, column = frozenset({("row", place[0])}), frozenset({("column", place[1])})
    width = rule.width(sum(own.values()))
    return place, Need(column, row, width, frozenset({place}), frozenset(own))
