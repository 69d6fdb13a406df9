"""Which restrictions does a party carry through its owners, and which of them govern?

The Affiliates Rule: who is owned to the line carries the requirements of all its listed owners,
and the most restrictive governs (90 FR 47201). So the whole set is passed down, not a yes or no.
"""

from collections.abc import Iterable, Mapping

import msgspec

from comptrol.domains.parties.formulas.cascade import Cascade


class Requirement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one listing asks: on which list, a licence for what, reviewed how, by which footnotes.

    The words are the caller's, of its rulebook and day; so is their order (``Strictness``).
    """

    list: str
    licence: str
    policy: str
    footnotes: tuple[str, ...] = ()


class Strictness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a rulebook from the mildest to the strictest."""

    licences: tuple[str, ...]
    policies: tuple[str, ...]


class Governing(msgspec.Struct, frozen=True, kw_only=True):
    """What governs a party: the strictest of each, from all of its requirements together."""

    lists: tuple[str, ...]
    licence: str
    policy: str
    footnotes: tuple[str, ...]


Carried = frozenset[Requirement]


def carried(found: Cascade, held: Mapping[str, Carried]) -> dict[str, Carried]:
    """Return the requirements that each caught party carries, those of the listed as given.

    From every caught owner with any share, and not only from those who first reached the line: a
    strict owner of one percent beside a milder one of sixty governs.
    """
    graph, rounds = found.holdings, found.lower.rounds
    sets = {number: held.get(graph.names[number], Carried()) for number in rounds}
    waiting = [number for number, given in sets.items() if given]
    while waiting:
        owner = waiting.pop()
        for one in graph.of_owner(owner, found.day):
            asset = graph.asset[one]
            counts = graph.low[one] > 0 or one in graph.controls.get(owner, ())
            if rounds.get(asset) and counts and not sets[owner] <= sets[asset]:
                sets[asset] |= sets[owner]
                waiting.append(asset)
    return {graph.names[number]: given for number, given in sets.items()}


def governing(requirements: Iterable[Requirement], order: Strictness) -> Governing | None:
    """Merge requirements by strictness; a word that the order does not know is the strictest."""
    all_of_them = tuple(requirements)
    if not all_of_them:
        return None
    return Governing(
        lists=tuple(sorted({it.list for it in all_of_them})),
        licence=_strictest({it.licence for it in all_of_them}, order.licences),
        policy=_strictest({it.policy for it in all_of_them}, order.policies),
        footnotes=tuple(sorted({note for it in all_of_them for note in it.footnotes})),
    )


def _strictest(words: set[str], order: tuple[str, ...]) -> str:
    ranks = {word: rank for rank, word in enumerate(order)}
    return max(sorted(words), key=lambda word: ranks.get(word, len(order)))
