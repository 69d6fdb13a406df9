"""Serve a provider's own gate."""

from pathlib import Path

import click

from comptrol.entrypoints.cli.commands.serve import bound, until_told
from comptrol.entrypoints.journal import announce, configured
from comptrol.settings import Settings


@click.command()
@click.option(
    "--config",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="What the gate is told, in TOML (docs/sidecar.md).",
)
@click.option("--host", help="Address to serve on. [default: 127.0.0.1, or as the file has it]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to serve on. [default: 8432, or as the file has it]",
)
@click.pass_obj
def command(settings: Settings, config: Path, host: str | None, port: int | None) -> None:
    """Rule within leases beside the provider until interrupted, also while the authority is away.

    What it lets through is on the disk before it answers, and is filed with the authority as
    soon as that is there. What is not within a lease the authority is asked.
    """
    import uvicorn  # noqa: PLC0415  (slow to import, needed here only)

    from comptrol.entrypoints.agents.gate import LeasedDesk, read_settings  # noqa: PLC0415
    from comptrol.entrypoints.agents.gate.app import create_app  # noqa: PLC0415

    configured(settings)
    told = read_settings(config)
    with until_told(), bound(host or told.host, told.port if port is None else port) as listening:
        desk = LeasedDesk(told)
        place = "{}:{}".format(*listening.getsockname()[:2])
        announce(f"Gate of {told.authority.party} at http://{place} (Ctrl-C ends it)")
        served = uvicorn.Config(
            create_app(desk),
            access_log=False,
            log_config=None,
            log_level="warning",
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(served).run(sockets=[listening])
