"""A platform in which every free text of every row is what somebody made to do harm.

Names of things keep their form (the log takes no others); whatever is a sentence or has a blank in
it is replaced, deep inside rows too, so that every page is tried with it wherever it shows text.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec

from comptrol.bootstrap import Platform


class HostileRows:
    """Rows that are read from others, with their texts replaced."""

    def __init__(self, rows: Any, text: str) -> None:
        self._rows, self._text = rows, text

    def settled(self, tables: Any, asked: Any, answer: Callable[[], Any]) -> Any:  # noqa: ARG002
        return answer()

    def get(self, layout: Any, key: Any) -> Any:
        return replaced(self._rows.get(layout, key), self._text)

    def find(self, layout: Any, equals: Mapping[str, object], **given: Any) -> Iterator[Any]:
        for row in self._rows.find(layout, equals, **given):
            yield replaced(row, self._text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)


class HostileStore:
    """A store whose readers see hostile texts."""

    def __init__(self, store: Any, text: str) -> None:
        self._store, self._text = store, text

    @contextmanager
    def reading(self) -> Iterator[HostileRows]:
        with self._store.reading() as rows:
            yield HostileRows(rows, self._text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def replaced(value: Any, text: str) -> Any:
    """Return a value with every sentence in it replaced."""
    if isinstance(value, str):
        return text if " " in value else value
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(replaced(it, text) for it in value)
    if isinstance(value, msgspec.Struct):
        changed = {name: replaced(getattr(value, name), text) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **changed)
    return value


def hostile(platform: Platform, text: str) -> Platform:
    """Return the platform as it is when everybody wrote this text wherever they could."""
    return replace(platform, store=HostileStore(platform.store, text))  # type: ignore[arg-type]
