"""Is a server well: does it answer, should requests be sent to it, and what does it lack?"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from shutil import disk_usage
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comptrol.bootstrap import Platform
from comptrol.bootstrap.certificates import Certificate
from comptrol.entrypoints.api import problems
from comptrol.entrypoints.api.bodies import as_json
from comptrol.entrypoints.api.committer import Committer
from comptrol.entrypoints.api.publishing import Publishing
from comptrol.entrypoints.api.watching import ServedWatch

DISK_BYTES_MIN: Final = 64 * 1024 * 1024
"""With less a step may not fit: a batch of 16 MiB, its views, and the journal of both."""

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class Running:
    """What a server knows of itself, and its application tells."""

    certificate: Certificate | None = None
    """What it shows; nothing: it speaks without TLS."""
    draining: bool = False
    """It was told to end: what is in hand is answered, and nobody shall send more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a server is made of, as far as it tells how it stands."""

    platform: Platform
    committer: Committer
    publishing: Publishing | None
    watch: ServedWatch | None
    running: Running = field(default_factory=Running)

    def lacks(self) -> Iterator[str]:
        """Yield why no request should be sent here; nothing where all is well."""
        if self.running.draining:
            yield "the server was told to end"
        if not self.committer.healthy:
            yield "statements cannot be taken: see the server's log"
        if self.publishing is not None and self.publishing.stopped:
            yield f"the log is no longer published: {self.publishing.failure}"
        free = self.disk_bytes_free()
        if free is not None and free < DISK_BYTES_MIN:
            yield f"the disk of the data folder is full: {free} bytes are free"

    def disk_bytes_free(self) -> int | None:
        """Return how much room there is beside the log; nothing where it is in memory alone."""
        kept = self.platform.kept
        return None if kept is None else disk_usage(kept).free


def health_routes(standing: Standing) -> list[Route]:
    """Return the routes that whoever runs a server asks."""
    return [
        Route("/health", _health(standing)),
        Route("/health/live", _live),
        Route("/health/ready", _ready(standing)),
    ]


def _health(standing: Standing) -> Endpoint:
    publishing, watch = standing.publishing, standing.watch

    async def health(_: Request) -> Response:
        """Tell what is taken, published and watched."""
        healthy = standing.committer.healthy
        status = problems.OK if healthy else problems.UNAVAILABLE
        entries = await run_in_threadpool(standing.platform.store.size)
        told: dict[str, Any] = {"taking_statements": healthy, "entries": entries}
        if publishing is not None:
            final = publishing.publisher.final
            told["final"] = final.head.size if final else 0
            told["publishing"] = publishing.failure or "as it should"
            status = problems.UNAVAILABLE if publishing.stopped else status
        if watch is not None:
            told["watch"] = watch.told()
        return as_json(told, status)

    return health


async def _live(_: Request) -> Response:
    """Tell that the process answers: nothing is asked of disk, log or witness."""
    return as_json({"alive": True})


def _ready(standing: Standing) -> Endpoint:
    async def ready(_: Request) -> Response:
        """Tell whether requests should be sent here, and if not, every reason."""
        lacks = await run_in_threadpool(lambda: list(standing.lacks()))
        status = problems.UNAVAILABLE if lacks else problems.OK
        return as_json({"ready": not lacks, "reasons": lacks}, status)

    return ready
