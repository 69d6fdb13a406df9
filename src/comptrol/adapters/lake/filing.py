"""How does what a provider sent become a file of rows that were each looked at?"""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from comptrol.adapters.lake.columns import FLOP
from comptrol.adapters.lake.engines import Engine
from comptrol.adapters.lake.judging import Bounds, already, judged, refused, taken, twice
from comptrol.adapters.lake.reading import raw_rows, usage_rows
from comptrol.adapters.lake.shelf import (
    Batch,
    Shelf,
    Sums,
    digest_of_file,
    period_bounds,
)
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Flop

Tell = Callable[[str], None]
ROW_GROUP: Final = 500_000
"""Rows of a row group: about what one thread of an engine works on at a time."""

WORDS_MAX: Final = 20_000
"""Of a column with more different values none is kept as a list of them: names of events, sums."""


class Sorted(NamedTuple):
    """What became of the rows of a file."""

    sums: Sums
    rejected: int
    rejections: Path | None
    """Where rows that are not taken lie, each with its reason."""


class Filed(NamedTuple):
    """The batch that is in the lake under a provider, a period and a number."""

    batch: Batch
    repeated: bool
    """It was there before, sent in the same bytes."""
    conflict: bool
    """It was there before, and what was sent now is something else: nothing was filed."""


class Sending(NamedTuple):
    """What a provider sends, under which period and number."""

    path: Path
    provider: str
    period: str
    sequence: int


def file_batch(
    shelf: Shelf,
    engine: Engine,
    sending: Sending,
    peaks: Mapping[str, int],
    now: datetime,
    tell: Tell,
) -> Filed:
    """File what was sent, once.

    1. The same bytes under the same number: nothing is done, and the record is the same.
    2. Each row is held against itself, its chips, the others and what the period has already.
    3. What is taken is written; what is not, beside what was sent.
    4. The file is put in its place, and then its record.
    """
    place = shelf.place(sending.provider, sending.period)
    sent = digest_of_file(sending.path)
    known = next((it for it in place.batches if it.sequence == sending.sequence), None)
    if known is not None:  # 1
        return Filed(known, repeated=known.sent == sent, conflict=known.sent != sent)
    since, until = period_bounds(sending.period)
    bounds = Bounds(peaks, sending.provider, since, until, ahead=now.replace(tzinfo=None))
    with shelf.writing(place), _scratch(place.folder / f".{sending.sequence:06}.new") as fresh:
        place = shelf.place(sending.provider, sending.period)
        earlier = [place.file_of(one) for one in place.live]
        found = sort_rows(engine, sending.path, fresh.path, bounds, tell, earlier)  # 2, 3
        if not found.sums.rows:
            raise nothing_taken(sending.path, found)
        batch = Batch(
            provider=PartyId(sending.provider),
            period=sending.period,
            sequence=sending.sequence,
            digest=digest_of_file(fresh.path),
            sent=sent,
            sums=found.sums,
            rejected=found.rejected,
            filed_at=now,
        )
        shelf.file(place, batch, fresh.path)  # 4
    return Filed(batch, repeated=False, conflict=False)


def nothing_taken(path: Path, found: Sorted) -> UnreadableError:
    """Return what is said of a file of which no row is taken."""
    if found.rejections is None:
        return UnreadableError(f"{path}: there is no row in it")
    return UnreadableError(f"{path}: no row can be taken: see {found.rejections}")


def sort_rows(
    engine: Engine, path: Path, target: Path, bounds: Bounds, tell: Tell, earlier: list[Path]
) -> Sorted:
    """Write the rows of a file that are taken to one file, and the others beside it.

    The file is read twice or three times and never held as a whole: for events that stand there
    twice, for what is taken, and, where something is not, for that.
    """
    text = target.with_name(f"{target.name}.text")
    try:
        typed, found = engine.bounded(
            lambda: _looked_at(engine, path, text, bounds, tell, earlier)
        )
        engine.bounded(lambda: write_rows(engine, taken(found), target))
        sums = sums_of(engine, [target])
        rejected = engine.bounded(lambda: _many(engine, typed)) - sums.rows
        beside = path.with_name(f"{path.name}.rejected.csv")
        if beside.is_file() or beside.is_symlink():
            beside.unlink()  # of an earlier run; and nothing is written through a link
        if rejected:
            engine.bounded(lambda: engine.backend.to_csv(refused(found), str(beside), header=True))
            tell(f"{rejected:,} rows were not taken: see {beside}")
    except UnreadableError as error:
        if str(error).startswith(f"{path}: "):
            raise
        raise UnreadableError(f"{path}: it cannot be read: {error}") from error
    finally:
        text.unlink(missing_ok=True)
    return Sorted(sums, rejected, beside if rejected else None)


def _looked_at(
    engine: Engine, path: Path, text: Path, bounds: Bounds, tell: Tell, earlier: list[Path]
) -> tuple[Any, Any]:
    """Return the rows of a file with their types, and the same with what is against each."""
    typed = usage_rows(path, raw_rows(engine, path, text), tell=tell)
    said = _kept(engine, "said_twice", twice(typed))
    before = engine.opened(earlier) if earlier else None
    filed = None if before is None else _kept(engine, "filed_before", already(typed, before))
    return typed, judged(typed, bounds, _peaks(engine, bounds.peaks), said, filed)


def _kept(engine: Engine, name: str, rows: Any) -> Any:  # noqa: ANN401  (of Ibis)
    """Work rows out once and keep them; nothing where there are none."""
    table = engine.backend.create_table(name, rows, temp=True, overwrite=True)
    return table if _many(engine, table) else None


def _many(engine: Engine, rows: Any) -> int:  # noqa: ANN401
    return int(engine.backend.execute(rows.count()))


def write_rows(engine: Engine, rows: Any, target: Path) -> None:  # noqa: ANN401  (of Ibis)
    """Write rows as Parquet, as every file of the lake is written."""
    engine.backend.to_parquet(
        rows,
        str(target),
        compression="zstd",
        row_group_size=ROW_GROUP,
        dictionary_size_limit=WORDS_MAX,
    )


def sums_of(engine: Engine, files: list[Path]) -> Sums:
    """Return what the rows of some files come to, read from the files."""
    rows = engine.opened(files)
    totals = rows.aggregate(
        rows=rows.count(),
        later_versions=(rows.version > 1).sum().fill_null(0),
        chip_seconds=rows.chip_seconds.sum().cast("decimal(38, 0)").fill_null(0),
        told=rows.flop_low.count(),
        **{name: rows[name].sum().cast("decimal(38, 0)") for name in FLOP},
    )
    (found,) = engine.rows(totals)
    low, mid, high = (int(found[name] or 0) for name in FLOP)
    return Sums(
        rows=found["rows"],
        later_versions=int(found["later_versions"]),
        chip_seconds=int(found["chip_seconds"]),
        flop=Flop.of(low, mid, high) if found["told"] else None,
    )


class _Scratch:
    """A file that is gone unless it was moved away."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def close(self) -> None:
        self.path.unlink(missing_ok=True)


def _scratch(path: Path) -> closing[_Scratch]:
    return closing(_Scratch(path))


def _peaks(engine: Engine, peaks: Mapping[str, int]) -> Any:  # noqa: ANN401
    whole = pa.array([Decimal(it) for it in peaks.values()], pa.decimal128(20, 0))
    known = pa.array(list(peaks), pa.string())
    return engine.given(pa.table({"known": known, "peak": whole}))
