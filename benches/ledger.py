"""What the log costs: statements in, proofs out, restoring it, and checking all of it."""

import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from subprocess import run
from time import perf_counter

import msgspec

from benches.ledger_served import served
from benches.measurement import Measurement, percentile
from benches.path import CORES
from benches.workload import custody, platform, rentals, signed
from comptrol.adapters.shelf_files import FileShelf
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.bootstrap import AUTHORITY as AUTHORITY_PARTY
from comptrol.bootstrap import (
    DATABASE,
    PUBLISHED,
    Platform,
    log_key_added,
    new_log_keys,
    policy_in,
    publisher,
    write_policy,
)
from comptrol.flow.importing import take_back
from comptrol.flow.opening import open_verified
from comptrol.flow.ports import Logged
from comptrol.kernel.finding import Receipt
from comptrol.kernel.ledger.proving import Prover, TileCache
from comptrol.kernel.signature import holds_by_openssl, libsodium

LOTS, ROUNDS = 2_500, 5
LOG_LOTS, ORDERS = 20_000, 500
"""In the whole log, and to 2,500 lots: rental orders, each with its ruling."""
TREE, PROOFS = 1_000_000, 5_000
STRIDE = 618_033
"""From one index that is proven to the next: no two in a row are in one tile."""
PEER_PROOFS = 200
HASHES_AND_LENGTH = 34.13
"""Bytes to an entry: 32 and 1/256 of it again in the tiles, 2 for its length."""
REFEREES = Path(__file__).parent.parent / ".venv-referees" / "bin" / "python"


def statements() -> Iterator[Measurement]:
    """Measure signed statements, the whole path: views, tiles, map and seal, durable."""
    for name, target, by in (
        ("ledger.statements_per_s", ">= 10000", holds_by_openssl),
        ("ledger.statements_fast_per_s", ">= 15000", None),
    ):
        if by is None and libsodium() is None:
            print("PyNaCl is not installed: the fast figure is not measured", file=sys.stderr)
            continue
        opens = partial(open_verified, by=by) if by else open_verified
        rates, limits = [], []
        with platform() as opened:
            fast = replace(opened, intake=replace(opened.intake, opens=opens))
            for turn in range(ROUNDS):
                raws = signed(opened, custody(LOTS, start=turn * LOTS))
                rates.append(_submitted(fast, raws))
                limits.append(_checked(raws, opens))
        library = "cryptography" if by else "PyNaCl"
        yield Measurement(
            name=name,
            value=median(rates),
            unit="statements/s",
            target=target,
            limit_name=f"Ed25519 checks alone by {library}, {CORES} processes",
            limit=median(limits),
        )


def whole_log() -> Iterator[Measurement]:
    """Measure what is stored, restoring it from where it is published, and a full audit of it."""
    with _published() as (opened, data):
        entries = opened.store.size()
        yield from _restored(data / "data", entries)
        yield from _audits(data / "data", entries)


