"""Readings of chips: text of an exporter, windows, resets, gaps, and what one reading can be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from comptrol.adapters.meters.exposition import read_scrapes, reading_in
from comptrol.adapters.meters.fields import FIELDS, fields_named
from comptrol.adapters.meters.prometheus import read_prometheus
from comptrol.adapters.meters.scraping import SCRAPE_BYTES_MAX, keep_scrape
from comptrol.adapters.meters.series import Asked, Span
from comptrol.domains.chips import Peaks
from comptrol.domains.metering import Flag, Meter, Readings
from comptrol.kernel.errors import UnavailableError, UnreadableError

ENERGY = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION"
TENSOR = "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE"
UUID = "GPU-6d4a5b5e-0000-0000-0000-000000000001"
BEGUN = 1_764_590_400
"""2025-12-01 12:00 UTC, in seconds: the beginning of an hour."""
H100 = "NVIDIA H100 80GB HBM3"


def labels(uuid: str = UUID, **other: str) -> str:
    told = {"gpu": "0", "UUID": uuid, "modelName": H100, "Hostname": "n1", **other}
    return ",".join(f'{name}="{value}"' for name, value in told.items() if value)


def line(at_s: float, value: object, name: str = ENERGY, **other: str) -> str:
    return f"{name}{{{labels(**other)}}} {value} {int(at_s * 1000)}"


def counted(many: int = 241, every_s: int = 15, step: int = 1000, **other: str) -> list[str]:
    """Return an hour of a counter, from its beginning to its end."""
    return [line(BEGUN + it * every_s, 7 + it * step, **other) for it in range(many)]


def read(tmp_path: Path, rows: list[str], asked: Asked | None = None, *names: str) -> Readings:
    file = tmp_path / "scrapes.txt"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_scrapes(file, fields_named(names), asked or Asked())


def reasons(found: Readings) -> str:
    return " ".join(f"{it.place}: {it.reason}" for it in found.rejected)


def test_an_hour_of_a_counter_is_one_event(tmp_path: Path):
    (row,) = read(tmp_path, counted()).rows
    assert (row.source, row.meter) == ("dcgm/n1", Meter.POWER)
    assert row.event.startswith(f"{ENERGY}/{UUID}/")
    assert row.event.endswith(f"/{BEGUN}+3600")
    assert (row.chips, row.chip_seconds, row.energy_mj) == (1, 3600, 240_000)
    assert (row.since, row.until - row.since) == (
        datetime(2025, 12, 1, 12, tzinfo=UTC),
        timedelta(hours=1),
    )
    assert row.flags == ()


def test_a_window_that_is_not_over_is_not_told_yet(tmp_path: Path):
    assert read(tmp_path, counted(240)).rows == ()


def test_windows_add_up_to_all_that_was_counted(tmp_path: Path):
    rows = [line(BEGUN - 7 + it * 30, it * 11) for it in range(1000)]
    found = read(tmp_path, rows, Asked(window_s=600))
    ends = [(it.since, it.until) for it in found.rows]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    covered = int((found.rows[-1].until - found.rows[0].since).total_seconds())
    assert sum(it.chip_seconds for it in found.rows) == covered
    assert sum(it.energy_mj or 0 for it in found.rows) == covered // 30 * 11


def test_a_counter_that_began_again_counts_from_nothing_and_is_flagged(tmp_path: Path):
    rows = counted(121) + [line(BEGUN + 1800 + it * 15, it * 1000) for it in range(1, 121)]
    (row,) = read(tmp_path, rows).rows
    assert (row.energy_mj, row.flags) == (240_000, (Flag.RESET,))


def test_a_gap_is_not_nothing_and_not_filled(tmp_path: Path):
    rows = counted()
    (row,) = read(tmp_path, rows[:100] + rows[140:]).rows
    assert (row.chip_seconds, row.energy_mj) == (199 * 15, 199_000)
    assert row.flags == (Flag.GAP,)


def test_one_reading_that_is_missing_is_no_gap(tmp_path: Path):
    rows = counted()
    (row,) = read(tmp_path, rows[:100] + rows[101:]).rows
    assert (row.chip_seconds, row.energy_mj, row.flags) == (3600, 240_000, ())


def test_work_that_had_begun_before_the_first_reading_is_flagged(tmp_path: Path):
    (row,) = read(tmp_path, counted()[40:]).rows
    assert (row.flags, row.chip_seconds) == ((Flag.BEGUN_BEFORE,), 3000)


def test_nothing_is_added_up_over_a_change_of_chips(tmp_path: Path):
    other = UUID.replace("1", "2")
    new = [line(BEGUN + 1800 + it * 15, 5_000_000 + it, uuid=other) for it in range(121)]
    found = read(tmp_path, counted(121) + new)
    assert sorted(it.energy_mj or 0 for it in found.rows) == [120, 120_000]


def test_the_same_chip_under_another_order_is_another_series(tmp_path: Path):
    rows = [line(BEGUN + it * 15, it, hpc_job="comptrol:o1") for it in range(121)]
    rows += [line(BEGUN + 1800 + it * 15, 120 + it, hpc_job="o2") for it in range(121)]
    found = read(tmp_path, rows, Asked(order="hpc_job"))
    assert {it.order: it.energy_mj for it in found.rows} == {"o1": 120, "o2": 120}


def test_operations_are_a_range_between_two_peaks(tmp_path: Path):
    rows = [line(BEGUN + it * 15, "0.5", TENSOR) for it in range(241)]
    asked = Asked(
        models={H100: "nvidia-h100-sxm5-80gb"},
        peaks={"nvidia-h100-sxm5-80gb": Peaks(low=10, high=20)},
    )
    (row,) = read(tmp_path, rows, asked).rows
    assert (row.meter, row.model) == (Meter.UTILISATION, "nvidia-h100-sxm5-80gb")
    assert row.flop is not None
    assert row.flop.whole == (18_000, 18_000, 36_000)
    (unknown,) = read(tmp_path, rows).rows
    assert (unknown.flop, unknown.chip_seconds) == (None, 3600)


def test_a_share_in_per_cent_is_a_share(tmp_path: Path):
    rows = [line(BEGUN + it * 15, 97, "DCGM_FI_DEV_GPU_UTIL") for it in range(241)]
    (row,) = read(tmp_path, rows, None, "DCGM_FI_DEV_GPU_UTIL").rows
    assert (row.meter, row.flop) == (Meter.UTILISATION, None)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        pytest.param(line(BEGUN + 1, "NaN"), "NaN is no reading", id="NaN"),
        pytest.param(line(BEGUN + 1, "+Inf"), "no reading", id="infinite"),
        pytest.param(line(BEGUN + 1, -5), "-5: expected millijoules", id="negative"),
        pytest.param(line(BEGUN + 1, "1e30"), "1e30: expected millijoules", id="ten to the 30"),
        pytest.param(line(BEGUN + 1, "1e999999"), "no reading", id="an endless number"),
        pytest.param(line(BEGUN + 1, 35, TENSOR), "a ratio from 0 to 1", id="per cent"),
        pytest.param(line(BEGUN + 1, "0x1p3"), "no reading", id="hexadecimal"),
        pytest.param(f"{ENERGY}{{{labels()}}} 5", "no time at the end", id="no time"),
        pytest.param(f"{ENERGY}{{{labels()}}} 5 {BEGUN}", "in seconds", id="seconds"),
        pytest.param(f"{ENERGY}{{{labels()}}} 5 9{BEGUN}000", "milliseconds", id="microseconds"),
        pytest.param(line(BEGUN + 1, 5)[:60], "half a line", id="half a line"),
        pytest.param(f'{ENERGY}{{UUID="a",UUID="b"}} 1 {BEGUN}000', "twice", id="a label twice"),
        pytest.param(f"{ENERGY}{{UUID=a}} 1 {BEGUN}000", "labels cannot be read", id="no quotes"),
        pytest.param(line(BEGUN + 1, 5, uuid=""), "no label UUID", id="no UUID"),
        pytest.param(line(BEGUN + 1, 5, GPU_I_PROFILE="1g.10gb"), "a part of a GPU", id="MIG"),
        pytest.param(line(BEGUN + 15, 8), "neither is believed", id="two at one time"),
    ],
)
def test_a_reading_that_can_be_none_is_told_and_the_rest_counts(
    tmp_path: Path, bad: str, why: str
):
    found = read(tmp_path, [*counted(), bad])
    assert sum(it.chip_seconds for it in found.rows if UUID in it.event) == 3600
    assert why in reasons(found)


def test_what_is_of_no_meter_is_let_pass(tmp_path: Path):
    other = ["# HELP x y", "", "up 1", 'go_gc{quantile="0.5"} 0.1', *counted()]
    assert len(read(tmp_path, other).rows) == 1


def test_labels_may_have_anything_in_quotes():
    found = reading_in(r'up{a="x,y}",b="q\"uo\\te\n"} 1')
    assert found is not None
    assert dict(found.labels) == {"a": "x,y}", "b": 'q"uo\\te\n'}


def test_an_exporter_without_a_name_needs_one(tmp_path: Path):
    found = read(tmp_path, counted(Hostname=""))
    assert "--source" in reasons(found)
    (row,) = read(tmp_path, counted(Hostname=""), Asked(source="dcgm/here")).rows
    assert row.source == "dcgm/here"


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("DCGM_FI_DEV_POWER_USAGE",), "is no meter here"),
        ((TENSOR, "DCGM_FI_DEV_GPU_UTIL"), "name one of them"),
    ],
)
def test_of_one_meter_one_field_is_read(names: tuple[str, ...], why: str):
    with pytest.raises(UnreadableError, match=why):
        fields_named(names)


def test_every_field_is_of_a_meter():
    assert {it.meter for it in FIELDS.values()} == set(Meter) - {Meter.ALLOCATION}


class Exporter:
    """An exporter on loopback that shows what it is told."""

    def __init__(self) -> None:
        exporter = self
        self.text = ""

        class Showing(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = exporter.text.encode()
                self.send_response(200)
                self.send_header("content-type", "text/plain; version=0.0.4")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Showing)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/metrics"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def exporter() -> Iterator[Exporter]:
    shown = Exporter()
    yield shown
    shown.close()


def test_scrapes_are_kept_with_their_time_and_read_together(tmp_path: Path, exporter: Exporter):
    kept, fields = tmp_path / "kept.txt", fields_named(())
    for it in range(13):
        exporter.text = f"# TYPE x gauge\n{ENERGY}{{{labels()}}} {it * 100}\nup 1\n{ENERGY}{{half"
        at = datetime.fromtimestamp(BEGUN + it * 5, UTC)
        assert keep_scrape(exporter.url, kept, fields, at) == 1
    (row,) = read_scrapes(kept, fields, Asked(window_s=60)).rows
    assert (row.chip_seconds, row.energy_mj) == (60, 1200)


def test_half_a_line_that_a_crash_left_spoils_no_other(tmp_path: Path, exporter: Exporter):
    kept, fields = tmp_path / "kept.txt", fields_named(())
    kept.write_text(line(BEGUN, 1) + "\n" + line(BEGUN + 5, 2)[:50])
    exporter.text = f"{ENERGY}{{{labels()}}} 3\n"
    keep_scrape(exporter.url, kept, fields, datetime.fromtimestamp(BEGUN + 10, UTC))
    found = read_scrapes(kept, fields, Asked(window_s=10))
    assert [it.energy_mj for it in found.rows] == [2]
    assert "half a line" in reasons(found)


def test_a_clock_that_went_back_is_told_and_nothing_is_kept(tmp_path: Path, exporter: Exporter):
    kept, fields = tmp_path / "kept.txt", fields_named(())
    exporter.text = f"{ENERGY}{{{labels()}}} 3 {BEGUN}000\n"
    keep_scrape(exporter.url, kept, fields, datetime.fromtimestamp(BEGUN + 10, UTC))
    before = kept.read_text()
    with pytest.raises(UnavailableError, match="went back"):
        keep_scrape(exporter.url, kept, fields, datetime.fromtimestamp(BEGUN + 9, UTC))
    assert kept.read_text() == before == line(BEGUN + 10, 3) + "\n"


def test_an_exporter_that_is_away_or_shows_nothing_is_told(tmp_path: Path, exporter: Exporter):
    now, fields = datetime.fromtimestamp(BEGUN, UTC), fields_named(())
    with pytest.raises(UnavailableError, match="has none of"):
        keep_scrape(exporter.url, tmp_path / "kept", fields, now)
    with pytest.raises(UnavailableError, match="cannot be fetched"):
        keep_scrape("http://127.0.0.1:9/metrics", tmp_path / "kept", fields, now)
    with pytest.raises(UnreadableError, match="a meter is fetched over TLS only"):
        keep_scrape("http://meters.example/metrics", tmp_path / "kept", fields, now)


def matrix(values: str, status: str = "success", kind: str = "matrix") -> str:
    series = f'{{"metric":{{"UUID":"{UUID}","instance":"n1"}},"values":{values}}}'
    found = f'"data":{{"resultType":"{kind}","result":[{series}]}},"error":"too many samples"'
    return f'{{"status":"{status}",{found}}}'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "does not answer as a Prometheus", id="nothing"),
        pytest.param(matrix("[[1,")[:90], "does not answer as a Prometheus", id="half"),
        pytest.param("[" * 200_000, "does not answer as a Prometheus", id="deep"),
        pytest.param(matrix("[" * 50_000 + "]" * 50_000), "does not answer as", id="deep within"),
        pytest.param(matrix('[[1,"1"]]', status="error"), "too many samples", id="an error"),
        pytest.param(matrix('[[1,"1"]]', kind="vector"), "answers with a vector", id="a vector"),
        pytest.param(matrix('[[1e400,"1"]]'), "is of no time", id="no time"),
        pytest.param(matrix('[[-5,"1"]]'), "is of no time", id="before all time"),
        pytest.param(matrix("[[1,1]]"), "does not answer as a Prometheus", id="no text"),
    ],
)
def test_what_a_prometheus_does_not_answer_is_told(exporter: Exporter, text: str, why: str):
    exporter.text = text
    span = Span(since_ms=BEGUN * 1000, until_ms=BEGUN * 1000 + 3_600_000)
    with pytest.raises(UnavailableError, match=why):
        read_prometheus(exporter.url, fields_named((ENERGY,)), span, Asked())


def test_a_hundred_megabytes_are_not_read_to_their_end(tmp_path: Path, exporter: Exporter):
    exporter.text = "x" * (SCRAPE_BYTES_MAX + 1)
    with pytest.raises(UnreadableError, match="sends more than"):
        keep_scrape(exporter.url, tmp_path / "kept", fields_named(()), datetime.now(UTC))  # noqa: TID251
