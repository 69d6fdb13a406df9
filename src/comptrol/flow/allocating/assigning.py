"""Who reviews what: as many reviews as are needed, nobody with a part in the matter, even loads.

A flow problem. It is solved by paths that each add one review, found breadth first from all
proposals that lack one; the load that nobody may pass is raised step by step, so that the largest
load comes out as small as it can be. The same for the same names in any order.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

Pair = tuple[str, str]
"""A proposal and a reviewer."""


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be reviewed, and by whom it may be."""

    needed: Mapping[str, int]
    """By proposal, so many reviews more."""
    loads: Mapping[str, int]
    """By reviewer, what it has to review already."""
    load_max: int
    apart: Collection[Pair]
    """Who has a part in what, and who reviews or reviewed it already."""
    bids: Collection[Pair] = ()
    """Who would like to: hints, asked first, and no rights."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to review what, and what cannot be reviewed enough."""

    reviewers: Mapping[str, tuple[str, ...]]
    """By proposal, in the order of names."""
    missing: Mapping[str, int]
    """By proposal, so many reviews that nobody is left for."""
    loads: Mapping[str, int]
    """By reviewer, all that it then has to review."""
    between: tuple[str, ...]
    """Where some are missing: all proposals that compete for the same few reviewers."""
    few: tuple[str, ...]
    """Those reviewers: each has all that it may have."""


def assigned(panel: Panel) -> Assignment:
    """Return the most reviews that can be had, and among these the smallest largest load."""
    search = _Search(panel)
    for level in range(min(panel.loads.values(), default=0) + 1, panel.load_max + 1):
        while search.one_more(level):
            pass
        if not any(search.missing.values()):
            break
    reviewers = {name: tuple(sorted(its)) for name, its in search.given.items()}
    missing = {name: many for name, many in search.missing.items() if many}
    return Assignment(
        reviewers=reviewers,
        missing=missing,
        loads=dict(search.loads),
        between=tuple(sorted(search.reached)) if missing else (),
        few=tuple(sorted(search.asked)) if missing else (),
    )


class _Search:
    def __init__(self, panel: Panel) -> None:
        self.missing = dict(sorted(panel.needed.items()))
        self.loads = dict(sorted(panel.loads.items()))
        self.given: dict[str, set[str]] = {name: set() for name in self.missing}
        self.theirs: dict[str, set[str]] = {name: set() for name in self.loads}
        apart, bids = set(panel.apart), set(panel.bids)
        self.may = {
            name: _by_wish(name, (it for it in self.loads if (name, it) not in apart), bids)
            for name in self.missing
        }
        self.reached: dict[str, str | None] = {}
        self.asked: dict[str, str] = {}

    def one_more(self, level: int) -> bool:
        """Find a reviewer for one review more, moving others if need be; say whether there was."""
        self.reached = {name: None for name, many in self.missing.items() if many}
        self.asked = {}
        waiting = deque(self.reached)
        while waiting:
            proposal = waiting.popleft()
            for reviewer in self._unasked(proposal):
                self.asked[reviewer] = proposal
                if self.loads[reviewer] < level:
                    self._give(reviewer)
                    return True
                for other in sorted(self.theirs[reviewer] - self.reached.keys()):
                    self.reached[other] = reviewer
                    waiting.append(other)
        return False

    def _unasked(self, proposal: str) -> Iterator[str]:
        for it in self.may[proposal]:
            if it not in self.asked and it not in self.given[proposal]:
                yield it

    def _give(self, reviewer: str) -> None:
        """Let the last reviewer of the path take one, and each before it what it gave away."""
        self.loads[reviewer] += 1
        taker: str | None = reviewer
        while taker is not None:
            proposal = self.asked[taker]
            self.given[proposal].add(taker)
            self.theirs[taker].add(proposal)
            giver = self.reached[proposal]
            if giver is None:
                self.missing[proposal] -= 1
            else:
                self.given[proposal].remove(giver)
                self.theirs[giver].remove(proposal)
            taker = giver


def _by_wish(proposal: str, those: Iterable[str], bids: Collection[Pair]) -> list[str]:
    """Return who may review a proposal in the order of names, first those who would like to."""
    return sorted(those, key=lambda it: ((proposal, it) not in bids, it))
