"""Load the bundled world and tell the story."""

import shutil
from pathlib import Path

import click

from comptrol.bootstrap import created, only_one
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.entrypoints.demo.telling import tell_story
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

MARK = "this-is-a-demonstration"


@click.command()
@data_option
@click.option("--fresh", is_flag=True, help="Delete an earlier demonstration in the folder first.")
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, fresh: bool, as_json: bool) -> int:
    """Load the bundled world through the one path, tell the story, and check the ledger.

    Exit code 0: every expectation of the story held, and the replay agreed.
    """
    folder = settings.over(data=data).folder
    if fresh:
        _remove(folder)
    with created(folder, processes=settings.reading_processes) as platform:
        (folder / MARK).write_text("Made by comptrol demo; comptrol demo --fresh may delete it.\n")
        held = tell_story(platform, note if as_json else click.echo)
        entries = platform.store.size()
    if as_json:
        emit({"held": held, "entries": entries, "data": str(folder)})
    else:
        click.echo(f"{'The story held.' if held else 'THE STORY DID NOT HOLD.'} Data: {folder}")
    return YES if held else NO


def _remove(folder: Path) -> None:
    if not folder.exists():
        return
    if not (folder / MARK).is_file():
        raise UnavailableError(f"{folder} was not made by comptrol demo: it is left alone")
    with only_one(folder):
        note(f"deleting the earlier demonstration in {folder}")
    shutil.rmtree(folder)
