"""Fetch the lists, show what changes, and adopt them if the operator agrees."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import (
    LISTS,
    OFFICIAL,
    differences,
    edition_of,
    fetched,
    matcher,
    write_edition,
)
from comptrol.domains.screening import Edition, matcher_in_force
from comptrol.entrypoints.cli.commands.lists.adopt import adopted
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.list_guards import agreed, check_day, older, shrunk
from comptrol.entrypoints.cli.list_pages import notes_on
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, note, opened
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings


@click.command()
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="Lists in a folder: fetch nothing."
)
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="NAME=URL",
    help="Fetch this too, or in place of the address known under NAME.",
)
@click.option("--yes", is_flag=True, help="Adopt without asking.")
@click.option("--allow-shrinking", is_flag=True, help="Take lists that lost many entities.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    source: Path | None,
    addresses: tuple[str, ...],
    yes: bool,
    allow_shrinking: bool,
    data: str | None,
    as_json: bool,
) -> int:
    """Fetch the lists from their official addresses, verify them, show the difference, and ask.

    Every list is read whole and every row accounted for before anything is adopted.
    Exit code 1: nothing was adopted.
    """
    with closing(opened(settings, data)) as platform:
        folder = source or _fetched(settings.over(data=data).folder / LISTS / "fetched", addresses)
        file = _built(folder, settings.over(data=data).folder / LISTS)
        with platform.world() as world:
            before = matcher_in_force(world)
        after = matcher(file)
        check_day(after.edition, platform.today())
        _check_counts(before.edition, after.edition, allow_shrinking)
        found = differences(before, after)
        if not any(found):
            note(f"nothing changes: {before.edition.edition} stays in force")
            return YES
        if not agreed(found, before, after, yes=yes):
            return NO
        return adopted(platform, file, as_json=as_json)


def _fetched(folder: Path, addresses: tuple[str, ...]) -> Path:
    wanted = dict(OFFICIAL)
    for given in addresses:
        name, equals, address = given.partition("=")
        if not equals or "/" in name or not name:
            raise UnreadableError(f"--address {given!r}: expected NAME=URL, NAME a file name")
        wanted[name] = address
    for name, address in wanted.items():
        note(f"fetching {address} ...")
        fetched(address, folder, name)
    return folder


def _built(folder: Path, into: Path) -> Path:
    made = edition_of([folder])
    for name, file in made.files:
        note(
            f"{name}: {counted(file.rows, 'row')}, {counted(len(file.entities), 'entity')}, "
            f"{len(file.refused)} refused"
        )
    for text in notes_on((name, file.notes) for name, file in made.files):
        note(text)
    path = into / f"{made.edition.digest}.jsonl.xz"
    if not path.exists():
        into.mkdir(parents=True, exist_ok=True)
        write_edition(made, path)
    return path


def _check_counts(before: Edition, after: Edition, allow_shrinking: bool) -> None:
    """Refuse an edition that is older than the one in force, or looks cut short."""
    for doubt in older(before, after):
        raise UnreadableError(doubt)
    if not allow_shrinking:
        for doubt in shrunk(before, after):
            raise UnreadableError(f"{doubt}; add it, or say --allow-shrinking")
