"""Serve the API."""

import click

from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import note, opened
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
    platform = opened(chosen)
    try:
        note(f"Serving {chosen.data} at http://{chosen.host}:{chosen.port} (Ctrl-C ends it)")
        uvicorn.run(
            create_app(platform),
            host=chosen.host,
            port=chosen.port,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=10,
        )
    finally:
        platform.close()
