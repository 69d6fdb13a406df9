"""Who belongs together, as far as is known? Linkage by weighed evidence, with union-find.

Strong evidence links by itself, weak evidence only in pairs of different kinds: so each kind has a
weight, and two parties are linked where the *different* kinds between them weigh enough. Ten
addresses in common are one kind. A group is a hypothesis: it keeps its evidence, and a person may
split it.

Source: the rule of strong and weak links is our own, after Heim et al. arXiv:2403.08501, section
3.3.2, which has the attack ("structuring") and no formula.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from comptrol.domains.structuring.statements import Evidence


class Bond(NamedTuple):
    """One piece of evidence between two parties. No position: it stands in no entry of its own."""

    one: str
    other: str
    by: Evidence
    position: int | None = None


class Group(NamedTuple):
    """Parties that belong together, by name, and why: a hypothesis."""

    members: tuple[str, ...]
    bonds: tuple[Bond, ...]
    strong: bool
    """One piece of evidence is enough for each step that holds it together."""


def pair(one: str, other: str) -> tuple[str, str]:
    """Return two parties in the order of their names."""
    return (one, other) if one <= other else (other, one)


def weight_of(kinds: Collection[Evidence], weights: Mapping[Evidence, int]) -> int:
    """Return what different kinds of evidence weigh together; a kind counts once."""
    return sum(weights.get(kind, 0) for kind in set(kinds))


def grouped(
    bonds: Iterable[Bond], weights: Mapping[Evidence, int], bound_at: int
) -> tuple[Group, ...]:
    """Return the groups of two parties or more, in the order of their first members.

    >>> bonds = [Bond("a", "b", Evidence.ADDRESS), Bond("b", "a", Evidence.DIRECTOR)]
    >>> weights = {Evidence.ADDRESS: 1, Evidence.DIRECTOR: 1}
    >>> [group.members for group in grouped(bonds, weights, 2)]
    [('a', 'b')]
    >>> grouped(bonds[:1] * 2, weights, 2)
    ()
    """
    between: dict[tuple[str, str], list[Bond]] = {}
    for bond in bonds:
        if bond.one != bond.other:
            between.setdefault(pair(bond.one, bond.other), []).append(bond)
    linked = {
        both: found
        for both, found in between.items()
        if weight_of([bond.by for bond in found], weights) >= bound_at
    }
    alone = [
        both
        for both, found in linked.items()
        if any(weights.get(bond.by, 0) >= bound_at for bond in found)
    ]
    everywhere, by_strong = Union(linked), Union(alone)
    return tuple(
        Group(
            members=members,
            bonds=tuple(
                sorted(
                    {b for both in linked if both[0] in set(members) for b in linked[both]},
                    key=_place,
                )
            ),
            strong=all(by_strong.same(members[0], it) for it in members),
        )
        for members in everywhere.groups()
    )


def _place(bond: Bond) -> tuple[object, ...]:
    return (*pair(bond.one, bond.other), bond.by.value, bond.position or 0, bond.one)


class Union:
    """Parties that are joined pair by pair (union by size, paths halved; Tarjan 1975)."""

    def __init__(self, joined: Iterable[tuple[str, str]]) -> None:
        self._above: dict[str, str] = {}
        self._size: dict[str, int] = {}
        for one, other in joined:
            self._join(one, other)

    def _top(self, party: str) -> str:
        above = self._above
        while above.setdefault(party, party) != party:
            above[party] = above[above[party]]
            party = above[party]
        return party

    def _join(self, one: str, other: str) -> None:
        large, small = self._top(one), self._top(other)
        if large == small:
            return
        sizes = self._size
        if sizes.get(large, 1) < sizes.get(small, 1):
            large, small = small, large
        self._above[small] = large
        sizes[large] = sizes.get(large, 1) + sizes.get(small, 1)

    def same(self, one: str, other: str) -> bool:
        """Tell whether two parties are joined, over others if need be."""
        return self._top(one) == self._top(other)

    def groups(self) -> list[tuple[str, ...]]:
        """Return who is joined, by name."""
        found: dict[str, list[str]] = {}
        for party in sorted(self._above):
            found.setdefault(self._top(party), []).append(party)
        return sorted(map(tuple, found.values()))
