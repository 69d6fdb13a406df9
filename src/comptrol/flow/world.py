"""Everything known at a moment, over some rows."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, TypeVar, cast

from comptrol.kernel.view import Rows, Tables, View

V = TypeVar("V", bound=View)
T = TypeVar("T")


class References:
    """The immutable things shipped with the product, one of each type, read when first asked."""

    def __init__(self, loaders: Mapping[type[Any], Callable[[], object]]) -> None:
        self._loaders = dict(loaders)
        self._things: dict[type[Any], object] = {}
        self._loading = Lock()

    def of(self, kind: type[T]) -> T:
        """Return the reference of this type."""
        if kind not in self._things:
            with self._loading:
                if kind not in self._things:
                    self._things[kind] = self._loaders[kind]()
        return cast("T", self._things[kind])

    def load(self) -> None:
        """Read all of them now, so that nobody waits for it later."""
        for kind in self._loaders:
            self.of(kind)


class RowsWorld:
    """Every view over the same rows, and the references."""

    def __init__(self, rows: Rows, references: References) -> None:
        self._rows, self._references = rows, references
        self._views: dict[type[Any], Any] = {}

    def __getitem__(self, view: type[V]) -> V:
        """Return the view of this type."""
        try:
            known: V = self._views[view]  # all but the first time: no question is asked first
        except KeyError:
            known = self._views[view] = view(self._rows)
        return known

    def reference(self, kind: type[T]) -> T:
        """Return the reference of this type."""
        return self._references.of(kind)

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return an answer that rests on these tables alone, from memory while none changes."""
        return self._rows.settled(tables, asked, answer)
