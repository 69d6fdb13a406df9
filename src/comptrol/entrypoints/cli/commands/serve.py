"""Serve the API and the console."""

import signal
import socket
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap import PLATFORM, POLICY, Platform, publisher
from comptrol.bootstrap.extras import installing, is_installed
from comptrol.entrypoints.api.faces import Face
from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.entrypoints.journal import announce, configured, journalled
from comptrol.flow.publishing import Publisher
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

DAY_S: Final = 86_400


@click.command()
@data_option
@click.option("--host", help="Address to serve on. [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on. [default: 8420]")
@click.option("--watch-every", type=click.IntRange(1, DAY_S), metavar="SECONDS",
              help="Have every detector look at what is new, as comptrol watch does.")  # fmt: skip
@click.pass_obj
def command(
    settings: Settings,
    data: str | None,
    host: str | None,
    port: int | None,
    watch_every: int | None,
) -> None:
    """Serve API and console over a data folder until interrupted; what is in hand is answered."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is a certificate to be read again
    from comptrol.bootstrap.certificates import certificate_of  # noqa: PLC0415  (as above)
    from comptrol.entrypoints.api import memory  # noqa: PLC0415  (as above)
    from comptrol.entrypoints.api.app import create_app  # noqa: PLC0415  (slow to import)
    from comptrol.entrypoints.api.health import Running  # noqa: PLC0415  (as above)
    from comptrol.entrypoints.api.server import Server, configuration, renewed  # noqa: PLC0415

    memory.keep_heaps_small()
    chosen = settings.over(data=data, host=host, port=port)
    configured(chosen)
    with (
        until_told(),
        closing(_speaking(chosen)) as platform,
        bound(chosen.host, chosen.port) as listening,
        _published(platform, chosen.folder) as published,
        _console(platform, chosen, listening.getsockname()[1]) as console,
        journalled("server"),
        memory.giving_back(),
    ):
        certificate = certificate_of(chosen, platform.intake.clock.now)
        running = Running(certificate)
        platform.store.claim()
        platform.make_ready()
        app = create_app(
            platform,
            published,
            watch_every_s=watch_every,
            face=console,
            settings=chosen,
            running=running,
        )
        server = Server(configuration(app, certificate, chosen.drain_s), running, chosen.drain_s)
        _tell(chosen, listening, console)
        with renewed(certificate):
            server.run(sockets=[listening])


def _tell(settings: Settings, listening: socket.socket, console: Face | None) -> None:
    scheme = "http" if settings.tls_key_file is None else "https"
    place = "{}://{}:{}".format(scheme, *listening.getsockname()[:2])
    announce(f"Serving {settings.folder} at {place} (Ctrl-C ends it)")
    if console is not None:
        announce(f"The console is at {place}/console/")
        announce("Let people in with: comptrol console account add NAME --party PARTY")


@contextmanager
def _published(platform: Platform, folder: Path) -> Generator[Publisher | None]:
    """Lend what publishes the log, if it has a policy by which to be published."""
    if not (folder / POLICY).is_file():
        announce("This log has no policy and no keys for its heads: it is not published.")
        yield None
        return
    with publisher(platform, folder) as made:
        yield made


@contextmanager
def _console(platform: Platform, settings: Settings, port: int) -> Generator[Face | None]:
    """Lend the console, where what it needs is installed."""
    if not is_installed("console"):
        announce(f"There is no console: {installing('console')}. The API is served without it.")
        yield None
        return
    from comptrol.entrypoints.console.serving import console_over  # noqa: PLC0415  (an extra)

    with console_over(platform, settings, port) as made:
        yield made


def _speaking(settings: Settings) -> Platform:
    """Open a data folder with the platform's key: a server says what follows from orders."""
    platform = opened(settings)
    try:
        platform.keyring.of(PLATFORM)
    except UnavailableError as error:
        platform.close()
        raise UnavailableError(
            f"{error}; commands read this log, and a server speaks in it"
        ) from error
    return platform


@contextmanager
def until_told() -> Generator[None]:
    """Let SIGTERM end a server as Ctrl-C does: with everything closed that was opened."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(*_: object) -> None:
    raise SystemExit(0)


def bound(host: str, port: int) -> socket.socket:
    """Take the address before anything else, so that what is said of it is true."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        what = f"{host}:{port} cannot be served: {error.strerror}; choose another with --port"
        raise UnavailableError(what) from error
