"""Adopt an edition of the lists."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.settings import Settings


@click.command()
@click.argument("edition", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, edition: Path, data: str | None, as_json: bool) -> int:
    """Adopt EDITION (a file of comptrol lists build), and keep it beside the log.

    Every party is held against what it changes, in the same step; against all of it where the
    edition before is not kept.
    """
    with closing(opened(settings, data)) as platform:
        note("holding every party against it ...")
        answer = platform.adopt_list(edition)
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
