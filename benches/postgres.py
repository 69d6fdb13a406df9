"""What the one path costs on PostgreSQL, beside SQLite and beside the server alone, in one run."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from statistics import median
from time import perf_counter
from typing import Final

import psycopg
from tests import postgres

from benches import path
from benches.measurement import Measurement, percentile
from benches.workload import custody, platform, rentals, signed
from comptrol.bootstrap import Platform
from comptrol.flow.replay import replay
from comptrol.settings import Settings

LOTS, ROUNDS, SINGLES = 2_500, 3, 1_000
ROWS, COMMITS = 1_000, 1_000
"""Rows to a commit, and commits of one row, of the server alone."""
BYTES: Final = os.urandom(600)


@contextmanager
def server() -> Generator[postgres.Cluster]:
    """Lend a server such as tests start; it syncs every commit to the disk of the file."""
    with postgres.cluster(on_disk=True) as own:
        yield own


def batches() -> Iterator[Measurement]:
    """Measure statements in batches of 1,000, signed and durable, on both: medians of rounds."""
    with server() as own:
        with platform(settings=_on(own, "batches")) as opened:
            ours = _rate(opened)
        with platform() as opened:
            beside = _rate(opened)
        limit = ROWS / median(_inserts(own, ROWS))
    yield _measured(
        "submit_per_s", ours, "statements/s", beside, f"rows/s by {ROWS} to a commit", limit
    )


def singles() -> Iterator[Measurement]:
    """Measure one statement at a time, each durable before the next is sent, on both."""
    with server() as own:
        with platform(settings=_on(own, "singles")) as opened:
            ours = _times(opened)
        with platform() as opened:
            beside = _times(opened)
        limits = list(_inserts(own, 1))
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        value, other, limit = (percentile(it, share) * 1e3 for it in (ours, beside, limits))
        yield _measured(f"single_{name}_ms", value, "ms", other, f"one durable row, {name}", limit)


def replays() -> Iterator[Measurement]:
    """Measure how quickly a log on the server is replayed into other tables there."""
    with server() as own, platform(settings=_on(own, "replayed")) as opened:
        list(opened.intake.submit_stream(signed(opened, custody(LOTS))))
        own.ask("CREATE SCHEMA into_this")
        start = perf_counter()
        with closing(postgres.store(own.url("into_this"), opened.catalogue.layouts)) as into:
            found = replay(opened.catalogue, opened.references, opened.store, into)
        ours = found.entries / (perf_counter() - start)
        if found.differences:
            raise SystemExit(f"the replay differs: {found.differences[0]}")
        start = perf_counter()
        beside = opened.rebuilt().entries / (perf_counter() - start)
        start = perf_counter()
        read = sum(1 for _ in opened.store.entries()) / (perf_counter() - start)
    yield _measured("replay_per_s", ours, "entries/s", beside, "reading the entries alone", read)


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (batches, singles, replays)


def _on(own: postgres.Cluster, schema: str) -> Settings:
    own.ask(f"CREATE SCHEMA {schema}")
    return Settings(database=own.url(schema))


def _rate(opened: Platform) -> float:
    """Return how many statements a second go down the path."""
    list(opened.intake.submit_stream(signed(opened, rentals(300, opened.today()))))
    rates = []
    for turn in range(ROUNDS):
        raws = signed(opened, custody(LOTS, start=turn * LOTS))
        start = perf_counter()
        answered = len(list(opened.intake.submit_stream(raws)))
        rates.append(answered / (perf_counter() - start))
    return median(rates)


def _times(opened: Platform) -> list[float]:
    raws = signed(opened, custody(SINGLES // 4))
    return [path.timed(lambda raw=raw: opened.intake.submit(raw)) for raw in raws]


def _inserts(own: postgres.Cluster, rows: int) -> Iterator[float]:
    """Yield how long the server and its library take for so many rows and a durable commit."""
    with psycopg.connect(own.url()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE limit_of_it (n bigserial PRIMARY KEY, b bytea NOT NULL)")
        connection.commit()
        for _ in range(COMMITS if rows == 1 else 20):
            start = perf_counter()
            cursor.executemany("INSERT INTO limit_of_it (b) VALUES (%s)", [(BYTES,)] * rows)
            connection.commit()
            yield perf_counter() - start


def _measured(
    name: str, value: float, unit: str, beside: float, limit_name: str, limit: float
) -> Measurement:
    return Measurement(
        name=f"postgres.{name}",
        value=value,
        unit=unit,
        peer="SQLite in the same run",
        peer_value=beside,
        limit_name=f"psycopg alone: {limit_name}",
        limit=limit,
    )
