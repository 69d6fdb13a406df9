"""Run a Spark cluster on this machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.lake import Cluster, Shape
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer
from comptrol.settings import Settings

_DEFAULT = Shape()


@click.command()
@click.argument("do", metavar="DO", type=click.Choice(["start", "stop", "status"]))
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Its pid files, logs and scratch. [default: cluster, in the data folder]",
)
@click.option("--workers", type=click.IntRange(1, 16), default=_DEFAULT.workers, show_default=True)
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    default=Path(".venv-spark/bin/python"),
    show_default=True,
    help="That of the environment that has Spark: make spark.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=_DEFAULT.connect_port, show_default=True
)
@click.option(
    "--master-port",
    type=click.IntRange(1, 65535),
    default=_DEFAULT.master_port,
    show_default=True,
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    do: str,
    folder: Path | None,
    workers: int,
    python: Path,
    port: int,
    master_port: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Start a master, workers of one core each, and the endpoint that clients ask: on loopback.

    DO is start, stop or status; stop ends what start began, and nothing else. It needs Java 17
    and some four gigabytes. Nobody else on the network reaches it; every user of this machine
    does.
    """
    cluster = Cluster(folder or settings.over(data=data).folder / "cluster")
    told: dict[str, Any] = {}
    if do == "start":
        shape = Shape(workers=workers, connect_port=port, master_port=master_port)
        told = {"server": cluster.start(python, shape)}
    elif do == "stop":
        told = {"stopped": cluster.stop()}
    told |= {"parts": cluster.status(), "tasks_finished": cluster.tasks_finished()}
    answer(told, _page(told), as_json=as_json)


def _page(told: dict[str, Any]) -> Iterator[str]:
    if "server" in told:
        yield f"It answers at {told['server']}"
    yield from (f"{part} was stopped" for part in told.get("stopped", ()))
    for part, up in told["parts"].items():
        tasks = told["tasks_finished"].get(part)
        done = "" if tasks is None else f"; its executors have finished {counted(tasks, 'task')}"
        yield f"{part} {'runs' if up else 'has ended'}{done}"
    if not told["parts"] and not told.get("stopped"):
        yield "No cluster runs from there."
