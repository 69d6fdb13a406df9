"""Which rows and columns may stand on their own, and which go into one called ``other``?

Every row and every column of a table has a total that is told. So a row whose total would single
somebody out has no line of its own: it is pooled with others until the pool would not.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from typing import Final, NamedTuple

from comptrol.domains.releases.formulas.contributions import (
    Cell,
    Fact,
    Rule,
    changed,
    gathered,
    sensitive,
)

OTHER: Final = "other"


class Line(NamedTuple):
    """One row or one column: what of facts is in it, and the changes against what was told."""

    total: Cell
    changes: tuple[Cell, ...]

    def safe(self, rule: Rule) -> bool:
        """Tell whether neither its sum nor any change of it singles somebody out."""
        return all(sensitive(it, rule) is None for it in (self.total, *self.changes))


class Facts(NamedTuple):
    """What a table is made of now, and what it was made of at each earlier time it was told."""

    now: tuple[Fact, ...]
    before: tuple[tuple[Fact, ...], ...] = ()

    @classmethod
    def together(cls, parts: Iterable["Facts"], times: int) -> "Facts":
        """Return all facts of some parts."""
        every = tuple(parts)
        earlier = (chain.from_iterable(it.before[at] for it in every) for at in range(times))
        return cls(tuple(chain.from_iterable(it.now for it in every)), tuple(map(tuple, earlier)))

    def by(self, label: Callable[[Fact], str]) -> dict[str, "Facts"]:
        """Return the facts of each line."""
        found: dict[str, list[list[Fact]]] = {}
        times = (self.now, *self.before)
        for at, facts in enumerate(times):
            for fact in facts:
                found.setdefault(label(fact), [[] for _ in times])[at].append(fact)
        return {
            it: Facts(tuple(found[it][0]), tuple(map(tuple, found[it][1:])))
            for it in sorted(found)
        }

    def line(self) -> Line:
        """Return all of the facts as one sum."""
        total = gathered(self.now, lambda _: "").get("", Cell(()))
        moved = (changed(self.now, facts, lambda _: "") for facts in self.before)
        return Line(total, tuple(it[""] for it in moved if it))

    def relabelled(self, rows: Collection[str], columns: Collection[str]) -> "Facts":
        """Return the facts in which every row and column without a line is ``other``."""

        def own(fact: Fact) -> Fact:
            return fact._replace(
                row=fact.row if fact.row in rows else OTHER,
                column=fact.column if fact.column in columns else OTHER,
            )

        return Facts(tuple(map(own, self.now)), tuple(tuple(map(own, it)) for it in self.before))


def own_lines(
    facts: Facts, rule: Rule, label: Callable[[Fact], str], allowed: Collection[str], most: int
) -> tuple[str, ...]:
    """Return the labels that may have a line of their own, sorted; all others are pooled.

    Only those of ``allowed`` may, so many at most, and none that would leave in the pool what
    singles somebody out: then the smallest joins it.
    """
    parts = facts.by(label)
    lines = {it: part.line() for it, part in parts.items() if it in allowed and it != OTHER}
    own = [it for it, line in lines.items() if line.safe(rule)]
    own.sort(key=lambda it: (-lines[it].total.total, it))
    own = own[:most]
    pool = [part for it, part in parts.items() if it not in own]
    while own and not Facts.together(pool, len(facts.before)).line().safe(rule):
        pool.append(parts[own.pop()])
    return tuple(sorted(own))


def row_of(fact: Fact) -> str:
    """Return the row of a fact."""
    return fact.row


def column_of(fact: Fact) -> str:
    """Return the column of a fact."""
    return fact.column


def cells_of(facts: Facts) -> Mapping[tuple[str, str], Line]:
    """Return every cell that is not empty, now or in what changed."""
    now = gathered(facts.now, _place)
    moved = [changed(facts.now, it, _place) for it in facts.before]
    places = now.keys() | {place for it in moved for place in it}
    return {
        place: Line(now.get(place, Cell(())), tuple(it[place] for it in moved if place in it))
        for place in sorted(places)
    }


def _place(fact: Fact) -> tuple[str, str]:
    return fact.row, fact.column


def amount_of(facts: Iterable[Fact], label: Callable[[Fact], str], line: str | None) -> int:
    """Return how much is in a line."""
    return sum(it.value for it in facts if label(it) == line)


def smallest(
    facts: tuple[Fact, ...], label: Callable[[Fact], str], own: Collection[str]
) -> str | None:
    """Return of some lines the one with the least in it; nothing where there is none."""
    return min(own, key=lambda it: (amount_of(facts, label, it), it), default=None)
