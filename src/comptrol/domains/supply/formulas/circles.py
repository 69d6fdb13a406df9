"""Does a relation lead back to where it began?"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=str)


def path_back(
    start: Node, first: Iterable[Node], onward: Callable[[Node], Iterable[Node]]
) -> tuple[Node, ...]:
    """Return a path from a node back to itself, both ends named; nothing if there is none.

    ``first`` are the steps out of the node as they would be, ``onward`` those of all others.
    Every node is left once: the time is linear in the relation.
    """
    came_from: dict[Node, Node] = {}
    waiting = [(node, start) for node in first]
    while waiting:
        node, before = waiting.pop()
        if node == start:
            return _walked(start, before, came_from)
        if node not in came_from:
            came_from[node] = before
            waiting.extend((it, node) for it in onward(node))
    return ()


def _walked(start: Node, last: Node, came_from: Mapping[Node, Node]) -> tuple[Node, ...]:
    steps = [start]
    while last != start:
        steps.append(last)
        last = came_from[last]
    return (start, *reversed(steps[1:]), start)


def circles(relation: Mapping[Node, tuple[Node, ...]]) -> tuple[tuple[Node, ...], ...]:
    """Return a circle for each part of a relation that has one; an acyclic relation has none.

    >>> circles({"tool": ("process",), "process": ("chip",)})
    ()
    >>> circles({"tool": ("process",), "process": ("tool",)})
    (('process', 'tool', 'process'),)
    """
    found: list[tuple[Node, ...]] = []
    seen: set[Node] = set()
    for node in sorted(_leftover(relation)):
        if node not in seen:
            path = path_back(node, relation.get(node, ()), lambda it: relation.get(it, ()))
            if path:
                seen.update(path)
                found.append(path)
    return tuple(found)


def _leftover(relation: Mapping[Node, tuple[Node, ...]]) -> set[Node]:
    """Return the nodes that stay when whoever nothing leads to is taken away, again and again."""
    into: dict[Node, int] = {}
    for node, onward in relation.items():
        into.setdefault(node, 0)
        for it in onward:
            into[it] = into.get(it, 0) + 1
    free = [node for node, number in into.items() if not number]
    left = set(into)
    while free:
        node = free.pop()
        left.discard(node)
        for it in relation.get(node, ()):
            into[it] -= 1
            if not into[it]:
                free.append(it)
    return left
