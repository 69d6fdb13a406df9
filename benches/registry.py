"""What the registry costs at a million chips: to fill, to show one chip, to balance."""

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

from benches.measurement import Measurement, percentile
from benches.workload import H100, MAKER, PROVIDER, SITE, platform
from comptrol.adapters.chip_rows import read_chip_rows
from comptrol.adapters.store_sqlite.engine import connect
from comptrol.bootstrap import Platform
from comptrol.domains.registry import (
    BalanceBy,
    Counted,
    Installed,
    LotCount,
    LotId,
    Received,
    ShipmentId,
    Shipped,
    balance_of,
)
from comptrol.flow.loading import Loading
from comptrol.flow.proving import gathered
from comptrol.kernel.finding import Receipt
from comptrol.kernel.statement import Statement

CHIPS, PER_LOT = 1_000_000, 200
QUESTIONS = 2_000
DAY = date(2026, 10, 1)


def million() -> Iterator[Measurement]:
    """Measure at a million chips in 5,000 lots, shipped, received, installed, counted in part."""
    with tempfile.TemporaryDirectory() as folder, platform() as opened:
        table = Path(folder) / "chips.csv"
        _write(table)
        yield from _import(opened, table)
        _live(opened)
        yield from _history(opened)
        yield from _balance(opened)


def _serial(number: int) -> str:
    """Return a serial of 13 digits; a tenth of the numbers are left out, as by a maker's tests."""
    return f"165{number * 10 // 9:010d}"


def _write(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("serial", "model", "lot", "made_on"))
        for number in range(CHIPS):
            lot = f"lot-{number // PER_LOT:06d}"
            rows.writerow((_serial(number), H100, lot, DAY.isoformat()))


def _import(opened: Platform, table: Path) -> Iterator[Measurement]:
    limit = _sqlite_rows_per_s()
    start = perf_counter()
    refused: list[object] = []
    loading = Loading(opened.speaker(MAKER), MAKER, opened.world, refused.append)
    rows = read_chip_rows(table, lambda *row: refused.append(row))
    done = loading.run(rows, lambda _: None)
    seconds = perf_counter() - start
    if refused or done.registered != CHIPS:
        raise SystemExit(f"not all was taken: {done}, {refused[:3]}")
    yield Measurement(
        name="registry.import_per_s",
        value=CHIPS / seconds,
        unit="chips/s",
        target=">= 20000",
        peer="rows inserted into one SQLite table, in steps of as many, synced",
        peer_value=limit,
    )


def _sqlite_rows_per_s() -> float:
    """Return how fast SQLite alone takes a row to each run of serials."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(connect(Path(folder) / "rows.db")) as database,
    ):
        columns = "a, b, c, d, e, f, PRIMARY KEY (a, b)"
        database.execute(f"CREATE TABLE runs ({columns}) WITHOUT ROWID")
        start = perf_counter()
        for step in range(0, CHIPS, 12_800):
            rows = ((MAKER, at, at, "lot", "working", at) for at in range(step, step + 12_800))
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.execute("COMMIT")
        return CHIPS / (perf_counter() - start)


def _live(opened: Platform) -> None:
    """Ship, receive and install every lot, and count a tenth of them."""
    lots = [LotId(f"lot-{number:06d}") for number in range(CHIPS // PER_LOT)]
    shipped: list[Statement] = [
        Shipped(
            shipment=ShipmentId(f"s-{lot}"),
            lot=lot,
            to=PROVIDER,
            destination=SITE,
            waybill="W-1",
            on=DAY,
        )
        for lot in lots
    ]
    received: list[Statement] = [
        Received(shipment=ShipmentId(f"s-{lot}"), lot=lot, on=DAY) for lot in lots
    ]
    installed: list[Statement] = [Installed(lot=lot, site=SITE, on=DAY) for lot in lots]
    _say(opened, MAKER, shipped)
    _say(opened, PROVIDER, [*received, *installed])
    counts = [LotCount(lot=lot) for lot in lots[::10]]
    tenth: list[Statement] = [
        Counted(site=SITE, on=DAY, lots=tuple(counts[at : at + 100]))
        for at in range(0, len(counts), 100)
    ]
    _say(opened, PROVIDER, tenth)


def _say(opened: Platform, party: str, said: list[Statement]) -> None:
    speaker = opened.speaker(party)  # type: ignore[arg-type]
    for at in range(0, len(said), 1_000):
        for answer in speaker.say_all(said[at : at + 1_000]):
            if not isinstance(answer, Receipt):
                raise SystemExit(f"refused: {answer}")


def _history(opened: Platform) -> Iterator[Measurement]:
    """Measure one chip's whole history with its proof: that of its lot, and its own."""
    times = []
    with opened.store.reading() as reading:
        for question in range(QUESTIONS):
            number = int.from_bytes(sha256(str(question).encode()).digest()[:8], "big") % CHIPS
            subjects = f"lot:lot-{number // PER_LOT:06d}", f"chip:{MAKER}/{_serial(number)}"
            start = perf_counter()
            for subject in subjects:
                gathered(reading, opened.catalogue, opened.references, subject)
            times.append((perf_counter() - start) * 1000)
    yield Measurement(
        name="registry.history_p99_ms",
        value=percentile(times, 0.99),
        unit="ms",
        target="<= 5",
    )
    print(f"  history p50 {median(times):.2f} ms", file=sys.stderr)


def _balance(opened: Platform) -> Iterator[Measurement]:
    with opened.world() as world:
        start = perf_counter()
        lines = [
            balance_of(world, by=by, start=date(2026, 1, 1), until=date(2027, 1, 1))
            for by in BalanceBy
        ]
        seconds = perf_counter() - start
    if sum(line.end for line in lines[0]) != CHIPS:
        raise SystemExit(f"the books are not what was said: {lines[0]}")
    yield Measurement(
        name="registry.balance_1m_s", value=seconds / len(lines), unit="s", target="<= 2"
    )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (million,)
