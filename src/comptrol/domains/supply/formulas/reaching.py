"""What is cut off along the graph when some inputs are lost, and by which path?

Three answers: cut, which follows from what is known; open, which may be and may not; stands. A
process needs all that goes into it. What the loss of one type comes to depends on how types stand
to each other; where nobody says, it is open. The proof of an answer is a path from an input that
is lost to the one that is asked about.
"""

from collections import deque
from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.statements import InputId, Types


class State(IntEnum):
    """What becomes of an input."""

    STANDS = 0
    OPEN = 1
    CUT = 2

    @property
    def word(self) -> str:
        """Return it as it is told."""
        return self.name.lower()


LOST: Final = "is lost"
GOES_INTO: Final = "goes into"
TYPE_OF: Final = "is a type of"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a path: what, and how it stands to the next."""

    input: InputId
    title: str
    then: str
    """``goes into``, ``is a type of``; at the end of the path nothing."""


class Reached(NamedTuple):
    """What becomes of every input, and from where each was reached."""

    states: Mapping[InputId, State]
    came_from: Mapping[InputId, tuple[str, InputId]]
    """How, and from which input; an input that is lost itself is not in it."""

    def path(self, graph: Graph, node: InputId) -> tuple[Step, ...]:
        """Return the path from an input that is lost to this one."""
        steps = [Step(input=node, title=graph.title(node), then="")]
        while node in self.came_from:
            how, node = self.came_from[node]
            steps.append(Step(input=node, title=graph.title(node), then=how))
        return tuple(reversed(steps))


def reach(graph: Graph, own: Mapping[InputId, State]) -> Reached:
    """Return what becomes of every input, given what becomes of the own supply of some.

    An input that ``own`` leaves out has no supply that anybody told of. What is cut is followed
    first, so that no path of a cut leads through something open; each input rises twice at most.
    Of several paths the one is told that begins with what stands first in ``own``.
    """
    in_turn = dict.fromkeys((*own, *graph.inputs))
    states = {node: own.get(node, State.STANDS) for node in in_turn}
    came_from: dict[InputId, tuple[str, InputId]] = {}
    for level in (State.CUT, State.OPEN):
        seeds = [node for node in in_turn if states[node] is State.CUT]
        if level is State.OPEN:  # a cut type may leave open what it is a type of, so it is first
            seeds += [node for node in in_turn if states[node] is State.OPEN]
        for seed in seeds:
            _spread(graph, seed, level, states, came_from, own)
    return Reached(states, came_from)


def _spread(
    graph: Graph,
    seed: InputId,
    level: State,
    states: dict[InputId, State],
    came_from: dict[InputId, tuple[str, InputId]],
    own: Mapping[InputId, State],
) -> None:
    """Raise everything to a level that one input brings to it, nearest first."""
    waiting = deque((seed,))
    while waiting:
        node = waiting.popleft()
        for how, onward in _onward(graph, node):
            if onward not in states or states[onward] >= level:
                continue
            if _rises(graph, onward, how, states, own) >= level:
                states[onward] = level
                came_from[onward] = (how, node)
                waiting.append(onward)


def _onward(graph: Graph, node: InputId) -> list[tuple[str, InputId]]:
    said = graph.inputs[node]
    return [
        *((GOES_INTO, it) for it in said.goes_into),
        *((TYPE_OF, it) for it in said.type_of),
    ]


def _rises(
    graph: Graph,
    node: InputId,
    how: str,
    states: Mapping[InputId, State],
    own: Mapping[InputId, State],
) -> State:
    """Return what an input comes to by what is before it in one of the relations."""
    if how == GOES_INTO:
        return max((states[it] for it in graph.into.get(node, ())), default=State.STANDS)
    types = [states[it] for it in graph.types.get(node, ())]
    rule = graph.rule_of_types(node)
    if rule is Types.EVERY:
        return max(types)
    every = min(types)
    if every is State.CUT and own.get(node) is State.STANDS:
        every = State.OPEN  # its own table knows of supply beside that of its types
    if rule is Types.ANY:
        return every
    return max(every, min(max(types), State.OPEN))
