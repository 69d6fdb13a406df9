"""How is the API server of a cluster spoken to? Lists, watches and patches over HTTP, bounded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import msgspec

from comptrol.client.address import Address
from comptrol.client.wire import LostError, Reply, Wire
from comptrol.entrypoints.agents.kubernetes.configuration_parts import ApiServerAt
from comptrol.entrypoints.agents.kubernetes.lines import lines_of
from comptrol.kernel.errors import UnavailableError, UnreadableError

ANSWER_SECONDS_MAX: Final = 20.0
WATCH_SECONDS: Final = 300
"""How long a watch is asked for; then another begins where it ended."""
PAGE: Final = 500
PAGES_MAX: Final = 2000
FIELD_MANAGER: Final = "comptrol-gate"
MERGE: Final = "application/merge-patch+json"
APPLY: Final = "application/apply-patch+yaml"
JSON: Final = "application/json"
TOKEN_BYTES_MAX: Final = 64 * 1024
_ERRORS_FROM: Final = 300
NOT_FOUND: Final = 404
CONFLICT: Final = 409
GONE: Final = 410

Object = dict[str, Any]


class ApiError(UnavailableError):
    """The API server did not do what was asked: try again, or look at its rights."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"the API server answered {status}: {said}")
        self.status = status


class Listed(NamedTuple):
    """All objects of a kind, and since when a watch goes on."""

    items: tuple[Object, ...]
    version: str


class Event(NamedTuple):
    """One event of a watch."""

    type: str
    object: Object


class ApiServer:
    """Speaks to one API server, with the token that a file has at that moment."""

    def __init__(self, where: ApiServerAt) -> None:
        self._address = Address(where.url, where.ca)
        self._wire, self._token = Wire(self._address), where.token

    async def close(self) -> None:
        """Let go of every connection."""
        await self._wire.close()

    async def get(self, path: str) -> Object:
        """Return an object or a list."""
        return await self._asked("GET", path)

    async def all_of(self, path: str, selector: str | None = None) -> Listed:
        """Return every object, page by page; one that is gone meanwhile begins anew."""
        items: list[Object] = []
        following = ""
        for _ in range(PAGES_MAX):
            words = {"limit": str(PAGE), "labelSelector": selector, "continue": following or None}
            page = await self._asked("GET", _with(path, words))
            items += page.get("items") or ()
            metadata = page.get("metadata") or {}
            following = metadata.get("continue") or ""
            if not following:
                return Listed(tuple(items), str(metadata.get("resourceVersion") or ""))
        raise UnavailableError(f"{path} has more than {PAGES_MAX} pages")

    async def watch(
        self, path: str, since: str, selector: str | None = None
    ) -> AsyncIterator[Event]:
        """Yield what changes after a version, for as long as the API server goes on telling.

        Raises ApiError with status 410 where that version is too old: then all must be listed.
        """
        words = {
            "watch": "1",
            "resourceVersion": since,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(WATCH_SECONDS),
            "labelSelector": selector,
        }
        target, headers = f"{self._address.prefix}{_with(path, words)}", self._headers(())
        async with aclosing(lines_of(self._address, target, headers)) as lines:
            async for status, line in lines:
                said = _json(line)
                if status >= _ERRORS_FROM or said.get("type") == "ERROR":
                    raise _error(status, said.get("object") or said)
                yield Event(str(said.get("type")), said.get("object") or {})

    async def merge(self, path: str, body: Object) -> Object:
        """Change an object by a merge patch (RFC 7396)."""
        return await self._asked("PATCH", path, body, MERGE)

    async def apply(self, path: str, body: Object) -> Object:
        """Apply what this agent says of an object, by server-side apply."""
        words = {"fieldManager": FIELD_MANAGER, "force": "true"}
        return await self._asked("PATCH", _with(path, {**words}), body, APPLY)

    async def post(self, path: str, body: Object) -> Object:
        """Make an object."""
        return await self._asked("POST", path, body, JSON)

    async def delete(self, path: str, uid: str) -> Object:
        """Delete an object, if it is still the one of this uid."""
        options = {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": uid}}
        return await self._asked("DELETE", path, options, JSON)

    async def _asked(
        self, method: str, path: str, body: Object | None = None, kind: str = ""
    ) -> Object:
        headers = self._headers((("content-type", kind),) if kind else ())
        raw = b"" if body is None else msgspec.json.encode(body)
        try:
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                reply = await self._wire.send(method, path, raw, headers)
        except (LostError, TimeoutError) as error:
            why = str(error) or f"no answer in {ANSWER_SECONDS_MAX} s"
            raise UnavailableError(f"the API server cannot be reached: {why}") from error
        return _answered(reply)

    def _headers(self, more: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Return what every request has; the token in the file is changed every hour or so."""
        headers = (("accept", JSON), ("user-agent", FIELD_MANAGER), *more)
        if self._token is None:
            return headers
        return (*headers, ("authorization", f"Bearer {_token(self._token)}"))


def _token(path: Path) -> str:
    try:
        with path.open("rb") as file:
            token = file.read(TOKEN_BYTES_MAX).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UnavailableError(f"{path} has no token for the API server") from error
    if not token or not token.isprintable():
        raise UnavailableError(f"{path} has no token for the API server")
    return token


def _answered(reply: Reply) -> Object:
    said = _json(reply.body)
    if reply.status >= _ERRORS_FROM:
        raise _error(reply.status, said)
    return said


def _error(status: int, said: Object) -> ApiError:
    code = said.get("code")
    message = str(said.get("message") or said.get("reason") or "no reason")[:400]
    return ApiError(code if isinstance(code, int) else status, message)


def _json(raw: bytes) -> Object:
    try:
        said = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnavailableError(f"the API server's answer is no JSON: {raw[:80]!r}") from error
    if not isinstance(said, dict):
        raise UnreadableError("the API server's answer is no object")
    return said


def _with(path: str, words: dict[str, str | None]) -> str:
    given = {name: value for name, value in words.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path