def proofs() -> Iterator[Measurement]:
    """Measure inclusion proofs at a million entries, beside those of pymerkle."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(SqliteStore(Path(folder) / DATABASE, (), durable=False)) as store:
            _fill(store)
            times = _proof_times(store)
        peer = _pymerkle(Path(folder))
    for share, name, target in ((0.5, "p50", "<= 0.2"), (0.99, "p99", "<= 1")):
        yield Measurement(
            name=f"ledger.proof_{name}_ms",
            value=percentile(times, share) * 1e3,
            unit="ms",
            target=target,
            peer=f"pymerkle 7 on SQLite, {name}",
            peer_value=percentile(peer, share) * 1e3 if peer else None,
        )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (
    statements,
    whole_log,
    proofs,
    served,
)


def _submitted(opened: Platform, raws: list[bytes]) -> float:
    start = perf_counter()
    answers = list(opened.intake.submit_stream(raws))
    elapsed = perf_counter() - start
    refused = [answer for answer in answers if not isinstance(answer, Receipt)]
    if refused:
        raise SystemExit(f"the bench's statements were refused: {refused[0]}")
    return len(raws) / elapsed


def _checked(raws: list[bytes], check: Callable[[bytes], str | None]) -> float:
    """Return how many signatures a second all cores check when they do nothing else."""
    with closing(ProcessWorkers(CORES)) as workers:
        workers.begin(check, raws[:1000])()
        start = perf_counter()
        workers.begin(check, raws)()
        return len(raws) / (perf_counter() - start)


@contextmanager
def _published() -> Generator[tuple[Platform, Path]]:
    """Lend a published log of some hundred thousand entries, made down the whole path."""
    with tempfile.TemporaryDirectory() as folder, platform(Path(folder)) as opened:
        data = Path(folder) / "data"
        keys = new_log_keys(data, "bench.example/log")
        write_policy(data, keys)
        opened.speaker(AUTHORITY_PARTY).say_all([log_key_added(key) for key in keys])
        today = opened.today()
        for start in range(0, LOG_LOTS, LOTS):
            _submitted(opened, signed(opened, custody(LOTS, start=start)))
            _submitted(opened, signed(opened, rentals(ORDERS, today, start=start)))
        with publisher(opened, data) as publishes:
            if not publishes.publish().final:
                raise SystemExit("the bench's log could not be published")
        yield opened, Path(folder)


def _restored(data: Path, entries: int) -> Iterator[Measurement]:
    """Restore the log from where it is published, without its views: its file is the log alone."""
    path = data / "restored.db"
    policy, source = policy_in(data / "policy"), FileShelf(data / PUBLISHED)
    with (
        closing(ProcessWorkers(CORES)) as workers,
        closing(SqliteStore(path, (), views=False)) as store,
    ):
        workers.begin(len, [b""] * 1000)()
        start = perf_counter()
        take_back(source, policy, store, workers, lambda _stored, _size: None)
        elapsed = perf_counter() - start
        stored = [logged.raw for logged in store.entries()]
    raw_bytes = sum(map(len, stored))
    yield Measurement(
        name="ledger.bulk_per_s",
        value=entries / elapsed,
        unit="entries/s",
        target=">= 50000",
        limit_name="the same entries into one SQLite table, durable",
        limit=len(stored) / _rows_alone(data / "rows.db", stored),
    )
    yield Measurement(
        name="ledger.bytes_overhead",
        value=path.stat().st_size / raw_bytes,
        unit="stored bytes / bytes of the entries",
        target="<= 1.15",
        limit_name=f"entries of {raw_bytes / entries:.0f} bytes, their hashes and lengths alone",
        limit=(raw_bytes + entries * HASHES_AND_LENGTH) / raw_bytes,
    )


def _rows_alone(path: Path, raws: list[bytes]) -> float:
    """Return how long it takes to store the entries' bytes and nothing else."""
    from comptrol.adapters.store_sqlite.engine import connect  # noqa: PLC0415

    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB) STRICT")
        start = perf_counter()
        for at in range(0, len(raws), 8192):
            connection.execute("BEGIN IMMEDIATE")
            rows = list(enumerate(raws[at : at + 8192], at))
            connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
            connection.execute("COMMIT")
        return perf_counter() - start


def _audits(data: Path, entries: int) -> Iterator[Measurement]:
    """Audit the published log with the verifier in one file, as a process of its own."""
    verifier = Path(sys.modules["comptrol"].__file__ or "").parent / "verify_ledger.py"
    command = [sys.executable, str(verifier), "log", str(data / PUBLISHED)]
    command += ["--policy", str(data / "policy")]
    for name, options, target in (
        ("ledger.audit_per_s", [], ">= 50000"),
        ("ledger.audit_signatures_per_s", ["--signatures"], None),
    ):
        start = perf_counter()
        run([*command, *options], check=True, capture_output=True)  # noqa: S603
        yield Measurement(
            name=name,
            value=entries / (perf_counter() - start),
            unit="entries/s",
            target=target,
        )


def _fill(store: SqliteStore) -> None:
    """Log a million short entries."""
    from comptrol.adapters.clock_system import SystemClock  # noqa: PLC0415

    key, now = b"k" * 32, SystemClock().now()
    for start in range(0, TREE, 10_000):
        with store.writing(now) as step:
            for position in range(start, start + 10_000):
                logged = Logged(position=position, logged_at=now, raw=b"entry %d" % position)
                step.append(logged, key, position + 1)


def _proof_times(store: SqliteStore) -> list[float]:
    """Return how long proofs take, each from a reading of its own, of random entries."""
    cache, times = TileCache(), []
    for turn in range(PROOFS):
        index = turn * STRIDE % TREE
        start = perf_counter()
        with store.reading() as reading:
            Prover(reading.tile, cache).inclusion(index, TREE)
        times.append(perf_counter() - start)
    return times


_PEER = """
import json, sys, time
from pymerkle import SqliteTree
size, proofs, stride, path = *map(int, sys.argv[1:4]), sys.argv[4]
tree = SqliteTree(path)
tree.append_entries([b"entry %d" % n for n in range(size)], chunksize=100_000)
times = []
for turn in range(proofs):
    index = turn * stride % size + 1
    start = time.perf_counter()
    tree.prove_inclusion(index, size)
    times.append(time.perf_counter() - start)
print(json.dumps(times))
"""


def _pymerkle(folder: Path) -> list[float]:
    """Return how long proofs take pymerkle, in its own environment; none where it is not here."""
    if not REFEREES.exists():
        print("pymerkle is not installed (make referees): no peer", file=sys.stderr)
        return []
    numbers = map(str, (TREE, PEER_PROOFS, STRIDE))
    command = [str(REFEREES), "-c", _PEER, *numbers, str(folder / "peer.db")]
    done = run(command, check=True, capture_output=True)  # noqa: S603
    times: list[float] = msgspec.json.decode(done.stdout, type=list[float])
    return times
