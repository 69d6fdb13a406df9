"""Show what one plan gives that another does not, and the cost in value."""

from collections.abc import Iterator
from pathlib import Path

import click

from comptrol.entrypoints.cli.call_files import (
    FILE,
    read_call,
    read_made,
    write_table,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.flow.allocating.comparing import Compared, compared

HEADINGS = (
    *("proposal", "area", "change", "hours_before", "hours_after"),
    *("value_before", "value_after"),
)


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--but", multiple=True, metavar="PROPOSAL", help="Whom it was for; may be repeated.")
@click.option("--table", "out", type=FILE, help="Where the table goes (CSV).")
@as_json
def command(
    call_file: Path,
    before: Path,
    after: Path,
    but: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """Compare two plans, BEFORE and AFTER, both valued by CALL.

    So the price of a priority, of an appeal or of lost capacity is what the others have less:
    all but those that --but names.
    """
    call = read_call(call_file)
    found = compared(read_made(before), read_made(after), call)
    others = found.cost_to_others(but)
    lines = list(_lines(found))
    if out is not None:
        write_table(out, HEADINGS, lines)
    if as_json:
        emit({"compared": found, "cost_to_others": others})
        return
    table(HEADINGS, lines, nothing="No award is another.")
    note(f"{counted(found.same, 'award is', 'awards are')} as they were")
    note(f"worth before {found.before:,f}, after {found.after:,f} points: cost {found.cost:,f}")
    if but:
        note(f"all but {', '.join(but)} have {others:,f} points less")


def _lines(found: Compared) -> Iterator[tuple[object, ...]]:
    for it in found.rows:
        yield (
            it.proposal,
            it.area,
            it.change,
            it.hours_before,
            it.hours_after,
            it.value_before,
            it.value_after,
        )
