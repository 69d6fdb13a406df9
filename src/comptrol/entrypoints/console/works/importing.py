"""A maker's table of chips is registered, as ``comptrol registry load`` does it."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self, TextIO

from comptrol.bootstrap import Platform, count_rows, read_chip_rows
from comptrol.entrypoints.console.act import has_key
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.flow.loading import Loaded, Loading, Rejected
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import PartyId

TABLE: Final = "table.csv"
PARTS_PER_STEP: Final = 8
"""Four thousand chips to a step: progress is seen, and others wait for a moment only."""
SHOWN_MAX: Final = 20
HEADINGS: Final = ("line", "serial", "model", "lot", "made_on", "reason")


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the loading of a table in the voice of the visitor's party."""
    maker = asking.visitor.party
    if maker is None or not has_key(asking.platform, maker):
        raise UnavailableError(
            f"the key of {maker} is not kept here: use comptrol registry load where it is"
        )
    platform = asking.platform
    return lambda progress: load(platform, maker, folder / TABLE, progress)


def load(platform: Platform, maker: PartyId, table: Path, progress: Progress) -> Outcome:
    """Say every lot of a table. Begun again, it passes over what is there already."""
    total = count_rows(table)
    with Rejections(progress.folder / "rejected.csv") as rejected:

        def tell(done: int) -> None:
            progress.tell(min(done, total), total, f"{done:,} of {total:,} chips")

        def refuse(it: Rejected) -> None:
            row = it.row
            fields = (row.serial, row.model, row.lot, row.made_on.isoformat())
            rejected.write(row.line, fields, it.reason)

        tell(0)
        speaker = progress.speaker(platform, maker)
        loading = Loading(speaker, maker, platform.world, refuse, parts_per_step=PARTS_PER_STEP)
        done = loading.run(read_chip_rows(table, rejected.write), tell)
    return _outcome(done, rejected)


def _outcome(done: Loaded, rejected: "Rejections") -> Outcome:
    told = (
        f"{done.registered:,} chips in {done.lots:,} lots were registered; {done.already:,} were "
        f"there already; {rejected.number:,} rows were not taken."
    )
    if not rejected.number:
        return Outcome(told, "/lots")
    told += " Mend them and send them again: what is there already is passed over."
    return Outcome(told, "/lots", HEADINGS, tuple(rejected.first), rejected.path, good=False)


class Rejections:
    """The rows that were not taken: all of them in a file, the first of them to be shown."""

    def __init__(self, path: Path) -> None:
        self.path, self.number = path, 0
        self.first: list[tuple[str, ...]] = []

    def __enter__(self) -> Self:
        """Open the file."""
        self._file: TextIO = self.path.open("w", encoding="utf-8", newline="")
        self._lines = csv.writer(self._file)
        self._lines.writerow(HEADINGS)
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._file.close()

    def write(self, line: int, values: Sequence[str], reason: str) -> None:
        """Write one row, with its line and what is wrong with it."""
        self.number += 1
        fields = [*values[:4], *[""] * (4 - len(values[:4]))]
        if len(self.first) < SHOWN_MAX:
            self.first.append((str(line), *fields, reason))
        self._lines.writerow([line, *map(harmless, fields), harmless(reason)])


START: Final = Start(
    name="chips",
    title="A table of chips is registered",
    audience=frozenset({Audience.PARTY}),
    prepare=prepare,
    upload=TABLE,
)
