"""Take in an edition of the tables of frontier data centres."""

import csv
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

import click
import msgspec

from comptrol.bootstrap.surveying import TABLES, Line, Survey, read_sites, survey
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, answer, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

FACTORS: Final = "epoch-2026-09-24"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--as", "party", required=True, metavar="PARTY", help="Who says so.")
@click.option(
    "--edition", type=DAY, help="Its day. [default: the last on which a row was changed]"
)
@click.option(
    "--factor-set", default=FACTORS, show_default=True, help="What H100s are counted by."
)
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="A new column to do without.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    folder: Path,
    party: str,
    edition: datetime | None,
    factor_set: str,
    leave_out: tuple[str, ...],
    data: str | None,
    as_json: bool,
) -> None:
    """Take in FOLDER: data_centers.csv, its timelines, and its quantities of chips.

    New sites are registered, those of an earlier edition corrected where they differ; quantities
    are levels, planned where they are of a later day. What somebody else has said of a site stays.
    Rows that cannot be taken are written beside their table, with the reason. The answer is 1
    where there are any. At the end, levels are held against the source's own totals.
    """
    with closing(opened(settings, data)) as platform, closing(_Rejections(folder)) as rejected:
        day = None if edition is None else edition.date()
        found = read_sites(platform, folder, rejected.write, edition=day, leave_out=leave_out)
        total = sum(1 + len(site.levels) for site in found.table.sites) - found.repeated
        shown: Any = click.progressbar(length=total, label="rows", file=sys.stderr)
        with shown as bar:

            def tell(done: int) -> None:
                bar.update(done - bar.pos)

            done = survey(platform, PartyId(party), found, factor_set, rejected.write, tell)
    refused = sum(rejected.numbers.values())
    told = {**msgspec.structs.asdict(done), "rejected": refused}
    answer(told, _page(done, refused), as_json=as_json)
    for path, number in rejected.numbers.items():
        note(f"{counted(number, 'row was', 'rows were')} not taken: see {path}")
    if refused:
        raise SystemExit(NO)


def _page(done: Survey, refused: int) -> Iterator[str]:
    rows, tied = done.rows, done.tie_out
    yield (
        f"Edition {done.edition}: {counted(rows.registered, 'site')} registered, "
        f"{rows.corrected} corrected, {counted(rows.reported, 'level')} reported; "
        f"{counted(rows.already, 'row was', 'rows were')} there already, {rows.left} "
        f"are said otherwise by others, {refused} were refused."
    )
    if done.no_longer_there:
        gone = "level of earlier editions is not in this one: it stands"
        several = "levels of earlier editions are not in this one: they stand"
        yield f"{counted(done.no_longer_there, gone, several)}."
    yield (
        f"H100 equivalents by {tied.factor_set}: {tied.within} of {tied.sites} sites are within "
        f"2 % of the source's own total; {done.timeline_agrees} have the same in their timeline."
    )
    yield from (printable(f"  {it.site}: {it.ratio} of it") for it in tied.apart)
    yield from (printable(f"  {it}: a number or a factor is not known") for it in tied.unknown)


class _Rejections:
    """The rows that were not taken, beside each table; there is no file before the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, TextIO] = {}
        self.numbers: dict[Path, int] = {}

    def write(self, line: Line, reason: str) -> None:
        """Write one row, with its line and what is wrong with it."""
        path = self._path(line.table)
        try:
            if line.table not in self._files:
                file = self._files[line.table] = path.open("w", encoding="utf-8", newline="")
                csv.writer(file).writerow(("line", "reason", *map(harmless, line.cells)))
            row = (line.line, *map(harmless, (reason, *line.cells.values())))
            csv.writer(self._files[line.table]).writerow(row)
        except OSError as error:
            raise UnavailableError(f"{path}: {error.strerror}") from error
        self.numbers[path] = self.numbers.get(path, 0) + 1

    def close(self) -> None:
        """Close the files; those of an earlier time that are out of date go."""
        for file in self._files.values():
            file.close()
        for table in TABLES:
            if table not in self._files:
                self._path(table).unlink(missing_ok=True)

    def _path(self, table: str) -> Path:
        return self._folder / f"{table}.rejected.csv"
