"""Read usage from a meter."""

from typing import Any

import click

from comptrol.entrypoints.cli.commands.meter.asking import page_of, read, reading_options, totals
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer


@click.command()
@reading_options
@as_json
def command(*, as_json: bool, **given: Any) -> int:  # noqa: ANN401
    """Show what a meter says was used. Nothing is filed.

    FILE is of sacct -P, of kept scrapes, CSV, or CloudEvents; URL is an exporter's or a
    Prometheus's. Exit code 1: some rows could not be read, each is named with its reason.
    """
    found = read(**given)
    words = {
        "rows": found.rows,
        "earlier": found.earlier,
        "rejected": found.rejected,
        "notes": found.notes,
        "totals": totals(found.rows),
    }
    answer(words, page_of(found), as_json=as_json)
    return NO if found.rejected else YES
