"""How does a server run, and how does it end? One process, told by signals.

SIGTERM ends it in order. 1. It says that it is not ready, and asks every client to go: for a
quarter of ``drain_s`` whoever comes is still answered, so that whoever sends requests here learns
of it. 2. It takes no connection more and answers what is in hand or on its way over a connection
that it has, for the rest of ``drain_s``. 3. It closes what it has open, a last commit and a last
head, for which there is a time of its own. Ctrl-C leaves out the first part. A second signal ends
it at once, and so does the end of the time: whatever was acknowledged is in the log all the same,
as it is after a power cut.

SIGHUP has the certificate read again.
"""

import logging
import os
import signal
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from comptrol.bootstrap.certificates import Certificate
from comptrol.entrypoints.api.connections import IDLE_SECONDS_MAX, BoundedConnection
from comptrol.entrypoints.api.health import Running
from comptrol.entrypoints.hardening import TLS_ONLY
from comptrol.kernel.errors import ComptrolError

CLOSE_SECONDS_MAX: Final = 15
GIVEN_UP: Final = 3
"""The exit code of a server that could not end in time."""
_CLOSE: Final = (b"connection", b"close")
_LOG: Final = logging.getLogger("comptrol.serving")


def lingers_s(drain_s: int) -> int:
    """Return how long whoever comes is answered by a server that was told to end."""
    return drain_s // 4


class Server(uvicorn.Server):
    """A server of one application that ends in order."""

    def __init__(self, config: uvicorn.Config, running: Running, drain_s: int) -> None:
        super().__init__(config)
        self._running, self._drain_s = running, drain_s
        self._told: int | None = None
        self._closes_at = 0.0

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._told is not None:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        self._told, self._running.draining = sig, True
        whole_s = self._drain_s + CLOSE_SECONDS_MAX
        last = Timer(whole_s, _give_up, (whole_s,))
        last.daemon = True  # it counts until the process has ended
        last.start()
        self.config.encoded_headers.append(_CLOSE)
        self.server_state.default_headers.append(_CLOSE)
        lingers = 0 if sig == signal.SIGINT else lingers_s(self._drain_s)
        self._closes_at = monotonic() + lingers
        _LOG.info("told to end: not ready any more, closing in %d s", lingers)

    @override
    async def on_tick(self, counter: int) -> bool:
        if self._told is not None and monotonic() >= self._closes_at:
            super().handle_exit(self._told, None)
        return await super().on_tick(counter)


def configuration(app: ASGIApp, certificate: Certificate | None, drain_s: int) -> uvicorn.Config:
    """Return how an application is served: bounded, believed in nothing, and silent."""
    config = uvicorn.Config(
        app,
        http=BoundedConnection,
        log_config=None,
        ws="none",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS_MAX,
        timeout_graceful_shutdown=drain_s - lingers_s(drain_s),
    )
    if certificate is not None:
        context = certificate.context
        config.ssl_context_factory = lambda *_: context
        config.headers.append(("strict-transport-security", TLS_ONLY))
    return config


@contextmanager
def renewed(certificate: Certificate | None) -> Generator[None]:
    """Have a certificate read again at SIGHUP; without one that signal is heard and left."""

    def renew(*_: object) -> None:
        if certificate is None:
            _LOG.info("there is no certificate to be read again")
            return
        try:
            certificate.renew()
        except ComptrolError as error:
            _LOG.warning("the certificate before stays in use: %s", error)
            return
        _LOG.info("the certificate was read again")

    before = signal.signal(signal.SIGHUP, renew)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def _give_up(seconds: int) -> None:
    _LOG.error("what was in hand did not end in %d s: ending all the same", seconds)
    os._exit(GIVEN_UP)
