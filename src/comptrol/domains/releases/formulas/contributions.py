"""Whose is a sum: who stands behind it, and would it single one of them out?

Three rules make a sum sensitive, all of them usual in official statistics (A. Hundepool and
others, Statistical Disclosure Control, Wiley 2012, chapter 4): too few contributors; one that
dominates; and the p-percent rule, by which the second largest could tell the largest too closely.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)

ONE: Final = 1_000_000


class Fact(NamedTuple):
    """So much of something, under a row and a column, and whose it is, seen from each side.

    A side is a way to ask whose: customers, providers, holders. A contributor is a corporate
    group. Every side adds up to the same.
    """

    row: str
    column: str
    value: int
    groups: tuple[str, ...]


class Rule(NamedTuple):
    """When a sum is sensitive, and how wide what is hidden has to stay."""

    contributors_min: int
    dominance_ppm: int
    protection_ppm: int

    def width(self, amount: int) -> int:
        """Return how far the truth has to stay from what can be told of it: at least 1."""
        return max(1, -(-amount * self.protection_ppm // ONE))


class Sensitive(Enum):
    """Why a sum singles somebody out."""

    FEW = "too few contributors"
    DOMINATED = "one contributor dominates"
    CLOSE = "one contributor could tell another's part too closely"


class Cell(NamedTuple):
    """A sum, and what each contributor has in it, seen from each side."""

    sides: tuple[dict[str, int], ...]

    @property
    def total(self) -> int:
        """Return the sum."""
        return sum(self.sides[0].values()) if self.sides else 0

    @property
    def largest(self) -> int:
        """Return the most that any one contributor has in it, on any side."""
        return max((max(it.values(), default=0) for it in self.sides), default=0)

    @property
    def lonely(self) -> bool:
        """Tell whether it has a single contributor on some side, who then knows it."""
        return any(len(it) == 1 for it in self.sides)


NOTHING: Final = Cell(())


def sensitive(cell: Cell, rule: Rule) -> Sensitive | None:
    """Return why a sum is sensitive, seen from any side; nothing where it is not, or is empty."""
    found = [why for why in (_sensitive(it, rule) for it in cell.sides) if why is not None]
    return found[0] if found else None


def _sensitive(amounts: Mapping[str, int], rule: Rule) -> Sensitive | None:
    if not amounts:
        return None
    if len(amounts) < rule.contributors_min:
        return Sensitive.FEW
    total, ordered = sum(amounts.values()), sorted(amounts.values(), reverse=True)
    largest, second = ordered[0], ordered[1]
    if largest * ONE > total * rule.dominance_ppm:
        return Sensitive.DOMINATED
    if (total - largest - second) * ONE < largest * rule.protection_ppm:
        return Sensitive.CLOSE
    return None


def gathered(facts: Iterable[Fact], key: Callable[[Fact], K]) -> dict[K, Cell]:
    """Return the sums of facts under each key. What is of nothing is left out."""
    found: dict[K, Cell] = {}
    for fact in facts:
        if not fact.value:
            continue
        under = key(fact)
        if under not in found:
            found[under] = Cell(tuple({} for _ in fact.groups))
        for side, group in zip(found[under].sides, fact.groups, strict=True):
            side[group] = side.get(group, 0) + fact.value
    return found


def merged(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the same facts, one for each place and owner: then a table is quickly added up."""
    found: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for row, column, value, groups in facts:
        key = (row, column, groups)
        found[key] = found.get(key, 0) + value
    return tuple(Fact(row, column, it, groups) for (row, column, groups), it in found.items())


def changed(
    now: Sequence[Fact], before: Sequence[Fact], key: Callable[[Fact], K]
) -> dict[K, Cell]:
    """Return by how much every contributor's part changed, either way, under each key."""
    new, old = gathered(now, key), gathered(before, key)
    found = {}
    for under in new.keys() | old.keys():
        pair = (new.get(under, NOTHING).sides, old.get(under, NOTHING).sides)
        many = max(len(it) for it in pair)
        empty = tuple[dict[str, int], ...]({} for _ in range(many))
        sides = tuple(
            _differences(one, other)
            for one, other in zip(pair[0] or empty, pair[1] or empty, strict=True)
        )
        if any(sides):
            found[under] = Cell(sides)
    return found


def _differences(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    names = sorted(now.keys() | before.keys())
    moved = {it: abs(now.get(it, 0) - before.get(it, 0)) for it in names}
    return {name: amount for name, amount in moved.items() if amount}
