"""Copy log and views from one database to another, and compare them before they count."""

import sys

import click

from comptrol.bootstrap import copied
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.kernel.errors import NotProvenError
from comptrol.settings import Settings


@click.command()
@click.option("--to", "there", metavar="URL", help="Copy the data folder's file to this database.")
@click.option("--from", "back", metavar="URL", help="Copy this database to a file in the folder.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, there: str | None, back: str | None, data: str | None, as_json: bool
) -> int:
    """Copy log and views between the data folder's SQLite file and a PostgreSQL database.

    The target must be empty. Every row, every count and the root of the log are compared before
    anything of the copy counts; what was copied from stays as it is. Keys, vault and what is
    published stay in the data folder. Exit code 1: something differs, and nothing was kept.
    """
    url = there or back
    if url is None or (there and back):
        raise click.UsageError("name one database: --to URL, or --from URL")
    folder = settings.over(data=data).folder
    try:
        with click.progressbar(length=0, label="Rows", file=sys.stderr) as bar:

            def tell(_table: str, rows: int) -> None:
                bar.length = (bar.length or 0) + rows
                bar.update(rows)

            rows = copied(folder, url, back=back is not None, tell=tell)
    except NotProvenError as error:
        note(f"comptrol: {error}")
        return NO
    if as_json:
        emit({"rows": rows, "agrees": True})
    else:
        click.echo(
            f"Copied {counted(rows, 'row')}; every row, every count and the root of the log agree."
        )
        click.echo(_next(folder, back is not None))
    return YES


def _next(folder: object, back: bool) -> str:
    if back:
        return "Now unset COMPTROL_DATABASE, and drop the database once all is well."
    return (
        f"Now set COMPTROL_DATABASE, try comptrol ledger rebuild --check, "
        f"and take comptrol.db out of {folder}: two that go on from one log make a fork."
    )
