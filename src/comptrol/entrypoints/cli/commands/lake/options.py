"""Options that the commands of the lake share, and what is told of an engine that is asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.lake import FOLDER, SERVER, Where
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings

Command = Callable[..., Any]


def lake_option(command: Command) -> Command:
    """Let the folder of the lake be named."""
    return click.option(
        "--lake",
        type=click.Path(path_type=Path),
        help="The folder of the lake. [default: lake, in the data folder]",
    )(command)


def lake_folder(settings: Settings, lake: Path | None, data: str | None) -> Path:
    """Return the folder of the lake that the caller named."""
    return lake if lake is not None else settings.over(data=data).folder / FOLDER


def engine_options(command: Command) -> Command:
    """Let the engine be chosen, and the server that it runs on."""
    server = click.option(
        "--server", metavar="sc://HOST:PORT", help=f"With spark: where. [default: {SERVER}]"
    )
    engine = click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="Who adds up: this process, or a server that speaks Spark Connect.",
    )
    return engine(server(command))


def where_of(engine: str, server: str | None) -> Where:
    """Return the engine that the caller named."""
    if server is not None and engine != "spark":
        raise UnreadableError("--server goes with --engine spark")
    return Where(spark=engine == "spark", server=server or SERVER)
