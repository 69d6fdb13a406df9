"""A real Prometheus over a real server: every figure is proper, counts go up, alerts say so."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from tests.scenario.conftest import Told
from tests.scenario.harness import COSE, SEQUENCE, until
from tests.scenario.ledger_harness import MAKER, ROOT, Serving, lot, opened, server
from tests.scenario.metering_harness import needs, prometheus

ALERTS = ROOT / "deploy/prometheus"
Said = tuple[Serving, list[bytes]]


@pytest.fixture(scope="module")
def said(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Said]:
    """Serve the demonstration, and sign beforehand what will be said."""
    folder = Path(shutil.copytree(told.folder, tmp_path_factory.mktemp("scraped") / "data"))
    with opened(folder) as platform:
        voice = platform.speaker(MAKER)
        start = platform.store.sequence(platform.keyring.of(MAKER).key) + 1
        raws = [voice.envelope(lot(f"m-{it}"), start + it) for it in range(6)]
        raws.append(voice.envelope(lot("m-0"), start + 6))  # there is one of this name by then
    with server(folder) as it:
        yield it, raws


@pytest.fixture(scope="module")
def peer(said: Said, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = said[0].client.base_url
    folder = tmp_path_factory.mktemp("prometheus") / "home"
    with prometheus(folder, [f"{place.host}:{place.port}"]) as url:
        yield url


def value(url: str, query: str) -> float | None:
    """Return the sum of what a Prometheus has for a query now."""
    asked = {"query": f"sum({query})"}
    found = httpx.get(f"{url}/api/v1/query", params=asked, trust_env=False).json()
    result = found["data"]["result"]
    return float(result[0]["value"][1]) if result else None


def test_promtool_finds_nothing_wrong(said: Said) -> None:
    text = said[0].client.get("/metrics").content
    done = subprocess.run(  # noqa: S603  (promtool, and words of our own)
        [needs("promtool"), "check", "metrics"], input=text, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_was_sent_is_what_a_prometheus_counted(said: Said, peer: str) -> None:
    (it, raws), client = said, said[0].client
    until(lambda: value(peer, "up") == 1)
    until(lambda: value(peer, "comptrol_statements_accepted_total") == 0)
    entries = client.get("/health").json()["entries"]
    assert client.post("/statements", content=raws[0], headers=COSE).status_code == 201
    assert client.post("/statements", content=raws[0], headers=COSE).status_code == 200
    batch = client.post("/statements/batch", content=b"".join(raws[1:6]), headers=SEQUENCE)
    assert batch.status_code == 200
    assert client.post("/statements", content=raws[6], headers=COSE).status_code == 422
    assert client.post("/statements", content=b"garbage", headers=COSE).status_code == 400
    until(lambda: value(peer, "comptrol_statements_unreadable_total") == 1)
    assert value(peer, "comptrol_statements_accepted_total") == 6
    assert value(peer, "comptrol_statements_repeated_total") == 1
    assert value(peer, 'comptrol_statements_refused_total{code="registry.lot-exists"}') == 1
    by_route = 'comptrol_http_requests_total{route="/statements",method="POST",status="2xx"}'
    assert value(peer, by_route) == 2
    assert value(peer, "comptrol_commit_statements_sum") == 8
    assert value(peer, "comptrol_log_entries") == entries + 6 + 2, "and a seal to each step"
    until(lambda: value(peer, "comptrol_head_final_entries") == entries + 8)
    until(lambda: value(peer, "comptrol_head_lag_seconds") == 0)
    assert value(peer, "comptrol_ready") == 1
    assert (value(peer, "process_resident_memory_bytes") or 0) > 10_000_000
    assert it.health["taking_statements"] is True


@pytest.mark.parametrize(
    ("check", "file"),
    [
        (("check", "rules"), "alerts.yml"),
        (("test", "rules"), "alerts_test.yml"),
        (("check", "config"), "prometheus.yml"),
    ],
)
def test_the_alerts_that_are_shipped_hold(check: tuple[str, str], file: str) -> None:
    done = subprocess.run(  # noqa: S603  (promtool, and words of our own)
        [needs("promtool"), *check, file], cwd=ALERTS, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SUCCESS" in done.stdout + done.stderr


DASHBOARD = msgspec.json.decode((ROOT / "deploy/grafana/comptrol.json").read_bytes())
QUERIES = [
    (panel["title"], target["expr"])
    for panel in DASHBOARD["panels"]
    for target in panel["targets"]
]
ELSEWHERE = {"comptrol_watch_failing", "comptrol_tls_certificate_expiry_timestamp_seconds"}
"""Figures of servers that watch, or serve TLS themselves."""


@pytest.mark.parametrize(("panel", "query"), QUERIES)
def test_a_prometheus_answers_what_the_dashboard_asks(peer: str, panel: str, query: str) -> None:
    until(lambda: value(peer, "comptrol_build_info") == 1)
    for name, chosen in (("$job", ".+"), ("$instance", ".+"), ("$__rate_interval", "1m")):
        query = query.replace(name, chosen)
    query = query.replace('job="', 'job=~"')
    asked = {"query": query}
    answer = httpx.get(f"{peer}/api/v1/query", params=asked, trust_env=False).json()
    assert answer["status"] == "success", answer
    if panel in {"Ready", "Takes statements", "Entries", "Disk free", "Memory"}:
        assert answer["data"]["result"], query


def test_the_dashboard_asks_only_for_figures_that_there_are(said: Said) -> None:
    asked = set(re.findall(r"(?:comptrol|process)_\w+", " ".join(query for _, query in QUERIES)))
    named = {re.sub("_(bucket|sum|count)$", "", it) for it in asked}
    shown = said[0].client.get("/metrics").text
    watch = {"comptrol_watch_last_run_timestamp_seconds"}
    missing = {name for name in named if f"# TYPE {name} " not in shown} - ELSEWHERE - watch
    assert missing == set()


def test_nothing_of_the_dashboard_lies_over_another_panel() -> None:
    covered = [
        (x, y)
        for at in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(set(covered)) == len(covered)
    assert {x for x, _ in covered} == set(range(24))
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_an_alert_asks_only_for_figures_that_there_are(said: Said) -> None:
    asked = set(re.findall(r"comptrol_\w+", (ALERTS / "alerts.yml").read_text()))
    shown = said[0].client.get("/metrics").text
    missing = {name for name in asked if f"# TYPE {name} " not in shown} - ELSEWHERE
    assert missing == set()
