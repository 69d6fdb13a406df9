"""Test balances that rest on samples: is what is missing more than noise?"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import click

from comptrol.domains.registry import (
    Cusum,
    Period,
    Stock,
    Unaccounted,
    cumulated,
    cusum,
    false_alarms,
    record_variance,
    sampled_stock,
    unaccounted,
)
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, emit, note, table
from comptrol.entrypoints.cli.tables import Row, rows

_COLUMNS: Final = ("key", "period", "recorded", "sample", "missing")
_OPTIONAL: Final = ("receipts", "shipments", "destroyed", "record_error_rate")
_HEADINGS: Final = ("key", "period", "muf", "sigma", "z", "alarm", "cusum", "surplus")
_COUNT_MAX: Final = 10**10
Line = dict[str, Any]


@click.command()
@click.argument("balances", type=click.Path(path_type=Path))
@click.option("--owners", type=click.IntRange(1), help="Over how many, for the false alarms.")
@as_json
def command(balances: Path, owners: int | None, as_json: bool) -> None:
    """Test BALANCES: one line to a key and a period, in order of time.

    Columns key, period, recorded (the stock at its end by the books), sample (how many of it were
    looked at), missing (of these), and if known receipts, shipments, destroyed, record_error_rate.
    The first line of a key is where it begins. The answer is 1 where there is an alarm: a sign
    that somebody should look, and never a verdict.
    """
    lines = list(_tested(balances))
    if as_json:
        for line in lines:
            emit(line)
    else:
        table(
            _HEADINGS,
            [[_cell(line[name]) for name in _HEADINGS] for line in lines],
            nothing="There is no line to test.",
        )
    many = owners or len({line["key"] for line in lines})
    rate = false_alarms(many, signs=2)
    note(f"over {many} in good order, CUSUM alone raises {rate:.2f} false alarms a period")
    if any(line["alarm"] for line in lines):
        raise SystemExit(NO)


def _tested(path: Path) -> Iterator[Line]:
    for key, group in groupby(rows(path, _COLUMNS, _OPTIONAL, tell=note), key=_key):
        read = list(group)
        if len(read) == 1:
            read[0].fail("period", "is the only one of its key: a balance has a begin and an end")
        stocks = [_stock(row) for row in read]
        periods = [
            _period(row, begin, end)
            for row, begin, end in zip(read[1:], stocks, stocks[1:], strict=False)
        ]
        yield from _lines(key, read[1:], periods)


def _lines(key: str, read: list[Row], periods: list[Period]) -> Iterator[Line]:
    found = [unaccounted(period) for period in periods]
    sums = cusum(it.z if it.sigma else 0.0 for it in found)
    for at, (row, one) in enumerate(zip(read, found, strict=True)):
        so_far = cumulated(periods[: at + 1])
        yield {
            "key": key,
            "period": row.needed("period"),
            "muf": one.muf,
            "sigma": one.sigma,
            "z": one.z if one.sigma else None,
            "cumulated_muf": so_far.muf,
            "cumulated_sigma": so_far.sigma,
            "cusum": sums.missing[at],
            "surplus": sums.surplus[at],
            "alarm": _alarm(one, so_far, sums, at),
        }


def _alarm(one: Unaccounted, so_far: Unaccounted, sums: Cusum, at: int) -> str:
    """Return which tests see more than noise: of this period, of all so far, of a small drift."""
    seen = (
        ("3 sigma" if one.sigma else "exact", one.alarm),
        ("cumulated", so_far.alarm),
        ("cusum", sums.alarm_at is not None and at >= sums.alarm_at),
    )
    return ", ".join(name for name, alarmed in seen if alarmed)


def _period(row: Row, begin: Stock, end: Stock) -> Period:
    receipts, shipments, destroyed = (
        _count(row, name) for name in ("receipts", "shipments", "destroyed")
    )
    rate = row.positive("record_error_rate") or Decimal(0)
    if rate >= 1:
        row.fail("record_error_rate", f"is {rate}; it must be below 1")
    flows = receipts + shipments + destroyed
    return Period(
        begin=begin,
        end=end,
        receipts=receipts,
        shipments=shipments,
        destroyed=destroyed,
        flow_variance=record_variance(flows, float(rate)),
    )


def _stock(row: Row) -> Stock:
    recorded, sample, missing = (_count(row, name) for name in ("recorded", "sample", "missing"))
    if not 0 < sample <= recorded:
        row.fail("sample", f"is {sample}; it must be from 1 to what is recorded, {recorded}")
    if missing > sample:
        row.fail("missing", f"is {missing}, of a sample of {sample}")
    if sample == recorded:
        return Stock(chips=recorded - missing)
    return sampled_stock(recorded, sample, missing)


def _count(row: Row, field: str) -> int:
    text = row.text(field) or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_COUNT_MAX))):
        row.fail(field, f"is {text[:40]!r}, not a whole number of chips")
    return int(text)


def _key(row: Row) -> str:
    return row.needed("key")


def _cell(value: object) -> object:
    return f"{value:.2f}" if isinstance(value, float) else value
