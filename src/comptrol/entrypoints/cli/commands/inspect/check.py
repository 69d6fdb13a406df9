"""Draw again what somebody has drawn, and compare."""

from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.inspection import in_processes, read_draw, read_serials
from comptrol.domains.inspection import draw_differences, published_draw
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.settings import Settings


@click.command()
@click.argument("drawn", metavar="DRAW", type=click.Path(path_type=Path))
@click.argument("serials", type=click.Path(path_type=Path))
@click.option("--stratum", metavar="COLUMN", help="The column that parts the serials.")
@click.option("--column", metavar="COLUMN", help="The column of serials. [default: serial]")
@as_json
@click.pass_obj
def command(
    settings: Settings,
    drawn: Path,
    serials: Path,
    stratum: str | None,
    column: str | None,
    as_json: bool,
) -> int:
    """Draw anew from SERIALS what DRAW says was drawn, and say what differs.

    Whether the beacon was published after the frame only its publisher can tell.
    """
    said = read_draw(drawn)
    strata = read_serials(serials, column=column, stratum=stratum)
    samples = {it.stratum: it.samples for it in said.strata}
    wanted = {name: samples.get(name, 0) for name in strata}
    seed = said.seed if said.beacon is None else None
    with in_processes(settings.reading_processes) as each:
        found = published_draw(strata, wanted, seed=seed, beacon=said.beacon, each=each)
    differing = tuple(draw_differences(said, found))
    told: dict[str, Any] = {"verified": not differing, "differs": differing, "frame": found.frame}
    same = f"{counted(len(found.drawn), 'serial')}, drawn again from frame {found.frame}: the same"
    answer(told, differing or (same,), as_json=as_json)
    return NO if differing else YES
