"""The log over HTTP: any entry as it was signed, and the next number of a signer."""

from itertools import islice
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api.bodies import as_json, words
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.api.scitt import RECEIPT_TYPE, receipt_of
from comptrol.flow.ports import Logged
from comptrol.flow.turn import read_entry
from comptrol.kernel.envelope import MEDIA_TYPE, open_envelope
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import PublicKey
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.quantity import Limit


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stretch of the log is asked for."""

    start: Annotated[int, Meta(ge=0, le=2**62)] = 0
    limit: Limit = 100


def log_routes(platform: Platform, publishing: Publishing | None) -> list[Route]:
    """Return the routes that read the log."""

    async def entry(request: Request) -> Response:
        position = int(request.path_params["position"])
        if RECEIPT_TYPE in request.headers.get("accept", ""):
            return await receipt_of(publishing, position)
        inside = position < await run_in_threadpool(platform.store.size)
        found = await run_in_threadpool(_page, platform, position, 1) if inside else []
        if not found:
            raise NotFoundError(f"the log has no entry {position}")
        if MEDIA_TYPE in request.headers.get("accept", ""):
            return Response(found[0].raw, media_type=MEDIA_TYPE)
        return as_json(_shown(platform, found[0]))

    async def entries(request: Request) -> Response:
        try:
            page = msgspec.convert(words(request), Page, strict=False)
        except msgspec.ValidationError as error:
            raise UnreadableError(f"entries: {error}") from error
        return as_json(await run_in_threadpool(_shown_page, platform, page))

    async def next_sequence(request: Request) -> Response:
        try:
            key = msgspec.convert(request.path_params["key"].lower(), PublicKey)
        except msgspec.ValidationError as error:
            raise UnreadableError(f"a key is 64 hexadecimal digits: {error}") from error
        last = await run_in_threadpool(platform.store.sequence, bytes.fromhex(key))
        return as_json({"key": key, "next_sequence": last + 1})

    return [
        Route("/entries", entries),
        Route("/entries/{position:int}", entry),
        Route("/keys/{key}", next_sequence),
    ]


def _page(platform: Platform, start: int, limit: int) -> list[Logged]:
    return list(islice(platform.store.entries(start), limit))


def _shown_page(platform: Platform, page: Page) -> list[dict[str, Any]]:
    return [_shown(platform, logged) for logged in _page(platform, page.start, page.limit)]


def _shown(platform: Platform, logged: Logged) -> dict[str, Any]:
    entry = read_entry(platform.catalogue, logged)
    claims = open_envelope(logged.raw).claims
    return {
        "position": entry.position,
        "logged_at": entry.logged_at,
        "signer": entry.signer,
        "key": claims.key.hex(),
        "sequence": claims.sequence,
        "leaf": leaf_hash(logged.raw).hex(),
        "statement": entry.statement,
    }
