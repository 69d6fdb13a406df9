"""What does the provider's own gate know? A copy of what the authority's rulings read, no more.

Asked for anything else, it does not know, and says so: what is not in a copy may exist all the
same. What it was handed under one position of the log is whole, and never changes.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec

from comptrol.domains import DOMAINS
from comptrol.domains.gate import Pack
from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.lasting import Lasting
from comptrol.kernel.view import EVERY, Key, Layout, Tables

R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T")

OF_AN_ORDER: Final = frozenset(
    {"gate_orders", "gate_answers", "gate_overrides", "gate_restrained_orders"}
)
"""What is said of one order: of a job that is asked for here, there is nothing yet."""

Plain = tuple[tuple[str, object], ...]


class UnknownHereError(UnavailableError):
    """A ruling would have to know what is not in the copy: the authority has to be asked."""


class CopiedRows:
    """The rows of a pack, read as those of any store are."""

    def __init__(self, pack: Pack) -> None:
        self._rows = {name: _decoded(name, rows) for name, rows in pack.rows.items()}
        self._keys = {(it.table, it.key) for it in pack.asked if it.key is not None}
        self._finds: dict[tuple[str, Plain], list[tuple[Key | None, int]]] = {}
        self._lasting = Lasting()
        for it in pack.asked:
            if it.equals is not None:
                known = self._finds.setdefault((it.table, _plain(it.equals)), [])
                known.append((it.after, it.limit))

    def put(self, layout: Layout[R], row: R) -> None:
        """Put a row in the place of the one that was copied."""
        self._rows.setdefault(layout.name, {})[layout.key_of(row)] = row
        self._lasting.changed(layout.name)

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return an answer that rests on these tables alone, from memory while none changes."""
        return self._lasting.ask(tables, asked, answer)

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        found: R | None = self._rows.get(layout.name, {}).get(key)
        if found is None and (layout.name, key) not in self._keys:
            self._must_be_new(layout.name, key[0])
        return found

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        plain = _plain(msgspec.to_builtins(dict(equals)))
        if not self._covers(layout.name, plain, after, limit):
            self._must_be_new(layout.name, equals.get("order"))
            return iter(())
        rows = self._rows.get(layout.name, {})
        found = (
            row
            for key, row in sorted(rows.items())
            if (after is None or key > after) and _has(row, plain)
        )
        return islice(found, min(limit, EVERY))

    def _must_be_new(self, table: str, order: object) -> None:
        """Refuse to say what there is, but of an order that is not one of the copy."""
        known = (order,) in self._rows.get("gate_orders", {})
        if order is None or known or table not in OF_AN_ORDER:
            raise UnknownHereError(f"what {table} has of {order or 'these'} is not known here")

    def _covers(self, table: str, plain: Plain, after: Key | None, limit: int) -> bool:
        """Tell whether the same was asked of the authority, from no later key, and for as many."""
        return any(
            (start is None or (after is not None and tuple(after) >= tuple(start)))
            and limit <= most
            for start, most in self._finds.get((table, plain), ())
        )


def _plain(equals: Mapping[str, object]) -> Plain:
    return tuple(sorted(equals.items()))


def _has(row: msgspec.Struct, plain: Plain) -> bool:
    return all(msgspec.to_builtins(getattr(row, name)) == value for name, value in plain)


@cache
def _layouts() -> Mapping[str, Layout[Any]]:
    return {layout.name: layout for layout in Catalogue(DOMAINS).layouts}


def _decoded(name: str, rows: tuple[msgspec.Raw, ...]) -> dict[Key, Any]:
    layout = _layouts().get(name)
    if layout is None:
        raise UnknownHereError(f"there is no table {name}: the authority has a later version")
    try:
        read = [msgspec.json.decode(row, type=layout.row) for row in rows]
    except (msgspec.MsgspecError, ValueError) as error:
        said = f"rows of {name} cannot be read: the authority has another version: {error}"
        raise UnknownHereError(said) from error
    return {layout.key_of(row): row for row in read}
