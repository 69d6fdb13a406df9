"""Say a supply graph into the log."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap.supplying import load, shipped, supply_file
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, answer, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("tables", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--as", "party", required=True, metavar="PARTY", help="Who says so.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, tables: Path | None, party: str, data: str | None, as_json: bool
) -> None:
    """Say every input, supplier and share of TABLES, or of the small shipped table.

    What is known just so is passed over. The answer is 1 where anything is refused.
    """
    found = shipped() if tables is None else supply_file(tables)
    for text in found.notes:
        note(f"note: {text}")
    with closing(opened(settings, data)) as platform:
        done = load(platform, PartyId(party), found.said)
    told = (
        f"{counted(done.said, 'statement was', 'statements were')} said, {done.already} were "
        f"known, {len(done.refused)} refused"
    )
    answer(done, (f"{told}.", *map(printable, done.refused)), as_json=as_json)
    if done.refused:
        raise SystemExit(NO)
