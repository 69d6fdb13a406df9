"""Where do batches lie, and how is each there once, whole, and as it was filed?

    FOLDER/PROVIDER/PERIOD/000001-DIGEST.parquet     the rows, under their digest
    FOLDER/PROVIDER/PERIOD/000001.json               what was filed: only this makes a file count
    FOLDER/PROVIDER/PERIOD/compact-0001-DIGEST.parquet, compact-0001.json

Files are only ever added. A record is put in its place by a link, which fails where one is
already: of two who file under one number the second is told. A file without its record is left of
a crash, and counts for nothing. We weighed Delta Lake: its transactions would add a dependency of
60 MB, and a Spark without jars from elsewhere could not read it; its promise is kept by one link.
"""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from comptrol.adapters.durable_files import make_folder, put, sync_folders
from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.lake.columns import SCHEMA
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Flop

_PERIOD: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?\Z")
_PROVIDER: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}\Z")
SEQUENCE_MAX: Final = 999_999
_READ_BYTES: Final = 1 << 20
_SHORT: Final = 12
Count = Annotated[int, Meta(ge=0)]
Record = TypeVar("Record", "Batch", "Compaction")


class Sums(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the rows of a file come to, as they stand there."""

    rows: Count
    later_versions: Count = 0
    """Rows that correct others: where there are none, a roll-up need not look for them."""
    chip_seconds: Count
    flop: Flop | None = None
    """Of the rows that tell operations."""

    def __add__(self, other: "Sums") -> "Sums":
        """Return what both files come to."""
        return Sums(
            rows=self.rows + other.rows,
            later_versions=self.later_versions + other.later_versions,
            chip_seconds=self.chip_seconds + other.chip_seconds,
            flop=_both(self.flop, other.flop),
        )


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A batch as it was filed."""

    provider: PartyId
    period: str
    sequence: int
    digest: Digest
    """Of the file in the lake."""
    sent: Digest
    """Of what was sent: the same again is known before anything is read."""
    sums: Sums
    rejected: Count
    filed_at: datetime
    schema: int = SCHEMA


class Compaction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file in the place of several batches of a period: all their rows, old versions too."""

    provider: PartyId
    period: str
    number: int
    covers: tuple[int, ...]
    digest: Digest
    sums: Sums
    made_at: datetime
    schema: int = SCHEMA


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One period of one provider: its batches, and the last compaction."""

    folder: Path
    batches: tuple[Batch, ...]
    compaction: Compaction | None

    def file_of(self, one: Batch | Compaction) -> Path:
        """Return where a batch or a compaction has its rows."""
        return self.folder / _file_name(_stem(one), one.digest)

    @property
    def live(self) -> tuple[Batch | Compaction, ...]:
        """Return what has to be read for every row once."""
        covered = set(self.compaction.covers) if self.compaction is not None else set[int]()
        alone = (batch for batch in self.batches if batch.sequence not in covered)
        return (*((self.compaction,) if self.compaction is not None else ()), *alone)


class Shelf:
    """The lake's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def places(self, *, since: str | None = None, until: str | None = None) -> Iterator[Place]:
        """Yield every provider and period in which there is something, in order.

        ``since`` and ``until`` are months or days; a period that may overlap is in.
        """
        for provider in sorted(_folders(self.folder, _PROVIDER)):
            for period in sorted(_folders(provider, _PERIOD)):
                after = since is not None and period.name < since[: len(period.name)]
                before = until is not None and period.name > until[: len(period.name)]
                if not after and not before:
                    yield self._place(period)

    def place(self, provider: str, period: str) -> Place:
        """Return one period of one provider, empty where nothing was filed."""
        if _PROVIDER.match(provider) is None:
            raise UnreadableError(f"{provider!r} is no name of a party")
        period_bounds(period)
        return self._place(self.folder / provider / period)

    def writing(self, place: Place) -> FolderLock:
        """Return the lock that whoever adds to a period holds."""
        try:
            make_folder(place.folder)
        except OSError as error:
            told = f"{place.folder} cannot be made: {error.strerror}: name another with --lake"
            raise UnavailableError(told) from error
        return FolderLock(place.folder / ".lock")

    def file(self, place: Place, one: Batch | Compaction, rows: Path) -> None:
        """Move a finished file of rows into its place, then put its record beside it.

        Raises `UnreadableError` if there is a record under this number.
        """
        target = place.file_of(one)
        try:
            with rows.open("rb") as file:
                os.fsync(file.fileno())
            rows.rename(target)
            sync_folders((place.folder,))
        except OSError as error:
            raise UnavailableError(f"{target} cannot be written: {error.strerror}") from error
        record = place.folder / f"{_stem(one)}.json"
        fresh = place.folder / f".{_stem(one)}.{one.digest[:_SHORT]}.json"
        put(fresh, msgspec.json.format(msgspec.json.encode(one), indent=1) + b"\n")
        try:
            os.link(fresh, record)
        except FileExistsError as error:
            raise UnreadableError(f"{record.name} was filed meanwhile by somebody else") from error
        finally:
            fresh.unlink()
        sync_folders((place.folder,))

    def _place(self, folder: Path) -> Place:
        batches = [_record(path, Batch) for path in sorted(folder.glob("[0-9]*.json"))]
        compactions = [_record(path, Compaction) for path in folder.glob("compact-*.json")]
        last = max(compactions, key=lambda it: it.number, default=None)
        return Place(folder=folder, batches=tuple(batches), compaction=last)


def period_bounds(period: str) -> tuple[datetime, datetime]:
    """Return when a month or a day begins, and when the next does, as naive UTC.

    >>> period_bounds("2026-12")[1]
    datetime.datetime(2027, 1, 1, 0, 0)
    """
    month = len(period) == len("2026-11")
    try:
        first = date.fromisoformat(f"{period}-01" if month else period)
    except ValueError:
        first = None
    if first is None or _PERIOD.match(period) is None:
        raise UnreadableError(f"{period!r} is no period: expected YYYY-MM or YYYY-MM-DD")
    next_month = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    after = next_month if month else date.fromordinal(first.toordinal() + 1)
    return datetime.combine(first, datetime.min.time()), datetime.combine(
        after, datetime.min.time()
    )


def digest_of_file(path: Path) -> Digest:
    """Return the SHA-256 of a file."""
    whole = sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(_READ_BYTES):
                whole.update(part)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    return Digest(whole.hexdigest())


def _record(path: Path, kind: type[Record]) -> Record:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {error}") from error


def _folders(folder: Path, named: re.Pattern[str]) -> Iterator[Path]:
    if folder.is_dir():
        yield from (it for it in folder.iterdir() if it.is_dir() and named.match(it.name))


def _stem(one: Batch | Compaction) -> str:
    return f"{one.sequence:06}" if isinstance(one, Batch) else f"compact-{one.number:04}"


def _file_name(stem: str, digest: str) -> str:
    return f"{stem}-{digest[:_SHORT]}.parquet"


def _both(one: Flop | None, other: Flop | None) -> Flop | None:
    return one + other if one is not None and other is not None else one or other
