"""How is the agent served: the webhook over TLS, and beside it what follows the cluster?"""

import asyncio
import logging
import socket
import ssl
from pathlib import Path
from typing import Final

import uvicorn

from comptrol.entrypoints.agents.desk import Desk
from comptrol.entrypoints.agents.kubernetes.agent import Agent
from comptrol.entrypoints.agents.kubernetes.api_server import ApiServer
from comptrol.entrypoints.agents.kubernetes.configuration import Configuration
from comptrol.entrypoints.agents.kubernetes.configuration_parts import Webhook
from comptrol.entrypoints.agents.kubernetes.judging import Judge
from comptrol.entrypoints.agents.kubernetes.webhook import create_app
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import UnavailableError, UnreadableError

CERTIFICATE_EVERY_S: Final = 30.0
_LOG: Final = logging.getLogger("comptrol.kubernetes")


class Serving:
    """One webhook, listening already, and one agent."""

    def __init__(
        self,
        told: Configuration,
        desk: Desk,
        clock: Clock,
        *,
        certificate_every_s: float = CERTIFICATE_EVERY_S,
    ) -> None:
        self._told, self._desk, self._clock = told, desk, clock
        self._certificate_every_s = certificate_every_s
        _readable(told.webhook)
        self._listening = _bound(told.webhook)
        self.server = uvicorn.Server(self._config())
        self._config_loaded()

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        port: int = self._listening.getsockname()[1]
        return port

    async def run(self) -> None:
        """Serve until told to end; requests in hand are answered first.

        Where something beside the webhook breaks, all ends: nobody would confirm and settle.
        """
        api = ApiServer(self._told.api)
        agent = Agent(self._told, self._desk, self._clock, api)
        beside = [asyncio.create_task(agent.run()), asyncio.create_task(self._renewed())]
        for task in beside:
            task.add_done_callback(self._end)
        try:
            await self.server.serve(sockets=[self._listening])
            broken = [task for task in beside if task.done()]
            await asyncio.gather(*broken)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await api.close()
            self._listening.close()

    def _end(self, _: "asyncio.Task[None]") -> None:
        self.server.should_exit = True

    def _config(self) -> uvicorn.Config:
        at = self._told.webhook
        judge = Judge(self._told, self._desk, self._clock)
        return uvicorn.Config(
            create_app(self._told, judge),
            access_log=False,
            log_config=None,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            ssl_certfile=at.certificate,
            ssl_keyfile=at.key,
            ssl_ca_certs=None if at.client_ca is None else str(at.client_ca),
            ssl_cert_reqs=ssl.CERT_NONE if at.client_ca is None else ssl.CERT_REQUIRED,
        )

    def _config_loaded(self) -> None:
        at = self._told.webhook
        try:
            self.server.config.load()
        except (OSError, ssl.SSLError) as error:
            what = f"{at.certificate} and {at.key} are no certificate and key: {error}"
            raise UnreadableError(what) from error

    async def _renewed(self) -> None:
        """Take a certificate that was renewed: an expired one would close the whole cluster."""
        at, context = self._told.webhook, self.server.config.ssl
        assert context is not None  # noqa: S101  (a certificate is always given)
        seen = _changed_at(at)
        while True:
            await asyncio.sleep(self._certificate_every_s)
            now = _changed_at(at)
            if now == seen:
                continue
            try:
                context.load_cert_chain(at.certificate, at.key)
                seen = now
                _LOG.info("a renewed certificate is in use")
            except (OSError, ssl.SSLError) as error:  # half written, perhaps: looked at again
                _LOG.warning("%s is not in use yet: %s", at.certificate, error)


def _readable(at: Webhook) -> None:
    for path in (at.certificate, at.key, *([] if at.client_ca is None else [at.client_ca])):
        if not path.is_file():
            raise UnavailableError(f"{path} does not exist: the webhook needs it to be believed")


def _bound(at: Webhook) -> socket.socket:
    try:
        return socket.create_server((at.host, at.port), backlog=1024)
    except OSError as error:
        what = f"{at.host}:{at.port} cannot be served: {error.strerror}; choose another port"
        raise UnavailableError(what) from error


def _changed_at(at: Webhook) -> tuple[float, ...]:
    return tuple(path.stat().st_mtime for path in (at.certificate, at.key) if _is_there(path))


def _is_there(path: Path) -> bool:
    return path.is_file()
