"""Adopt an edition of the lists."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import Platform, differences, edition_at
from comptrol.domains.screening import matcher_in_force
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.list_guards import agreed, check_day, older, shrunk
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.settings import Settings


@click.command()
@click.argument("edition", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Adopt without asking.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, edition: Path, yes: bool, data: str | None, as_json: bool) -> int:
    """Adopt EDITION (a file of comptrol lists build), and keep it beside the log.

    Every party is held against what it changes, in the same step; against all of it where the
    edition before is not kept. One that is older than the one in force, or has lost a tenth of a
    list or all of it, shows the difference and asks first. Exit code 1: nothing was adopted.
    """
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            before = matcher_in_force(world)
        after = edition_at(edition)
        check_day(after.edition, platform.today())
        doubts = [*older(before.edition, after.edition), *shrunk(before.edition, after.edition)]
        for doubt in doubts:
            note(f"warning: {doubt}")
        if doubts and not agreed(differences(before, after), before, after, yes=yes):
            return NO
        return adopted(platform, edition, as_json=as_json)


def adopted(platform: Platform, file: Path, *, as_json: bool) -> int:
    """Adopt an edition, and tell what came of it."""
    note("holding every party against it ...")
    answer = platform.adopt_list(file)
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
