"""How do many small files become one, while nothing is lost and every answer stays the same?"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from comptrol.adapters.lake.columns import METERS
from comptrol.adapters.lake.digests import digest_of
from comptrol.adapters.lake.engines import Engine
from comptrol.adapters.lake.filing import sums_of, write_rows
from comptrol.adapters.lake.rollups import BY_ACCOUNT, by_account
from comptrol.adapters.lake.shelf import Batch, Compaction, Place, Shelf, Sums, digest_of_file
from comptrol.kernel.errors import UnsoundError
from comptrol.kernel.identifiers import Digest

FILES_MIN: Final = 2


def compact(shelf: Shelf, engine: Engine, now: datetime) -> Iterator[Compaction]:
    """Put one file in the place of several, for every period that has several; yield each.

    Every row goes over, old versions too. The new file counts only once it was read back: its sums
    are those of the files it replaces, and so is the digest of the roll-up by day of every meter.
    The old files stay: what was filed is audited against the log.
    """
    for found in list(shelf.places()):
        if len(found.live) < FILES_MIN:
            continue
        with shelf.writing(found):
            place = shelf.place(found.folder.parent.name, found.folder.name)
            if len(place.live) >= FILES_MIN:
                yield _compacted(shelf, engine, place, now)


def drop_covered(shelf: Shelf, filed_before: datetime) -> Iterator[Batch]:
    """Remove the files of batches whose time for audits is over, and yield each batch.

    Only what a compaction holds is removed. Its record stays, and its digest in the log.
    """
    for place in list(shelf.places()):
        covered = set(place.compaction.covers) if place.compaction is not None else set[int]()
        for batch in place.batches:
            file = place.file_of(batch)
            if batch.sequence in covered and batch.filed_at < filed_before and file.exists():
                file.unlink()
                yield batch


def _compacted(shelf: Shelf, engine: Engine, place: Place, now: datetime) -> Compaction:
    files = [place.file_of(one) for one in place.live]
    number = place.compaction.number + 1 if place.compaction is not None else 1
    target = place.folder / f".compact-{number:04}.new"
    rows = engine.opened(files)
    ordered = rows.order_by("since", "source", "event", "version")
    try:
        engine.bounded(lambda: write_rows(engine, ordered, target))
        whole = sum((one.sums for one in place.live[1:]), start=place.live[0].sums)
        _hold(engine, place, whole)
        sums = sums_of(engine, [target])
        if sums != whole or _answers(engine, [target]) != _answers(engine, files):
            raise UnsoundError(
                f"{target}: it does not hold what {len(files)} files hold; not used"
            )
        first = place.batches[0]
        made = Compaction(
            provider=first.provider,
            period=first.period,
            number=number,
            covers=tuple(batch.sequence for batch in place.batches),
            digest=digest_of_file(target),
            sums=sums,
            made_at=now,
        )
        shelf.file(place, made, target)
    finally:
        target.unlink(missing_ok=True)
    return made


def _hold(engine: Engine, place: Place, whole: Sums) -> None:
    """Refuse to compact files that are not as they were filed."""
    for one in place.live:
        file = place.file_of(one)
        if digest_of_file(file) != one.digest:
            raise UnsoundError(f"{file} is not as it was filed: comptrol lake verify")
    if sums_of(engine, [place.file_of(one) for one in place.live]) != whole:
        raise UnsoundError(f"{place.folder}: the files do not come to what their records say")


def _answers(engine: Engine, files: list[Path]) -> tuple[Digest, ...]:
    rows = engine.opened(files)
    asked = (by_account(rows, meter=meter, unit="D") for meter in METERS)
    return tuple(digest_of(engine.rows(question), BY_ACCOUNT) for question in asked)
