"""Which answers still hold, because nothing that they rest on has changed since?"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from comptrol.kernel.view import Tables

T = TypeVar("T")
_NONE: Final = object()


class Forgetful:
    """Rows that remember no answer: whoever reads through them comes once, or reads it all."""

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:  # noqa: ARG002
        """Answer anew."""
        return answer()


class Lasting:
    """Answers by what they rest on and what was asked; a change of a table forgets its own.

    An answer may read the tables that it names, what it is asked by, and nothing else.
    """

    def __init__(self) -> None:
        self._answers: dict[Tables, dict[tuple[Any, ...], Any]] = {}
        self._resting_on: defaultdict[str, list[dict[tuple[Any, ...], Any]]] = defaultdict(list)

    def __len__(self) -> int:
        """Return how many answers are remembered."""
        return sum(map(len, self._answers.values()))

    def ask(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return the answer that is remembered, or answer and remember."""
        known = self._answers.get(tables)
        if known is None:
            known = self._answers[tables] = {}
            for name in tables.names:
                self._resting_on[name].append(known)
        found = known.get(asked, _NONE)
        if found is _NONE:
            found = known[asked] = answer()
        return cast("T", found)

    def changed(self, table: str) -> None:
        """Forget every answer that rests on a table."""
        for known in self._resting_on.get(table, ()):
            known.clear()
