"""What rows of usage add up to, held against plain Python, and the small parts around it."""

import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripts.usage_year import Provider, write_month
from tests.usage_batches import ROW

from comptrol.adapters.lake.engines import Engine, in_duckdb, within
from comptrol.adapters.lake.rollups import by_account, most_trusted
from comptrol.adapters.lake.shelf import Shelf, period_bounds
from comptrol.bootstrap import found, in_memory
from comptrol.bootstrap.lake import Where, highest_in, highest_shipped, import_file
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import CountryCode

HUGE = 10**29
events = st.builds(
    lambda event, version, tenant, day, seconds, flop: (
        ROW
        | {
            "event": f"e{event}",
            "version": version,
            "tenant": f"t{tenant}",
            "since": f"2025-11-0{day}T23:00:00",
            "chip_seconds": seconds,
            "flop_low": flop,
        }
    ),
    st.integers(0, 6),
    st.integers(1, 4),
    st.integers(0, 2),
    st.integers(1, 3),
    st.integers(0, 10**14),
    st.none() | st.integers(0, HUGE),
)
COLUMNS = (
    "source varchar, event varchar, version integer, provider varchar, tenant varchar,"
    '"order" varchar, model varchar, meter varchar, chips bigint, since timestamp,'
    '"until" timestamp, chip_seconds bigint, flop_low decimal(38, 0), flop_mid decimal(38, 0),'
    "flop_high decimal(38, 0)"
)


def summed(rows: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Add up in plain Python: of each event the highest version."""
    newest: dict[str, dict[str, Any]] = {}
    for it in rows:
        if it["version"] >= newest.get(it["event"], it)["version"]:
            newest[it["event"]] = it
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for it in newest.values():
        account = sums[it["tenant"], it["since"][:10]]
        account[0] += it["chip_seconds"]
        account[1] += it["flop_low"] or 0
    return {name: (seconds, flop) for name, (seconds, flop) in sums.items()}


@pytest.fixture(scope="module")
def engine() -> Any:
    with in_duckdb() as opened:
        yield opened


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.differing_executors])
@given(
    rows=st.lists(
        events, min_size=1, max_size=30, unique_by=lambda it: (it["event"], it["version"])
    )
)
def test_a_roll_up_is_what_plain_python_adds_up_to(
    engine: Engine, rows: list[dict[str, Any]]
) -> None:
    connection = engine.backend.con
    connection.execute(f"create or replace table rows ({COLUMNS})")
    connection.executemany(
        f"insert into rows values ({', '.join('?' * len(ROW))})",  # noqa: S608
        [
            [Decimal(v) if k.startswith("flop") and v is not None else v for k, v in it.items()]
            for it in rows
        ],
    )
    usage = engine.backend.table("rows")
    for corrected in {True, any(it["version"] > 1 for it in rows)}:
        asked = by_account(usage, meter="allocation", unit="D", corrected=corrected)
        told = {
            (it["tenant"], f"{it['begins']:%Y-%m-%d}"): (it["chip_seconds"], int(it["flop_low"]))
            for it in engine.rows(asked)
        }
        assert told == summed(rows)


def test_the_hardest_meter_to_fake_is_the_one_that_counts() -> None:
    there = [{"meter": "precision"}, {"meter": "power"}, {"meter": "utilisation"}]
    assert most_trusted(there) == "power"


@pytest.mark.parametrize(
    "period", ["2026", "2026-13", "2026-02-30", "2026-1", "../2026-01", "x" * 7]
)
def test_what_is_no_period_is_told_so(period: str) -> None:
    with pytest.raises(UnreadableError, match="is no period"):
        period_bounds(period)


@pytest.mark.parametrize("provider", ["", "..", "a/b", "A", "."])
def test_no_name_leads_out_of_the_lake(tmp_path: Path, provider: str) -> None:
    with pytest.raises(UnreadableError, match="no name of a party"):
        Shelf(tmp_path).place(provider, "2026-01")


def test_a_step_that_does_not_end_is_told_so() -> None:
    with pytest.raises(UnavailableError, match=r"an answer did not come within 0\.05 s"):
        within(0.05, "an answer", lambda: time.sleep(0.5))


def test_what_chips_can_do_is_the_same_with_a_log_and_without() -> None:
    platform = in_memory()
    found(platform, name="Reference", country=CountryCode("SG"))
    with platform.world() as world:
        assert highest_in(world) == highest_shipped()
    platform.close()


def test_every_row_of_the_made_up_year_can_be_taken_and_a_seed_is_a_year(tmp_path: Path) -> None:
    small = Provider(nodes=3, seed=5)
    one, other = tmp_path / "a.parquet", tmp_path / "b.parquet"
    rows = write_month(one, 2, small)
    taken = import_file(one, Where(), highest_shipped(), print)
    assert (taken.rows, taken.rejected) == (rows, 0)
    write_month(other, 2, small)
    ordered = "select * from read_parquet(?) order by all"
    first, second = (duckdb.execute(ordered, [str(it)]).fetchall() for it in (one, other))
    assert first == second
    write_month(other, 2, small._replace(seed=6))
    assert duckdb.execute(ordered, [str(other)]).fetchall() != first
