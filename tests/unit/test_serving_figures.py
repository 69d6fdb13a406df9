"""What is counted names nobody, is in a registry of each server's own, and is told to few."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from tests.answering import Answering, opening
from tests.speaking import AUTHORITY, FixedClock, enrolled, signed, voice

from comptrol.bootstrap import Platform, in_memory
from comptrol.entrypoints.api import health
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.api.health import Running
from comptrol.settings import Settings

COSE = {"content-type": "application/cose"}
LABEL = re.compile(r'(\w+)="([^"]*)"')


@pytest.fixture
def platform() -> Iterator[Platform]:
    with closing(in_memory(clock=FixedClock())) as opened:
        yield opened


def served(platform: Platform, host: str = "127.0.0.1", **settings: Any) -> Answering:
    app = create_app(platform, settings=Settings(**settings))
    return Answering(app, host)


def figure(client: Answering, name: str) -> float:
    """Return the sum of a figure over its labels."""
    lines = client.get("/metrics").text.splitlines()
    found = [it for it in lines if re.match(rf"{name}(\{{| )", it)]
    assert found, name
    return sum(float(it.rsplit(" ", 1)[1]) for it in found)


def test_no_label_is_anything_that_was_asked_or_said(platform: Platform) -> None:
    """Everything a caller chooses carries a mark, and no mark comes out again."""
    with served(platform) as client:
        for path in ("/marked-1", "/entries/99123", "/keys/marked-2", "/health?marked-3=marked-4"):
            for method in ("GET", "POST", "MARKED"):
                headers = {"user-agent": "marked-5", "traceparent": "marked-6", "host": "marked-7"}
                client.request(method, path, headers=headers)
        first = signed(opening(platform), voice(AUTHORITY), 1)
        client.post("/statements", content=first, headers=COSE)
        for number, name in enumerate(("marked-8", "marked-9", "marked-8"), 2):
            raw = signed(enrolled(name), voice(AUTHORITY), number)
            client.post("/statements", content=raw, headers=COSE)
        client.post("/statements", content=b"marked-10", headers=COSE)
        text = client.get("/metrics").text
        assert figure(client, "comptrol_statements_accepted_total") == 3
        assert figure(client, "comptrol_statements_refused_total") == 1
    assert "marked" not in text.lower()
    assert "99123" not in text


def test_there_are_only_so_many_series_however_much_is_asked(platform: Platform) -> None:
    with served(platform) as client:
        client.get("/nowhere")
        client.get("/entries/1")
        client.get("/metrics")
        before = set(LABEL.findall(client.get("/metrics").text))
        for number in range(200):
            client.get(f"/nowhere-{number}")
            client.get(f"/entries/{number}")
        assert set(LABEL.findall(client.get("/metrics").text)) == before


def test_two_servers_in_one_process_count_apart(platform: Platform) -> None:
    with (
        closing(in_memory(clock=FixedClock())) as other,
        served(platform) as one,
        served(other) as two,
    ):
        raw = signed(opening(platform), voice(AUTHORITY), 1)
        one.post("/statements", content=b"no statement", headers=COSE)
        one.post("/statements", content=raw, headers=COSE)
        assert figure(one, "comptrol_statements_unreadable_total") == 1
        assert figure(two, "comptrol_statements_unreadable_total") == 0


def test_a_statement_counts_as_what_became_of_it(platform: Platform) -> None:
    with served(platform) as client:
        stranger = signed(enrolled("acme"), voice(AUTHORITY), 1)
        client.post("/statements", content=stranger, headers=COSE)
        client.post(
            "/statements/batch", content=b"x", headers={"content-type": "application/cbor-seq"}
        )
        assert figure(client, "comptrol_statements_refused_total") == 1
        assert figure(client, "comptrol_statements_unreadable_total") == 1
        assert figure(client, "comptrol_commit_statements_count") == 1
        assert figure(client, "comptrol_log_entries") == 0


@pytest.mark.parametrize(
    ("host", "heard", "settings", "status"),
    [
        ("127.0.0.1", "", {}, 200),
        ("::1", "", {}, 200),
        ("::ffff:127.0.0.1", "", {}, 200),
        ("192.0.2.1", "", {}, 403),
        ("192.0.2.1", "127.0.0.1", {}, 403),
        ("127.0.0.1", "127.0.0.1", {}, 403),  # somebody came by a server that is not counted
        ("127.0.0.1", "192.0.2.1", {"console_proxies": 1}, 403),
        ("127.0.0.1", "127.0.0.1, 192.0.2.1", {"console_proxies": 1}, 403),
        ("192.0.2.1", "127.0.0.1", {"console_proxies": 1}, 200),
        ("192.0.2.1", "", {"metrics_networks": ("192.0.2.0/24",)}, 200),
        ("2001:db8::5", "", {"metrics_networks": ("2001:db8::/64",)}, 200),
        ("127.0.0.1", "", {"metrics_networks": ()}, 403),
        ("somewhere", "", {}, 403),
    ],
)
def test_figures_are_told_to_networks_that_are_named(
    platform: Platform, host: str, heard: str, settings: dict[str, Any], status: int
) -> None:
    with served(platform, host, **settings) as client:
        headers = {"x-forwarded-for": heard} if heard else {}
        assert client.get("/metrics", headers=headers).status_code == status


def test_ready_is_red_while_the_server_ends_and_live_is_not(platform: Platform) -> None:
    running = Running()
    with Answering(create_app(platform, running=running)) as client:
        assert client.get("/health/ready").json() == {"ready": True, "reasons": []}
        running.draining = True
        told = client.get("/health/ready")
        assert told.status_code == 503
        assert told.json() == {"ready": False, "reasons": ["the server was told to end"]}
        assert client.get("/health/live").json() == {"alive": True}
        assert client.get("/health").status_code == 200
        assert figure(client, "comptrol_ready") == 0


def test_a_full_disk_is_not_ready(
    platform: Platform, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "DISK_BYTES_MIN", 2**62)
    on_disk = replace(platform, kept=tmp_path)
    with Answering(create_app(on_disk)) as client:
        told = client.get("/health/ready")
        assert told.status_code == 503
        assert "is full" in told.json()["reasons"][0]
