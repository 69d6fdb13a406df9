"""A real Prometheus that scrapes an exporter, read by its HTTP API: what it counted is counted."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.scenario.harness import comptrol, until
from tests.scenario.metering_harness import (
    ENERGY,
    H100,
    MODEL_NAME,
    ORDER,
    TENSOR,
    Exporter,
    events,
    history,
    prometheus,
)

from comptrol.adapters.meters.fields import fields_named
from comptrol.adapters.meters.prometheus import read_prometheus
from comptrol.adapters.meters.series import Asked, Span
from comptrol.domains.metering import Flag, Readings
from comptrol.kernel.errors import UnavailableError

HOUR = 3600
NOW_S = int(time.time())  # noqa: TID251  (the clock of the Prometheus)
BEGUN_S = NOW_S // HOUR * HOUR - 4 * HOUR


@pytest.fixture(scope="module")
def exporter() -> Iterator[Exporter]:
    shown = Exporter()
    yield shown
    shown.close()


@pytest.fixture(scope="module")
def peer(exporter: Exporter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("prometheus") / "home"
    with prometheus(folder, [exporter.place], history(BEGUN_S, 2 * 240 + 1)) as url:
        yield url


def raw(url: str, query: str) -> list[Any]:
    answer = httpx.get(f"{url}/api/v1/query", params={"query": query}, trust_env=False)
    found: list[Any] = answer.json()["data"]["result"]
    return found


def live(url: str, exporter: Exporter, since_ms: int, until_ms: int) -> Readings:
    return read_prometheus(
        url,
        fields_named((ENERGY,)),
        Span(since_ms=since_ms, until_ms=until_ms),
        Asked(window_s=1, order="hpc_job"),
        f'instance="{exporter.place}"',
    )


def test_what_a_live_exporter_counted_is_counted_to_the_last_unit(
    peer: str, exporter: Exporter
) -> None:
    until(lambda: exporter.counted >= 8_000)
    exporter.counted = 0  # it begins again
    until(lambda: exporter.counted >= 8_000)
    (series,) = raw(peer, f'{ENERGY}{{instance="{exporter.place}"}}[1m]')
    samples = [(int(Fraction(str(at)) * 1000), int(value)) for at, value in series["values"]]
    begin, end = samples[0][0] // 1000 * 1000 + 1000, samples[-1][0] // 1000 * 1000
    rows = live(peer, exporter, begin, end).rows
    counted = sum(
        after - before if after >= before else after
        for (_, before), (at, after) in pairwise(samples)
        if begin < at <= end
    )
    assert counted >= 10_000
    assert sum(it.energy_mj or 0 for it in rows) == counted
    assert sum(Flag.RESET in it.flags for it in rows) == 1
    assert {it.order for it in rows} == {ORDER}
    assert live(peer, exporter, begin, end).rows == rows


def test_a_share_that_is_none_is_left_out(peer: str, exporter: Exporter) -> None:
    exporter.share = "NaN"
    until(lambda: any(it["value"][1] == "NaN" for it in raw(peer, TENSOR)))
    exporter.share = "0.5"
    now_ms = int(time.time() * 1000)  # noqa: TID251
    found = read_prometheus(
        peer,
        fields_named((TENSOR,)),
        Span(since_ms=now_ms - 60_000, until_ms=now_ms),
        Asked(window_s=1),
        f'instance="{exporter.place}"',
    )
    assert any("NaN is no reading" in it.reason for it in found.rejected)


def asked(peer: str, *more: object) -> list[object]:
    at = datetime.fromtimestamp(BEGUN_S, UTC)
    return [
        peer,
        *("--format", "prometheus", "--order-label", "hpc_job", "--only", 'instance="n1:9400"'),
        *("--metric", ENERGY, "--metric", TENSOR, "--model", f"{MODEL_NAME}={H100}"),
        *("--since", f"{at:%Y-%m-%dT%H:%M:%SZ}", "--json", *more),
    ]


def test_the_past_is_read_hour_by_hour_with_its_operations(peer: str) -> None:
    ran = comptrol("meter", "read", *asked(peer))
    assert ran.code == 0, ran.err
    totals = ran.json["totals"]
    assert totals["power"]["events"] == 2
    assert totals["power"]["energy_mj"] == 480 * 7_000
    assert totals["utilisation"]["chip_seconds"] == 7_200
    low, high = (int(totals["utilisation"]["flop"][end]) for end in ("low", "high"))
    assert low == 7_200 * 989_400_000_000_000 // 4
    assert high == 7_200 * 1_979_000_000_000_000 // 4


def test_the_past_is_filed_once_however_often_it_is_read(
    peer: str, metered: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(metered, tmp_path / "data"))
    filing = ["meter", "file", *asked(peer), "--as", "straits-compute", "--data", folder]
    first, again = comptrol(*filing), comptrol(*filing)
    assert (first.code, again.code) == (0, 0), first.out + again.out
    assert (first.json["filed"], first.json["known"]) == (4, 0)
    assert (again.json["filed"], again.json["known"]) == (0, 4)
    assert [it.order for it in events(folder)] == [ORDER] * 4


@pytest.mark.parametrize(
    ("other", "code", "why"),
    [
        (["--only", 'instance="'], 3, "parse error"),
        (["--since", "2020-01-01"], 2, "read a shorter time"),
        (["--since", "2099-01-01"], 2, "choose a longer time"),
        (["--metric", "up"], 2, "is no meter here"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    peer: str, other: list[str], code: int, why: str
) -> None:
    ran = comptrol("meter", "read", peer, "--format", "prometheus", *other)
    assert ran.code == code, ran.err
    assert why in ran.err


def test_what_is_no_prometheus_is_told(exporter: Exporter) -> None:
    with pytest.raises(UnavailableError, match="does not answer as a Prometheus does"):
        live(f"http://{exporter.place}", exporter, 0, 1000)
