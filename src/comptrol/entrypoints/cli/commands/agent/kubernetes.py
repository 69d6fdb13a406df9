"""The agent of a Kubernetes cluster: a webhook, and an admission check for Kueue."""

import asyncio
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.journals import system_clock
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import answer
from comptrol.entrypoints.journal import announce, configured
from comptrol.settings import Settings


@click.group()
def command() -> None:
    """Let nothing in a Kubernetes cluster be handed chips without a ruling."""


def _config_option(function: Any) -> Any:  # noqa: ANN401  (as click has it)
    return click.option(
        "--config",
        metavar="FILE",
        required=True,
        type=click.Path(path_type=Path),
        help="What the agent is told, in YAML (docs/kubernetes.md).",
    )(function)


@command.command()
@_config_option
@click.pass_obj
def serve(settings: Settings, config: Path) -> None:
    """Answer the API server and Kueue until interrupted.

    While it is away nothing new starts: the API server refuses, and queues wait.
    """
    from comptrol.entrypoints.agents.gate import desk_in  # noqa: PLC0415  (slow to import)
    from comptrol.entrypoints.agents.kubernetes.configuration import (  # noqa: PLC0415
        read_configuration,
    )
    from comptrol.entrypoints.agents.kubernetes.serving import Serving  # noqa: PLC0415

    told, folder = read_configuration(config), config.absolute().parent
    configured(settings)

    async def served() -> None:
        desk = desk_in(told.desk, folder)
        try:
            serving = Serving(told, desk, system_clock())
            announce(f"Gate of {told.cluster} at https://{told.webhook.host}:{serving.port}")
            await serving.run()
        finally:
            await desk.close()

    asyncio.run(served())


@command.command()
@_config_option
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into.",
)
@as_json
def manifests(config: Path, out: Path, as_json: bool) -> None:
    """Write the objects that make a cluster ask the gate, in the order to apply them."""
    from comptrol.entrypoints.agents.kubernetes.configuration import (  # noqa: PLC0415
        read_configuration,
    )
    from comptrol.entrypoints.agents.kubernetes.manifests import write_manifests  # noqa: PLC0415

    told = read_configuration(config)
    text = config.read_text(encoding="utf-8")
    written = [str(path) for path in write_manifests(told, text, out)]
    answer({"written": written}, written, as_json=as_json)
