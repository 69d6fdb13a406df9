"""What the public may see, over HTTP: a feed, each release with its proof, and a page to read."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from itertools import islice
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.domains.releases import Release, ReleaseId, Tables, feed, release
from comptrol.entrypoints.api.bodies import as_json, words
from comptrol.entrypoints.api.ledger import published
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.pictures.releases import STYLE, releases_page
from comptrol.flow.proving import receipt
from comptrol.flow.releasing import ProvenRelease, proven_release
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import NAME
from comptrol.kernel.ledger.tree import leaf_hash

PAGE: Final = "text/html; charset=utf-8"
_OUR_STYLE: Final = b64encode(sha256(STYLE.encode()).digest()).decode()
SAFE: Final = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_OUR_STYLE}';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
"""A page without scripts, frames, pictures or anything from elsewhere, and of one style."""
_SECONDS: Final = {"cache-control": "public, max-age=60"}
SHOWN_MAX: Final = 200

Endpoint = Callable[[Request], Awaitable[Response]]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a page of the feed begins."""

    after: Annotated[str, Meta(pattern=NAME)] | None = None


def release_routes(platform: Platform, publishing: Publishing | None) -> list[Route]:
    """Return the routes of what was released."""
    return [
        Route("/releases/feed.json", _feed(platform)),
        Route("/releases/page", _page(platform)),
        Route("/releases/proven/{name}", _proven(platform, publishing)),
    ]


def _told(platform: Platform, after: str | None) -> tuple[Tables, dict[str, str]]:
    """Return a page of releases, and the leaf of each in the log."""
    start = ReleaseId(after) if after is not None else None
    with platform.world() as world:
        found = feed(world, after=start, limit=SHOWN_MAX)
    return found, {it.release: _leaf(platform, it.position) for it in found.releases}


def _leaf(platform: Platform, position: int) -> str:
    (logged,) = islice(platform.store.entries(position), 1)
    return leaf_hash(logged.raw).hex()


def _feed(platform: Platform) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        """Return what was released, each with its place in the log and where its proof is."""
        asked = _asked(request)
        found, leaves = await run_in_threadpool(_told, platform, asked.after)
        return as_json(
            {
                "format": "comptrol/releases@v1",
                "releases": [_item(it, leaves[it.release]) for it in found.releases],
                "after": found.after,
                "check": "comptrol release check FILE --policy POLICY, or docs/releases.md",
            }
        )

    return endpoint


def _item(row: Release, leaf: str) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(row),
        "leaf": leaf,
        "proven": f"/releases/proven/{row.release}",
        "receipt": f"/ledger/receipt/{row.position}",
        "entry": f"/entries/{row.position}",
    }


def _page(platform: Platform) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        """Return the tables as a page to read, with no script."""
        asked = _asked(request)
        found, leaves = await run_in_threadpool(_told, platform, asked.after)
        page = releases_page(found.releases, leaves, found.after)
        return Response(page, media_type=PAGE, headers={**SAFE, **_SECONDS})

    return endpoint


def _proven(platform: Platform, publishing: Publishing | None) -> Endpoint:
    def of(name: str) -> Release:
        with platform.world() as world:
            return release(world, release=ReleaseId(name))

    def told(row: Release, text: str) -> ProvenRelease:
        (logged,) = islice(platform.store.entries(row.position), 1)
        return proven_release(row, logged, text)

    async def endpoint(request: Request) -> Response:
        """Return a release as it was signed, with the receipt of its entry: a file to keep."""
        name = request.path_params["name"]
        try:
            msgspec.convert(name, Annotated[str, Meta(pattern=NAME)])
        except msgspec.ValidationError as error:
            raise NotFoundError(f"nothing was released as {name[:80]!r}") from error
        row = await run_in_threadpool(of, name)
        source = published(publishing)
        await source.final(row.position)
        text = await run_in_threadpool(receipt, source.publisher, row.position)
        return as_json(await run_in_threadpool(told, row, text.decode()))

    return endpoint


def _asked(request: Request) -> Asked:
    try:
        return msgspec.convert(words(request), Asked, strict=False)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"releases: {error}") from error
