"""Freeze what is drawn from, before anybody can know the seed."""

from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.inspection import read_serials
from comptrol.domains.inspection import frame_of_names
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import answer


@click.command()
@click.argument("serials", type=click.Path(path_type=Path))
@click.option("--stratum", metavar="COLUMN", help="The column that parts the serials.")
@click.option("--column", metavar="COLUMN", help="The column of serials. [default: serial]")
@as_json
def command(serials: Path, stratum: str | None, column: str | None, as_json: bool) -> None:
    """Print the digest of SERIALS, to be published before the beacon speaks."""
    strata = read_serials(serials, column=column, stratum=stratum)
    frame = frame_of_names(strata)
    populations = {name: len(strata[name]) for name in sorted(strata)}
    told: dict[str, Any] = {
        "frame": frame,
        "population": sum(populations.values()),
        "strata": [{"stratum": name, "population": n} for name, n in populations.items()],
    }
    page = [f"{frame}  {counted(told['population'], 'serial')}"]
    page += [f"  {name}: {n}" for name, n in populations.items() if name]
    answer(told, page, as_json=as_json)
