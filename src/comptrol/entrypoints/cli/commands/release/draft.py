"""Show what a table would be."""

from contextlib import closing

import click

from comptrol.domains.releases import TableName
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.entrypoints.cli.release_tables import drafted, named, show_table
from comptrol.settings import Settings


@click.command()
@named
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    table_name: TableName,
    quarter: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Show what TABLE would be if it was published now, and how much is withheld.

    Keep a draft to yourself: what differs from it later could single somebody out.
    """
    with closing(opened(settings, data)) as platform:
        said, found = drafted(platform, table_name, quarter)
    if said is None or found is None:
        note("Nothing can be told: too few stand behind even the sum of all.")
        return NO
    if as_json:
        emit({"statement": said, "primary": found.primary, "secondary": found.secondary})
    else:
        show_table(said.rows, said.columns, said.values)
        withheld = counted(
            found.primary, "cell is withheld for itself", "cells are withheld for themselves"
        )
        cells = f"{withheld}, {found.secondary} for others"
        note(f"{said.unit}, {said.quarter}. {cells}. Not published: comptrol release publish")
    return YES
