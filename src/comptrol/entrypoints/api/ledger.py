"""The published log over HTTP: heads and tiles by C2SP, receipts, histories, evidence."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.entrypoints.api.bodies import as_json, words
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.flow.proving import HISTORY_MAX, Gathered, gathered, proven, receipt
from comptrol.flow.publishing import SUBJECTS
from comptrol.kernel.envelope import MEDIA_TYPE
from comptrol.kernel.errors import NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.identifiers import HEX_32, Digest
from comptrol.kernel.ledger.tile import place_at

TEXT: Final = "text/plain; charset=utf-8"
BYTES: Final = "application/octet-stream"
_FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}
_FOR_SECONDS: Final = {"cache-control": "public, max-age=1"}

Endpoint = Callable[[Request], Awaitable[Response]]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose history is asked for."""

    subject: Annotated[str, Meta(min_length=1, max_length=512)]


def ledger_routes(platform: Platform, publishing: Publishing | None) -> list[Route]:
    """Return the routes of the published log."""
    return [
        Route("/checkpoint", _head(publishing)),
        Route("/tile/{path:path}", _tile(publishing)),
        Route("/subjects.json", _subjects(publishing)),
        Route("/ledger/receipt/{position:int}", _receipt(publishing)),
        Route("/ledger/history", _history(platform, publishing)),
        Route("/ledger/evidence/{leaf}", _evidence(platform)),
    ]


def published(publishing: Publishing | None) -> Publishing:
    """Return what publishes, or say that this server does not."""
    if publishing is None:
        raise UnavailableError("this log has no keys for its heads, so it is not published")
    return publishing


def _head(publishing: Publishing | None) -> Endpoint:
    async def head(_: Request) -> Response:
        """Return the newest head that is final."""
        final = published(publishing).publisher.final
        if final is None:
            why = published(publishing).failure or "try again in a second"
            raise UnavailableError(f"no head is final yet: {why}")
        return Response(final.note, media_type=TEXT, headers=_FOR_SECONDS)

    return head


def _tile(publishing: Publishing | None) -> Endpoint:
    async def tile(request: Request) -> Response:
        """Return a tile or a bundle of entries."""
        path = f"tile/{request.path_params['path']}"
        shelf = published(publishing).publisher.shelf
        found = await run_in_threadpool(shelf.get, place_at(path).path)
        if found is None:
            raise NotFoundError(f"{path} is not published")
        return Response(found, media_type=BYTES, headers=_FOR_EVER)

    return tile


def _subjects(publishing: Publishing | None) -> Endpoint:
    async def subjects(_: Request) -> Response:
        """Return which subjects the entries of each kind are about."""
        found = await run_in_threadpool(published(publishing).publisher.shelf.get, SUBJECTS)
        if found is None:
            raise NotFoundError(f"{SUBJECTS} is not published yet")
        return Response(found, media_type="application/json", headers=_FOR_SECONDS)

    return subjects


def _receipt(publishing: Publishing | None) -> Endpoint:
    async def one(request: Request) -> Response:
        """Return the tlog-proof of an entry, once a final head has it."""
        position, source = int(request.path_params["position"]), published(publishing)
        if position >= await run_in_threadpool(source.publisher.store.size):
            raise NotFoundError(f"the log has no entry {position}")
        await source.final(position)
        return Response(
            await run_in_threadpool(receipt, source.publisher, position), media_type=TEXT
        )

    return one


def _history(platform: Platform, publishing: Publishing | None) -> Endpoint:
    def gather(subject: str) -> Gathered:
        with platform.store.reading() as reading:
            return gathered(reading, platform.catalogue, platform.references, subject, HISTORY_MAX)

    async def history(request: Request) -> Response:
        """Return everything about a subject, and the proof that it is everything."""
        source = published(publishing)
        try:
            asked = msgspec.convert(words(request), Asked, strict=False)
        except msgspec.ValidationError as error:
            raise UnreadableError(f"history: {error}") from error
        if "\ufffd" in asked.subject:
            raise UnreadableError("history: the subject is not UTF-8")
        found = await run_in_threadpool(gather, asked.subject)
        await source.final(found.seal_position)
        return as_json(await run_in_threadpool(proven, source.publisher, found))

    return history


def _evidence(platform: Platform) -> Endpoint:
    def kept(leaf: Digest) -> bytes | None:
        with platform.store.reading() as reading:
            return reading.evidence(leaf)

    async def evidence(request: Request) -> Response:
        """Return an envelope that was refused and kept: the other half of an equivocation."""
        try:
            leaf = msgspec.convert(
                request.path_params["leaf"], Annotated[str, Meta(pattern=HEX_32)]
            )
        except msgspec.ValidationError as error:
            raise UnreadableError(f"a leaf hash is 64 hexadecimal digits: {error}") from error
        found = await run_in_threadpool(kept, Digest(leaf))
        if found is None:
            raise NotFoundError(f"no evidence {leaf} is kept")
        return Response(found, media_type=MEDIA_TYPE)

    return evidence
