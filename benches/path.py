"""What the one path costs: statements in batches, one at a time, and replayed."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from benches.measurement import Measurement, percentile
from benches.workload import custody, platform, rentals, signed
from comptrol.adapters.store_sqlite.engine import connect
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.bootstrap import Platform
from comptrol.flow.opening import open_verified
from comptrol.flow.turn import read_entry
from comptrol.kernel.finding import Receipt

CORES = 2
LOTS, ORDERS, SINGLES = 2_500, 3_000, 2_000
ROUNDS = 5
COMMITS = 2_000


def batches() -> Iterator[Measurement]:
    """Measure statements in batches of 1,000, signed and durable: the median of five rounds."""
    rates, limits = [], []
    with platform() as opened:
        list(opened.intake.submit_stream(signed(opened, rentals(300, opened.today()))))
        for turn in range(ROUNDS):
            raws = signed(opened, custody(LOTS, start=turn * LOTS))
            rates.append(_submitted(opened, raws))
            limits.append(verified(raws))
    per_s, limit = median(rates), median(limits)
    yield Measurement(
        name="path.submit_per_s",
        value=per_s,
        unit="statements/s",
        target=">= 5000",
        limit_name=f"Ed25519 checks alone, {CORES} processes",
        limit=limit,
    )


def orders() -> Iterator[Measurement]:
    """Measure rental orders in batches, each with the ruling that the platform signs."""
    with platform() as opened:
        list(opened.intake.submit_stream(signed(opened, rentals(300, opened.today()))))
        raws = signed(opened, rentals(ORDERS, opened.today(), start=300))
        per_s = _submitted(opened, raws)
        limit = verified(raws)
    yield Measurement(
        name="path.orders_per_s",
        value=per_s,
        unit="orders/s, ruled",
        limit_name=f"Ed25519 checks alone, {CORES} processes",
        limit=limit,
    )


def singles() -> Iterator[Measurement]:
    """Measure one statement at a time, each durable before the next is sent."""
    with platform() as opened:
        raws = signed(opened, custody(SINGLES // 4))
        times = [timed(lambda raw=raw: opened.intake.submit(raw)) for raw in raws]
    commits = _commits()
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        yield Measurement(
            name=f"path.single_{name}_ms",
            value=percentile(times, share) * 1e3,
            unit="ms",
            limit_name=f"one durable SQLite row, {name}",
            limit=percentile(commits, share) * 1e3,
        )


def replays() -> Iterator[Measurement]:
    """Measure how quickly every view is rebuilt from the log, and every ruling derived again."""
    with platform() as opened:
        _submitted(opened, signed(opened, custody(LOTS)))
        start = perf_counter()
        replayed = opened.rebuilt()
        per_s = replayed.entries / (perf_counter() - start)
        if replayed.differences:
            raise SystemExit(f"the replay differs: {replayed.differences[0]}")
        start = perf_counter()
        read = sum(1 for it in opened.store.entries() if read_entry(opened.catalogue, it))
        limit = read / (perf_counter() - start)
    yield Measurement(
        name="path.replay_per_s",
        value=per_s,
        unit="entries/s",
        limit_name="reading the entries alone",
        limit=limit,
    )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (batches, orders, singles, replays)


def _submitted(opened: Platform, raws: list[bytes]) -> float:
    start = perf_counter()
    answers = list(opened.intake.submit_stream(raws))
    elapsed = perf_counter() - start
    refused = [answer for answer in answers if not isinstance(answer, Receipt)]
    if refused:
        raise SystemExit(f"the bench's statements were refused: {refused[0]}")
    return len(raws) / elapsed


def verified(raws: list[bytes]) -> float:
    """Return how many signatures a second all cores check when they do nothing else."""
    with closing(ProcessWorkers(CORES)) as workers:
        workers.begin(open_verified, raws[:1000])()
        start = perf_counter()
        workers.begin(open_verified, raws)()
        return len(raws) / (perf_counter() - start)


def _commits() -> list[float]:
    """Return the times of durable commits of one row of 600 bytes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(connect(Path(folder) / "limit.db")) as connection,
    ):
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB) STRICT")
        put = "INSERT INTO t (b) VALUES (zeroblob(600))"
        return [timed(lambda: connection.execute(put)) for _ in range(COMMITS)]


def timed(action: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    start = perf_counter()
    action()
    return perf_counter() - start
