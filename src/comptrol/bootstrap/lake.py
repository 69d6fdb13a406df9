"""The lake of usage, where the extra for it is installed; a cluster needs none of it.

Everything is asked of a ``Lake``: which folder, and which engine works the roll-ups out. What is
written is always written by DuckDB, in this process.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import msgspec

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.lake.cluster import Cluster, Shape
from comptrol.adapters.lake.questions import Asking
from comptrol.adapters.lake.shelf import Batch, Compaction, Shelf
from comptrol.bootstrap.chip_peaks import peaks_shipped
from comptrol.bootstrap.extras import require
from comptrol.domains.chips import ChipsView, peaks_of
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Flop
from comptrol.kernel.view import World

__all__ = [
    "FOLDER",
    "SERVER",
    "Asking",
    "Batch",
    "Cluster",
    "Compaction",
    "Imported",
    "Lake",
    "Shape",
    "Shelf",
    "Where",
    "engine_at",
    "highest_in",
    "highest_shipped",
    "import_file",
    "present",
    "roll_up_of",
]

FOLDER: Final = "lake"
"""The folder of the lake within a data folder, where no other is named."""
SERVER: Final = Shape().server
_EXACT_HOURS: Final = Decimal("0.000001")
"""From so many places the chip-seconds can be had again: one is 0.000278 hours."""
Tell = Callable[[str], None]


class Where(NamedTuple):
    """Which engine works out a roll-up."""

    spark: bool = False
    server: str = SERVER
    step_s: float = 600


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of usage comes to."""

    rows: int
    """Of the file."""
    rejected: int
    chip_hours: Decimal
    """Chip time in hours, to six places; ``chip_seconds`` is exact."""
    chip_seconds: int
    flop: Flop | None
    """Of the rows that tell operations; nothing: none does."""
    digest: Digest
    """Of the roll-up by provider, tenant, model and day, the same from every engine."""
    meter: str
    """Whose rows were added up: the most trusted that is in the file."""
    answer_rows: int
    engine: str
    rejections: str | None
    """Where rows that were not taken lie, each with its reason."""


def require_lake() -> None:
    """Say in words what to install, if the engines are not here."""
    require("lake", "usage in bulk")


def require_spark() -> None:
    """Say in words what to install beside the lake, if the client of Spark is not here."""
    require("spark", "a server of Spark Connect")


@contextmanager
def engine_at(where: Where) -> Iterator[Any]:
    """Open DuckDB in this process, or connect to a server."""
    require_lake()
    from comptrol.adapters.lake import engines  # noqa: PLC0415  (an extra)

    if not where.spark:
        with (
            TemporaryDirectory(prefix="comptrol-lake-") as scratch,
            engines.in_duckdb(scratch=Path(scratch)) as engine,
        ):
            yield engine
        return
    require_spark()
    with engines.on_server(where.server, step_s=where.step_s) as engine:
        yield engine


def import_file(path: Path, where: Where, peaks: Mapping[str, int], tell: Tell) -> Imported:
    """Read a file of usage, tell which rows cannot be taken, and roll the others up.

    A server has to see the folder for temporary files under the same path.
    """
    require_lake()
    from comptrol.adapters.lake import (  # noqa: PLC0415  (an extra)
        engines,
        filing,
        judging,
        rollups,
    )

    if where.spark:
        engines.probe(where.server)  # before any row is looked at
    with TemporaryDirectory(prefix="comptrol-import-") as folder:
        target = Path(folder) / "usage.parquet"
        with engine_at(Where()) as duckdb:
            bounds = judging.Bounds(peaks)
            found = filing.sort_rows(duckdb, path, target, bounds, tell, [])
            if not found.sums.rows:
                raise filing.nothing_taken(path, found)
            meter = rollups.most_trusted(duckdb.rows(rollups.meters(duckdb.opened([target]))))
        with engine_at(where) as engine:
            usage = engine.opened([target])
            asked = rollups.by_account(
                usage, meter=meter, unit="D", corrected=bool(found.sums.later_versions)
            )
            answer = engine.rows(asked)
            name = engine.name
    return _imported(answer, found, meter, name)


