"""How fast is usage looked at and filed, and added up: here, by hand-written SQL, and by Spark?

The rows are those of scripts/usage_year.py: invented, and made so that they compress badly. Set
BENCH_LAKE_ROWS in place of some millions; the cluster needs Java 17 and ``make spark``.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import duckdb
from scripts.usage_year import PROVIDER, YEAR, Provider, write_month

from benches.measurement import Measurement
from comptrol.bootstrap.lake import (
    Asking,
    Cluster,
    Lake,
    Shape,
    Where,
    engine_at,
    highest_shipped,
    roll_up_of,
)

ROWS: Final = int(os.environ.get("BENCH_LAKE_ROWS", "6000000"))  # noqa: TID251
TIMES: Final = 3
WORKERS: Final = (2, 1)
PYTHON: Final = Path(".venv-spark/bin/python")
PORTS: Final = {2: (17078, 15012), 1: (17079, 15013)}
SQL: Final = """
    with usage as (from read_parquet('{file}') where meter = 'allocation'),
    newest as (
        select provider, source, event, max(version) as newest
        from usage where version > 1 group by all
    )
    select provider, tenant, coalesce(model, '') as model, date_trunc('day', since) as begins,
        count(*) as events,
        sum(case when flop_low is not null then chip_seconds else 0 end) as told,
        sum(chip_seconds) as chip_seconds,
        coalesce(sum(flop_low), 0) as flop_low, coalesce(sum(flop_mid), 0) as flop_mid,
        coalesce(sum(flop_high), 0) as flop_high
    from usage anti join newest
        on newest.provider = usage.provider and newest.source = usage.source
        and newest.event = usage.event and newest.newest > usage.version
    group by all
"""
"""What somebody who knows DuckDB and these rows would write for the same question."""


def filing() -> Iterator[Measurement]:
    """File a batch: each row looked at, written anew, its digest taken."""
    sent, rows = _sent()
    _, first = _lake()
    with tempfile.TemporaryDirectory() as folder:
        again = _took(lambda: _filed(Path(folder), sent))
    yield Measurement(
        name="caps.ingest_rows_per_s",
        value=rows / min(first, again),
        unit="rows/s",
        target=">= 300000",
        limit_name="DuckDB copies the file, nothing looked at, rows/s",
        limit=rows / _best(lambda: _copied(sent)),
    )


def rolling_up() -> Iterator[Measurement]:
    """Add up by account and day, corrections in place: one expression, and SQL by hand."""
    (_, rows), (lake, _) = _sent(), _lake()
    ours: list[float] = []
    by_hand: list[float] = []
    with tempfile.TemporaryDirectory() as folder, engine_at(Where()) as engine:
        target = Path(folder) / "answer.parquet"
        file = str(next(lake.shelf.folder.rglob("000001-*.parquet")))
        expression = roll_up_of(lake, engine, Asking())
        plain = roll_up_of(lake, engine, Asking(), corrected=False)
        plainly: list[float] = []
        with duckdb.connect() as other:
            for _ in range(1 + TIMES):
                ours.append(_took(lambda: engine.backend.to_parquet(expression, str(target))))
                plainly.append(_took(lambda: engine.backend.to_parquet(plain, f"{target}.plain")))
                query = f"copy ({SQL.format(file=file)}) to '{target}.sql' (format parquet)"
                by_hand.append(_took(lambda query=query: other.execute(query)))
            same = "select count(*), sum(events), sum(chip_seconds), sum(flop_low), sum(flop_high)"
            found = [
                other.execute(f"{same} from read_parquet('{it}')").fetchone()
                for it in (target, f"{target}.sql")
            ]
    assert found[0] == found[1], found  # noqa: S101
    mine, theirs = median(ours[1:]), median(by_hand[1:])
    yield Measurement(
        name="caps.rollup_rows_per_s",
        value=rows / mine,
        unit="rows/s",
        target=">= 5000000",
        peer="SQL written by hand, rows/s",
        peer_value=rows / theirs,
    )
    yield Measurement(
        name="caps.rollup_uncorrected_rows_per_s",
        value=rows / median(plainly[1:]),
        unit="rows/s",
    )
    yield Measurement(
        name="caps.rollup_vs_sql", value=mine / theirs, unit="times", target="<= 1.3"
    )


def on_a_cluster() -> Iterator[Measurement]:
    """Add up the same on a Spark cluster of one and of two workers; the answers are the same."""
    if shutil.which("java") is None or not PYTHON.exists():
        print(
            "lake: no Java 17, or no Spark (make spark): no cluster is measured", file=sys.stderr
        )
        return
    (_, rows), (lake, _) = _sent(), _lake()
    rates: dict[int, float] = {}
    expected = lake.roll_up(Asking(), Where()).digest
    for workers in WORKERS:
        with _cluster(workers) as server:
            seconds = list[float]()
            with engine_at(Where(spark=True, server=server)) as engine:
                for _ in range(1 + TIMES):
                    start = perf_counter()
                    answer = lake.roll_up_with(engine, Asking())
                    seconds.append(perf_counter() - start)
                    assert answer.digest == expected  # noqa: S101
        rates[workers] = rows / median(seconds[1:])
    yield Measurement(
        name="caps.cluster_rows_per_s",
        value=rates[2],
        unit="rows/s",
        peer="the same with one worker, rows/s",
        peer_value=rates[1],
    )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (filing, rolling_up, on_a_cluster)


@cache
def _folder() -> Path:
    """Return a folder for the files of this run, which goes when the run ends."""
    folder = Path(tempfile.mkdtemp(prefix="comptrol-bench-lake-"))
    atexit.register(shutil.rmtree, folder)
    return folder


@cache
def _sent() -> tuple[Path, int]:
    """Return what a provider sends, and how many rows it has; it is made once."""
    target = _folder() / "usage.parquet"
    return target, write_month(target, 1, Provider(rows_max=ROWS))


@cache
def _lake() -> tuple[Lake, float]:
    """Return a lake that has it, and how long it took to file."""
    (sent, _), folder = _sent(), _folder() / "lake"
    return Lake(folder), _took(lambda: _filed(folder, sent))


def _filed(folder: Path, sent: Path) -> None:
    peaks, now = highest_shipped(), datetime.now(UTC)  # noqa: TID251
    filed = Lake(folder).add((sent, PROVIDER, f"{YEAR}-01", 1), peaks, now, _told)
    assert not filed.batch.rejected  # noqa: S101


def _told(text: str) -> None:
    print(f"lake: {text}", file=sys.stderr)


def _copied(sent: Path) -> None:
    target = sent.with_suffix(".copy")
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (from read_parquet('{sent}')) to '{target}' (format parquet, compression zstd)"
        )
    target.unlink()


def _best(step: Callable[[], object]) -> float:
    return min(_took(step) for _ in range(2))


def _took(step: Callable[[], object]) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start


@contextmanager
def _cluster(workers: int) -> Generator[str]:
    master, connect = PORTS[workers]
    with tempfile.TemporaryDirectory(prefix="comptrol-cluster-") as folder:
        cluster = Cluster(Path(folder))
        try:
            yield cluster.start(
                PYTHON, Shape(workers=workers, master_port=master, connect_port=connect)
            )
            done = cluster.tasks_finished()
            assert len(done) == workers, done  # noqa: S101
            assert all(done.values()), f"a worker did nothing: {done}"  # noqa: S101
        finally:
            cluster.stop()
