"""Load the bundled world and tell the story."""

import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import assert_never

import click

from comptrol import verify_ledger
from comptrol.bootstrap import (
    POLICY,
    PUBLISHED,
    Platform,
    award_solver,
    created,
    new_log_keys,
    only_one,
    publisher,
    write_policy,
)
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.filings.calendar import START
from comptrol.entrypoints.demo.filings.story import year_of_filings
from comptrol.entrypoints.demo.round.dates import DEMONSTRATED
from comptrol.entrypoints.demo.round.story import round_of_sixty
from comptrol.entrypoints.demo.story import Story
from comptrol.entrypoints.demo.telling import tell_story
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

ORIGIN = "comptrol.example/demonstration"
MARK = "this-is-a-demonstration"


class Told(Enum):
    """Which story is told."""

    TRADE = "trade"
    FILINGS = "filings"
    ROUND = "round"


@click.command()
@data_option
@click.option(
    "--story",
    type=OneOf(Told),
    default=Told.TRADE,
    show_default=True,
    help="Chips and rentals on one day, a year of filings by three providers, or a round in which "
    "sixty proposals ask for compute.",
)
@click.option("--fresh", is_flag=True, help="Delete an earlier demonstration in the folder first.")
@as_json
@click.pass_obj
def command(settings: Settings, story: Told, data: str | None, fresh: bool, as_json: bool) -> int:
    """Load the bundled world through the one path, tell a story, and check the ledger.

    The stories of filings and of the round have a clock of their own, in 2025.

    Exit code 0: every expectation of the story held, and the replay agreed.
    """
    folder = settings.over(data=data).folder
    if fresh:
        _remove(folder)
    clock, scenes = _scenes(story)
    with created(
        folder, processes=settings.reading_processes, clock=clock, settings=settings
    ) as platform:
        (folder / MARK).write_text("Made by comptrol demo; comptrol demo --fresh may delete it.\n")
        keys = new_log_keys(folder, ORIGIN)
        write_policy(folder, keys)
        tell = note if as_json else click.echo
        held = tell_story(platform, tell, keys, scenes) and _published(platform, folder, tell)
        entries = platform.store.size()
    if as_json:
        emit({"held": held, "entries": entries, "data": str(folder)})
    else:
        click.echo(f"{'The story held.' if held else 'THE STORY DID NOT HOLD.'} Data: {folder}")
    return YES if held else NO


def _scenes(story: Told) -> tuple[StoryClock | None, Story | None]:
    """Return the clock of a story and its scenes; nothing: the story of one day, today."""
    match story:
        case Told.TRADE:
            return None, None
        case Told.FILINGS:
            clock = StoryClock(START)
            return clock, year_of_filings(clock)
        case Told.ROUND:
            clock = StoryClock(DEMONSTRATED.opens)
            return clock, round_of_sixty(clock, award_solver())
        case never:
            assert_never(never)


def _published(platform: Platform, folder: Path, tell: Callable[[str], None]) -> bool:
    """Publish the log, and have it checked by the program that shares no code with ours."""
    tell("The log is signed, published, and checked by verify_ledger.py, down to every signature")
    with publisher(platform, folder) as made:
        final = made.publish().final
    said = StringIO()
    with redirect_stdout(said):
        asked = ["log", str(folder / PUBLISHED), "--policy", str(folder / POLICY), "--signatures"]
        verdict = verify_ledger.main(asked)
    for line in said.getvalue().splitlines():
        tell(f"   {line}")
    return final and verdict == 0


def _remove(folder: Path) -> None:
    if not folder.exists():
        return
    if not (folder / MARK).is_file():
        raise UnavailableError(f"{folder} was not made by comptrol demo: it is left alone")
    with only_one(folder):
        note(f"deleting the earlier demonstration in {folder}")
    shutil.rmtree(folder)
