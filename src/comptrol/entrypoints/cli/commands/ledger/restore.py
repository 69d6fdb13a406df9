"""Take a log back from where it is published."""

import sys
from pathlib import Path

import click

from comptrol.bootstrap import only_one, take_back
from comptrol.entrypoints.cli.commands.ledger.rebuild import tell
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.flow.replay import Replayed
from comptrol.settings import Settings


@click.command()
@click.argument("log", metavar="URL|DIR")
@click.option("--policy", required=True, type=click.Path(path_type=Path), help="Whom to believe.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, log: str, policy: Path, data: str | None, as_json: bool) -> int:
    """Make the database of a data folder anew from its published log: all entries, then all views.

    For when the database is lost. Keys are not in the log: put them back into the folder yourself.
    The head must be believed by the policy, and the entries lead to its root. What only the folder
    had (evidence, the vault, statements after the last final head) does not come back.
    """
    folder = settings.over(data=data).folder
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        replayed = _with_progress(folder, log, policy, settings)
    if as_json:
        emit({"agrees": not replayed.differences, "entries": replayed.entries})
    else:
        tell(replayed)
    return NO if replayed.differences else YES


def _with_progress(folder: Path, log: str, policy: Path, settings: Settings) -> Replayed:
    with click.progressbar(length=1, label="Entries", file=sys.stderr) as bar:

        def tell_progress(stored: int, size: int) -> None:
            bar.length = size
            bar.update(stored - bar.pos)

        return take_back(folder, log, policy, tell_progress, settings)
