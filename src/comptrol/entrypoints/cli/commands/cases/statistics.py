"""Count how cases came out."""

from collections.abc import Iterable
from contextlib import closing

import click

from comptrol.domains.cases import Tally
from comptrol.domains.cases import counted as how_cases_ended
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.settings import Settings


@click.command()
@click.option("--full", is_flag=True, help="Small numbers too: not for publication.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, full: bool, data: str | None, as_json: bool) -> None:
    """Say how often detectors were right as people decided it, and whether subjects fare alike."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = how_cases_ended(world, public=not full)
    if as_json:
        emit(found)
        return
    click.echo(f"{counted(found.cases, 'case')}.")
    for name in ("detectors", "countries", "sizes", "sectors"):
        if tallies := getattr(found, name):
            _tell(name, tallies)
    note(found.note)


def _tell(name: str, tallies: Iterable[Tally]) -> None:
    table(
        (name, "cases", "open", "upheld", "dismissed", "undetermined", "undone", "precision",
         "days to notice", "to decision"),
        (
            (it.group, it.cases, it.open, it.upheld, it.dismissed, it.undetermined, it.undone,
             it.precision, it.notice_days, it.decision_days)
            for it in tallies
        ),
    )  # fmt: skip
