"""What is asked of a lake, and how is it answered by whichever engine is there?"""

from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from comptrol.adapters.lake.digests import digest_of
from comptrol.adapters.lake.engines import Engine
from comptrol.adapters.lake.questions import Asking
from comptrol.adapters.lake.rollups import BY_ACCOUNT, BY_GROUP, by_account, by_group
from comptrol.adapters.lake.shelf import Shelf
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest


class Answer(NamedTuple):
    """What it came to."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    digest: Digest
    rows_read: int
    engine: str


def answer(shelf: Shelf, engine: Engine, asking: Asking) -> Answer:
    """Roll up the live files of the lake; the answer is in the order of its first columns."""
    files, rows_read, corrected = _live(shelf, asking)
    expression = _asked(engine, files, asking, corrected=corrected)
    columns = BY_GROUP if asking.by_group else BY_ACCOUNT
    keys = columns[: columns.index("begins") + 1]
    rows = sorted(engine.rows(expression), key=lambda row: tuple(row[name] for name in keys))
    return Answer(columns, rows, digest_of(rows, columns), rows_read, engine.name)


def expression_of(
    shelf: Shelf, engine: Engine, asking: Asking, *, corrected: bool | None = None
) -> Any:  # noqa: ANN401  (of Ibis)
    """Return the question alone: an engine can write its answer where it wants."""
    files, _, are = _live(shelf, asking)
    return _asked(engine, files, asking, corrected=are if corrected is None else corrected)


def _asked(engine: Engine, files: list[Path], asking: Asking, *, corrected: bool) -> Any:  # noqa: ANN401
    usage = engine.opened(files)
    if not asking.by_group:
        return by_account(usage, meter=asking.meter, unit=asking.unit, corrected=corrected)
    return by_group(
        usage,
        engine.given(_groups(asking)),
        engine.given(_ceilings(asking)),
        meter=asking.meter,
        unit=asking.unit,
        corrected=corrected,
    )


def _live(shelf: Shelf, asking: Asking) -> tuple[list[Path], int, bool]:
    files, rows, later = list[Path](), 0, 0
    for place in shelf.places(since=asking.since, until=asking.until):
        for one in place.live:
            files.append(place.file_of(one))
            rows += one.sums.rows
            later += one.sums.later_versions
    if not files:
        raise NotFoundError(f"{shelf.folder}: nothing is filed there for that time")
    return files, rows, later > 0


def _groups(asking: Asking) -> Any:  # noqa: ANN401  (a table of Arrow)
    tenants = pa.array([tenant for tenant, _ in asking.groups], pa.string())
    whose = pa.array([group for _, group in asking.groups], pa.string())
    return pa.table({"tenant": tenants, "whose": whose})


def _ceilings(asking: Asking) -> Any:  # noqa: ANN401
    flop = [None if most is None else Decimal(most) for _, (_, most) in asking.ceilings]
    return pa.table(
        {
            "whose": pa.array([group for group, _ in asking.ceilings], pa.string()),
            "ceiling_chip_seconds": pa.array(
                [time for _, (time, _) in asking.ceilings], pa.int64()
            ),
            "ceiling_flop": pa.array(flop, _WHOLE),
        }
    )


_WHOLE: Final = pa.decimal128(38, 0)
