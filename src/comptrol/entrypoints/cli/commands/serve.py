"""Serve the API."""

import socket
from contextlib import closing

import click

from comptrol.bootstrap import only_one
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import note, opened
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings


@click.command()
@data_option
@click.option("--host", help="Address to serve on. [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on. [default: 8420]")
@click.pass_obj
def command(settings: Settings, data: str | None, host: str | None, port: int | None) -> None:
    """Serve the API over a data folder until interrupted; requests in hand are answered first."""
    import uvicorn  # noqa: PLC0415  (slow to import, needed here only)

    chosen = settings.over(data=data, host=host, port=port)
    with (
        closing(opened(chosen)) as platform,
        only_one(chosen.folder),
        _bound(chosen.host, chosen.port) as listening,
    ):
        platform.references.load()
        app = create_app(platform)
        config = uvicorn.Config(
            app, access_log=False, log_level="warning", timeout_graceful_shutdown=10
        )
        place = "{}:{}".format(*listening.getsockname()[:2])
        note(f"Serving {chosen.folder} at http://{place} (Ctrl-C ends it)")
        uvicorn.Server(config).run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    """Take the address before anything else, so that what is said of it is true."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        what = f"{host}:{port} cannot be served: {error.strerror}; choose another with --port"
        raise UnavailableError(what) from error
