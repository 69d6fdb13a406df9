"""What is there, and what changes? One kind of object, listed once and then followed.

A watch goes on from the version where the last one ended. Where that version is too old for the
API server (410), and after anything that cannot be read, all is listed again: so nothing is
missed, and what went away meanwhile is seen to have gone.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

from comptrol.entrypoints.agents.kubernetes.api_server import GONE, ApiError, ApiServer, Object
from comptrol.kernel.errors import ComptrolError

PAUSE_S: Final = 1.0
PAUSE_MAX_S: Final = 30.0
_LOG: Final = logging.getLogger("comptrol.kubernetes")

Key = tuple[str, str]
"""Namespace and name."""


def key_of(raw: Object) -> Key:
    """Return the namespace and the name of an object."""
    metadata = raw.get("metadata") or {}
    return str(metadata.get("namespace") or ""), str(metadata.get("name") or "")


class Watch:
    """Follows one kind, and tells of every object that came, changed or went."""

    def __init__(
        self,
        api: ApiServer,
        path: str,
        changed: Callable[[Key], None],
        selector: str | None = None,
    ) -> None:
        self._api, self._path, self._selector, self._changed = api, path, selector, changed
        self._known: dict[Key, Object] = {}
        self._version = ""
        self.listed = asyncio.Event()
        """Set once all has been listed."""

    def get(self, key: Key) -> Object | None:
        """Return an object as it was last told of."""
        return self._known.get(key)

    def all(self) -> Iterator[tuple[Key, Object]]:
        """Yield every object that is known now."""
        yield from list(self._known.items())

    def learn(self, raw: Object) -> None:
        """Take an object as a change of our own returned it, unless a later one was told of."""
        key = key_of(raw)
        known = self._known.get(key)
        if known is not None and _version(known) < _version(raw):
            self._known[key] = raw

    async def run(self) -> None:
        """Follow until cancelled."""
        pause = PAUSE_S
        while True:
            try:
                if not self._version:
                    await self._list()
                await self._follow()
                pause = PAUSE_S
            except ComptrolError as error:
                if not (isinstance(error, ApiError) and error.status == GONE):
                    _LOG.warning("%s is not followed: %s", self._path, error)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, PAUSE_MAX_S)
                self._version = ""

    async def _list(self) -> None:
        items, version = await self._api.all_of(self._path, self._selector)
        found = {key_of(item): item for item in items}
        touched = {*found, *self._known}
        self._known, self._version = found, version
        for key in sorted(touched):
            self._changed(key)
        self.listed.set()

    async def _follow(self) -> None:
        async for event in self._api.watch(self._path, self._version, self._selector):
            self._take(event.type, event.object)

    def _take(self, kind: str, raw: Object) -> None:
        metadata: dict[str, Any] = raw.get("metadata") or {}
        self._version = str(metadata.get("resourceVersion") or self._version)
        if kind == "BOOKMARK":
            return
        key = key_of(raw)
        if kind == "DELETED":
            self._known.pop(key, None)
        else:
            self._known[key] = raw
        self._changed(key)


def _version(raw: Object) -> int:
    """Return the version of an object, to be compared with others of the same kind.

    Versions may be compared as numbers since Kubernetes 1.35 (KEP-5504); all before were numbers.
    """
    version = str((raw.get("metadata") or {}).get("resourceVersion") or "0")
    return int(version) if version.isascii() and version.isdecimal() else 0
