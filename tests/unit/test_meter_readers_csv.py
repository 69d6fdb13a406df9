"""Usage in CSV, by the documented columns: what is taken, and what each bad row is told."""

from pathlib import Path

import pytest

from comptrol.adapters.meters import arriving
from comptrol.adapters.meters.columns import COLUMNS, NEEDED, read_columns
from comptrol.domains.metering import Meter, Readings
from comptrol.kernel.errors import UnreadableError

PLAIN = (
    "source,event,version,order,meter,chips,since,until,chip_seconds,flop_low,flop_mid,flop_high"
)
ROW = {
    "source": "billing",
    "event": "e1",
    "version": "",
    "order": "c1-abc",
    "meter": "",
    "chips": "8",
    "since": "2026-11-01T00:00:00Z",
    "until": "2026-11-01T01:00:00Z",
    "chip_seconds": "",
    "flop_low": "",
    "flop_mid": "",
    "flop_high": "",
}


def row(**other: str) -> str:
    return ",".join({**ROW, **other}.values())


def read(tmp_path: Path, *rows: str, header: str = PLAIN) -> Readings:
    file = tmp_path / "usage.csv"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return read_columns(file)


def test_a_row_needs_little_and_the_rest_follows(tmp_path: Path):
    (found,) = read(tmp_path, row()).rows
    assert (found.name, found.order, found.chip_seconds) == (("billing", "e1"), "c1-abc", 28_800)
    assert (found.version, found.meter, found.flop) == (1, Meter.ALLOCATION, None)
    header = ",".join(NEEDED)
    (short,) = read(
        tmp_path, "billing,e1,8,2026-11-01 00:00:00,2026-11-01 01:00:00", header=header
    ).rows
    assert (short.since, short.until, short.chip_seconds) == (found.since, found.until, 28_800)


def test_every_column_is_read(tmp_path: Path):
    told = {
        **{name: ROW.get(name, "") for name in COLUMNS},
        "provider": "ridge",
        "tenant": '"Alpha, Beta"',
        "model": "nvidia-h100-sxm5-80gb",
        "meter": "power",
        "energy_mj": "26000000",
        "flop_low": "10000000000000000000",
        "flop_mid": "10000000000000000000",
        "flop_high": "20000000000000000000",
        "flags": "begun-before goes-on",
    }
    (found,) = read(tmp_path, ",".join(told.values()), header=",".join(told)).rows
    assert (found.tenant, found.provider, found.energy_mj) == ("Alpha, Beta", "ridge", 26_000_000)
    assert found.flop is not None
    assert found.flop.whole == (10**19, 10**19, 2 * 10**19)
    assert [it.value for it in found.flags] == ["begun-before", "goes-on"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        pytest.param(row()[:30], "half a line", id="half a line"),
        pytest.param(row(tenant="x") + ",more", "half a line, or a comma", id="too many"),
        pytest.param(row(chips="8.0"), "chips: expected a whole number", id="a fraction"),
        pytest.param(row(chips="-8"), "digits alone, not '-8'", id="negative"),
        pytest.param(row(chips="NaN"), "digits alone, not 'NaN'", id="not a number"),
        pytest.param(row(chips="1e30"), "digits alone", id="an exponent"),
        pytest.param(row(chips=f"1{'0' * 30}"), "digits alone", id="ten to the thirty"),
        pytest.param(row(chips="9999999999"), "chips: expected `int` <= 1000000000", id="chips"),
        pytest.param(row(chips=""), "chips: is empty", id="no chips"),
        pytest.param(row(chip_seconds="28800000"), "28800000 told; 8 chips", id="milliseconds"),
        pytest.param(row(until="2026-10-31T00:00:00Z"), "is not after since", id="turned round"),
        pytest.param(row(until="2028-11-01T00:00:00Z"), "a year at most", id="two years"),
        pytest.param(row(since="1764590400"), "expected a time such as", id="a time as a number"),
        pytest.param(row(since="2026-13-01T00:00:00Z"), "expected a time such as", id="no month"),
        pytest.param(row(order="NOT AN ORDER"), "order: ", id="no order"),
        pytest.param(row(meter="guess"), "meter: ", id="no meter"),
        pytest.param(row(event="a b"), "event: ", id="a gap in a name"),
        pytest.param(row(flop_low="1"), "all three or none", id="one end alone"),
        pytest.param(
            row(flop_low="3", flop_mid="2", flop_high="1"),
            "low <= mid <= high",
            id="a range turned round",
        ),
        pytest.param(
            row(flop_low="1", flop_mid="1", flop_high="1e30"),
            "digits alone",
            id="flop with an exponent",
        ),
        pytest.param(
            row(flop_low="1", flop_mid="1", flop_high=f"1{'0' * 30}"),
            "less than 10^30",
            id="flop of ten to the thirty",
        ),
        pytest.param(row(event='"e1'), "a quote is not closed", id="a quote"),
        pytest.param(row(event="x\0y"), "a zero byte", id="a zero byte"),
    ],
)
def test_a_row_that_cannot_be_read_says_what_was_expected(tmp_path: Path, told: str, why: str):
    found = read(tmp_path, row(event="good"), told)
    assert [it.event for it in found.rows] == ["good"]
    (refused,) = found.rejected
    assert refused.place == "line 3"
    assert why in refused.reason


