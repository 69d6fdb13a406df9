"""Show licences and exceptions."""

from contextlib import closing

import click

from comptrol.domains.gate import LicenceFile, licence, licences
from comptrol.entrypoints.cli.commands.gate.paging import PAGE, every
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.settings import Settings

_HEADINGS = ("licence", "kind", "holder", "for", "chips", "drawn", "left", "from", "until")


@click.command()
@click.option("--holder", metavar="PARTY", help="Given to one seller alone.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, holder: str | None, data: str | None, as_json: bool) -> None:
    """Show every licence, exception and authorisation that was entered, and what is left of it.

    JSON has a line to each.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        who = None if holder is None else enrolled(world, holder)
        named = every(
            lambda after: licences(world, holder=who, after=after, limit=PAGE),
            lambda it: it.licence,
        )
        found = [licence(world, licence=it.licence) for it in named]
    if as_json:
        for one in found:
            emit(one)
    elif found:
        table(_HEADINGS, map(_row, found))
    if not found:
        note("No licence has been entered.")


def _row(found: LicenceFile) -> tuple[object, ...]:
    one = found.licence
    return (
        one.licence,
        one.type.value,
        one.holder,
        ", ".join(one.models),
        "no number" if one.chips is None else one.chips,
        one.drawn,
        found.left,
        one.since,
        one.until if one.ended_on is None else f"{one.ended_on} (ended)",
    )
