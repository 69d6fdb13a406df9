"""Which proposals of a call may be one that was split, and by what are they linked?

One strong link binds two proposals. What they have in common by whose they are (applicant,
institution, parent) is told of a group and binds nobody: large institutions send many. A group is
a hypothesis, which a person may split.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import combinations, islice

import msgspec


class Tie(Enum):
    """What two proposals have in common."""

    APPLICANT = "the same applicant"
    INVESTIGATOR = "the same investigator's code"
    TEXT = "the same text"
    WORDING = "much of the same wording"
    INSTITUTION = "the same institution"
    PARENT = "the same ultimate parent"


STRONG = frozenset({Tie.INVESTIGATOR, Tie.TEXT, Tie.WORDING})
PAIRS_MAX = 20_000


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal, by what it may have in common with others."""

    proposal: str
    marks: tuple[tuple[Tie, str], ...]
    """Who has the same mark of a kind is tied by it."""


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals that may be one."""

    proposals: tuple[str, ...]
    ties: tuple[Tie, ...]


def linked(sent: Iterable[Sent], alike: Iterable[tuple[str, str]]) -> tuple[Linked, ...]:
    """Return groups of proposals that are tied strongly, each with all that its pairs share."""
    ties: dict[tuple[str, str], set[Tie]] = defaultdict(set)
    by_mark: dict[tuple[Tie, str], list[str]] = defaultdict(list)
    for it in sent:
        for mark in it.marks:
            by_mark[mark].append(it.proposal)
    for (tie, _), names in by_mark.items():
        for pair in islice(combinations(sorted(set(names)), 2), PAIRS_MAX):
            ties[pair].add(tie)
    for first, second in alike:
        ties[min(first, second), max(first, second)].add(Tie.WORDING)
    return tuple(_groups({pair: kinds for pair, kinds in ties.items() if _binds(kinds)}))


def _binds(kinds: set[Tie]) -> bool:
    return bool(kinds & STRONG)


def _groups(ties: Mapping[tuple[str, str], set[Tie]]) -> Iterator[Linked]:
    """Yield what is connected, each group once."""
    above: dict[str, str] = {}

    def root(name: str) -> str:
        while above.get(name, name) != name:
            name = above[name]
        return name

    for first, second in ties:
        one, other = sorted((root(first), root(second)))
        above[other] = one
    members: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, set[Tie]] = defaultdict(set)
    for (first, second), found in ties.items():
        members[root(first)] |= {first, second}
        kinds[root(first)] |= found
    for name in sorted(members):
        ordered = tuple(it for it in Tie if it in kinds[name])
        yield Linked(proposals=tuple(sorted(members[name])), ties=ordered)