def test_a_version_takes_the_place_of_another_in_any_order(tmp_path: Path):
    later = row(version="2", chips="0")
    for rows in ((row(), later), (later, row()), (row(), later, row(), later)):
        found = read(tmp_path, *rows)
        assert [(it.version, it.chips) for it in found.rows] == [(2, 0)]
        assert [(it.version, it.chips) for it in found.earlier] == [(1, 8)]
        assert found.rejected == ()


def test_one_version_that_says_two_things_is_believed_in_neither(tmp_path: Path):
    found = read(tmp_path, row(), row(chips="7"))
    assert (found.rows, len(found.rejected)) == ((), 1)
    mended = read(tmp_path, row(), row(chips="7"), row(version="2", chips="7"))
    assert [it.chips for it in mended.rows] == [7]


def test_a_cell_in_quotes_may_go_over_lines(tmp_path: Path):
    header = PLAIN + ",tenant"
    found = read(tmp_path, row() + ',"a', 'b"', row(event="e2") + ",c", header=header)
    assert [it.tenant for it in found.rows] == ["a\nb", "c"]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("source,event,chips,since", "there is no column until"),
        (PLAIN + ",chips", "column stands twice: chips"),
        (PLAIN + ",flop_hi", "is not read"),
        (PLAIN.replace("order", "ordr"), "expected 'order'"),
    ],
)
def test_a_header_with_a_slip_is_refused_or_told(tmp_path: Path, header: str, why: str):
    try:
        told = " ".join(read(tmp_path, header=header).notes)
    except UnreadableError as error:
        told = str(error)
    assert why in told


def test_what_is_of_another_sort_stops_soon(tmp_path: Path):
    with pytest.raises(UnreadableError, match="another --format"):
        read(tmp_path, *["nothing"] * (arriving.REJECTED_MAX + 1))


def test_a_line_without_an_end_is_no_row_and_takes_no_memory(tmp_path: Path):
    found = read(tmp_path, "x" * (arriving.LINE_BYTES_MAX + 50_000), row())
    assert [it.event for it in found.rows] == ["e1"]
    assert "longer than" in found.rejected[0].reason


def test_a_file_that_is_not_there_or_another_thing_is_named(tmp_path: Path):
    with pytest.raises(UnreadableError, match="No such file"):
        read_columns(tmp_path / "none.csv")
    (tmp_path / "usage.csv").write_bytes(b"PAR1\0\0\0")
    with pytest.raises(UnreadableError, match="a zero byte"):
        read_columns(tmp_path / "usage.csv")


def test_a_quote_that_is_never_closed_costs_its_own_row_alone(tmp_path: Path):
    rows = [row(event=f"e{it}") for it in range(60)]
    rows[10] = row(event='"e10')
    rows[40] = row(event='"e40')
    found = read(tmp_path, *rows)
    assert len(found.rows) == 58
    assert [it.place for it in found.rejected] == ["line 12", "line 42"]
