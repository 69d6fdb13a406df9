"""Register a maker's table of chips."""

import csv
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, TextIO

import click

from comptrol.bootstrap import Platform, count_rows, read_chip_rows
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, emit, note, opened
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.flow.loading import Loaded, Loading, Rejected
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

_HEADINGS: Final = ("line", "serial", "model", "lot", "made_on", "reason")
Reject = Callable[[int, Sequence[str], str], None]


@click.command()
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--as", "maker", required=True, metavar="PARTY", help="The maker whose key is here.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, table: Path, maker: str, data: str | None, as_json: bool) -> None:
    """Register the chips of TABLE: columns serial, model, lot and made_on, one row to a chip.

    Lots are said in parts of at most 500 serials. Begun anew, it goes on where it stopped. Rows
    that cannot be taken are written beside the table, with the reason.
    """
    with closing(opened(settings, data)) as platform:
        total = count_rows(table)
        beside = table.with_name(f"{table.name}.rejected.csv")
        with closing(_Rejections(beside)) as rejected:
            done = _loaded(platform, table, PartyId(maker), rejected.write, total)
    if rejected.number:
        note(f"{counted(rejected.number, 'row was', 'rows were')} not taken: see {beside}")
    answer = {
        "rows": done.rows + rejected.number - done.rejected,
        "registered": done.registered,
        "already": done.already,
        "rejected": rejected.number,
        "lots": done.lots,
    }
    if as_json:
        emit(answer)
    else:
        click.echo(
            f"{counted(done.registered, 'chip')} in {counted(done.lots, 'lot')} are registered; "
            f"{done.already} were there already; "
            f"{counted(rejected.number, 'row was', 'rows were')} not taken."
        )
    if rejected.number:
        raise SystemExit(NO)


def _loaded(platform: Platform, table: Path, maker: PartyId, reject: Reject, total: int) -> Loaded:
    """Load the table with a bar of rows done."""

    def refuse(rejected: Rejected) -> None:
        row = rejected.row
        fields = (row.serial, row.model, row.lot, row.made_on.isoformat())
        reject(row.line, fields, rejected.reason)

    loading = Loading(platform.speaker(maker), maker, platform.world, refuse)
    shown: Any = click.progressbar(length=total, label="chips", file=sys.stderr)
    with shown as bar:

        def tell(done: int) -> None:
            bar.update(done - bar.pos)

        return loading.run(read_chip_rows(table, reject), tell)


class _Rejections:
    """The rows that were not taken, beside the table; there is no file before the first."""

    def __init__(self, path: Path) -> None:
        self.path, self.number = path, 0
        self._file: TextIO | None = None

    def write(self, line: int, values: Sequence[str], reason: str) -> None:
        """Write one row, with its line and what is wrong with it."""
        if self._file is None:
            try:
                self.path.unlink(
                    missing_ok=True
                )  # where a link lies, nothing is written through it
                self._file = self.path.open("x", encoding="utf-8", newline="")
            except OSError as error:
                raise UnavailableError(f"{self.path}: {error.strerror}") from error
            csv.writer(self._file).writerow(_HEADINGS)
        self.number += 1
        fields = [*values[:4], *[""] * (4 - len(values[:4]))]
        csv.writer(self._file).writerow([line, *map(harmless, (*fields, reason))])

    def close(self) -> None:
        """Close the file, if there is one; one of an earlier load that is out of date goes."""
        if self._file is not None:
            self._file.close()
        else:
            self.path.unlink(missing_ok=True)