def _imported(
    answer: Sequence[Mapping[str, Any]],
    found: Any,  # noqa: ANN401  (`filing.Sorted`, of an extra)
    meter: str,
    engine: str,
) -> Imported:
    from comptrol.adapters.lake import columns, digests, rollups  # noqa: PLC0415  (an extra)

    seconds = sum(row["chip_seconds"] for row in answer)
    flop = Flop.of(*(sum(int(row[name]) for row in answer) for name in columns.FLOP))
    return Imported(
        rows=found.sums.rows + found.rejected,
        rejected=found.rejected,
        chip_hours=(Decimal(seconds) / 3600).quantize(_EXACT_HOURS),
        chip_seconds=seconds,
        flop=flop if any(row["told"] for row in answer) else None,
        digest=digests.digest_of(answer, rollups.BY_ACCOUNT),
        meter=meter,
        answer_rows=len(answer),
        engine=engine,
        rejections=str(found.rejections) if found.rejections is not None else None,
    )


def highest_in(world: World) -> dict[str, int]:
    """Return the most dense operations a second of every model that a log describes."""
    peaks = ((model.model, peaks_of(model.rates)) for model in world[ChipsView].models.where())
    return {model: its.high for model, its in peaks if its is not None}


def highest_shipped() -> dict[str, int]:
    """Return the same of every model that is shipped, without a log."""
    return {model: its.high for model, its in peaks_shipped().items()}


def present() -> datetime:
    """Return now, as the records of the lake tell it."""
    return SystemClock().now()


class Lake:
    """A lake in a folder."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)
        require_lake()

    def add(
        self,
        sending: tuple[Path, str, str, int],
        peaks: Mapping[str, int],
        now: datetime,
        tell: Tell,
    ) -> Any:  # noqa: ANN401  (`filing.Filed`, of an extra)
        """File what a provider sends under a period and a number; once."""
        from comptrol.adapters.lake import filing  # noqa: PLC0415  (an extra)

        with engine_at(Where()) as engine:
            return filing.file_batch(
                self.shelf, engine, filing.Sending(*sending), peaks, now, tell
            )

    def compact(self, now: datetime, filed_before: datetime | None) -> tuple[Any, ...]:
        """Make one file of the files of each period; remove what no audit may ask for any more."""
        from comptrol.adapters.lake import compacting  # noqa: PLC0415  (an extra)

        with engine_at(Where()) as engine:
            made = tuple(compacting.compact(self.shelf, engine, now))
        gone = tuple(compacting.drop_covered(self.shelf, filed_before)) if filed_before else ()
        return made, gone

    def verify(self, logged: Callable[[Batch], Digest | None] | None) -> tuple[Any, ...]:
        """Hold every file against its record, and every record against the log."""
        from comptrol.adapters.lake import verifying  # noqa: PLC0415  (an extra)

        with engine_at(Where()) as engine:
            return tuple(verifying.verify(self.shelf, engine, logged))

    def roll_up(self, asking: Asking, where: Where) -> Any:  # noqa: ANN401  (`asking.Answer`)
        """Add up what is in the lake."""
        with engine_at(where) as engine:
            return self.roll_up_with(engine, asking)

    def roll_up_with(self, engine: Any, asking: Asking) -> Any:  # noqa: ANN401  (of an extra)
        """Add up what is in the lake with an engine that is open."""
        from comptrol.adapters.lake import asking as lake_asking  # noqa: PLC0415  (an extra)

        return lake_asking.answer(self.shelf, engine, asking)


def roll_up_of(
    lake: Lake,
    engine: Any,  # noqa: ANN401  (`engines.Engine`, of an extra)
    asking: Asking,
    *,
    corrected: bool | None = None,
) -> Any:  # noqa: ANN401  (of Ibis)
    """Return the expression of a roll-up, for whoever wants to run it himself.

    ``corrected`` says whether rows are held against corrections; nothing: where there are any.
    """
    from comptrol.adapters.lake import asking as lake_asking  # noqa: PLC0415  (an extra)

    return lake_asking.expression_of(lake.shelf, engine, asking, corrected=corrected)
