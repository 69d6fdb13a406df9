"""Write the call that a log has, as of a day."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from comptrol.bootstrap import today
from comptrol.domains.allocation import CallId, call_digest, call_document
from comptrol.entrypoints.cli.call_files import FILE, write_json
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer, note, opened
from comptrol.entrypoints.cli.solving import remarks
from comptrol.settings import Settings


@click.command()
@click.argument("call")
@click.option("--out", type=FILE, required=True, help="Where the call goes (JSON).")
@click.option("--as-of", type=DAY, help="The day: months begun by then stay as used. [today]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    call: str,
    out: Path,
    as_of: datetime | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Write all that a plan of CALL depends on, as the log has it: whoever has it can plan anew.

    Needs are as the technical review trimmed them, pools as the law of the call's day allows.
    """
    day = as_of.date() if as_of is not None else today()
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = call_document(world, call=CallId(call), as_of=day)
    write_json(out, found)
    for text in remarks(found):
        note(f"note: {text}")
    digest = call_digest(found)
    told = {"call": call, "as_of": day, "digest": digest, "proposals": len(found.proposals)}
    many = (
        f"{counted(len(found.proposals), 'proposal')}, {counted(len(found.pools), 'pool')}, "
        f"{counted(len(found.months), 'month')}"
    )
    page = (many, f"as of {day}, digest {digest}")
    answer(told, page, as_json=as_json)
