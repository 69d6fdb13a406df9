"""Landmarks measure a device for real: on loopback, and across networks that are far apart."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.scenario.harness import PATIENCE_S, comptrol

from comptrol.adapters.landmark_protocol import DATAGRAM_BYTES, REPLY
from comptrol.adapters.landmark_udp import STRAYS_MAX, DeviceServer
from comptrol.domains.location import distance_km

DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE_KEY = DEVICE.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LOCAL = "127.0.0.1"
PROGRAM = str(Path(sys.prefix) / "bin/comptrol")
Answering = Callable[[bytes], list[bytes]]
"""What comes back for one datagram."""


@contextmanager
def running(once: Callable[[], object], wake: Callable[[], object]) -> Iterator[None]:
    """Do something again and again in a thread, until it is woken for the last time."""
    ended = threading.Event()

    def turns() -> None:
        while not ended.is_set():
            once()

    thread = threading.Thread(target=turns, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        wake()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def poke(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waking:
        waking.sendto(b"", (LOCAL, port))


@contextmanager
def device(private: Ed25519PrivateKey = DEVICE) -> Iterator[int]:
    """Serve a device, as ``comptrol landmark serve`` does, and return its port."""
    server = DeviceServer((LOCAL, 0), private.public_key().public_bytes_raw(), private.sign)
    port = server.address[1]
    try:
        with running(server.answer_one, lambda: poke(port)):
            yield port
    finally:
        server.close()


@contextmanager
def box(answering: Answering) -> Iterator[int]:
    """Serve something else, and return its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind((LOCAL, 0))

        def once() -> None:
            datagram, sender = here.recvfrom(2048)
            for back in answering(datagram) if datagram else ():
                here.sendto(back, sender)

        port = here.getsockname()[1]
        with running(once, lambda: poke(port)):
            yield port


def asked(port: int, datagram: bytes) -> bytes:
    """Send a datagram on to a device, and return its answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as onward:
        onward.settimeout(PATIENCE_S)
        onward.sendto(datagram, (LOCAL, port))
        return onward.recv(2048)


def target(port: int, name: str = "l0", **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "group": name,
        "lat": 50.11,
        "lon": 8.68,
        "landmark_key": "aa" * 32,
        "device_key": DEVICE_KEY.hex(),
        "address": LOCAL,
        "port": port,
        **fields,
    }


def targets(folder: Path, *rows: dict[str, Any], **fields: Any) -> Path:
    path = folder / "targets.json"
    whole = {
        "claim": {"lat": 50.11, "lon": 8.68, "radius_km": 1000},
        "tolerate": 0,
        "speed_km_per_ms": 200,
        "challenges": 8,
        "echoes": 3,
        "timeout_ms": 200,
        "targets": rows,
    }
    path.write_text(json.dumps({**whole, **fields}))
    return path


def probed(folder: Path, *rows: dict[str, Any], code: int = 0, **fields: Any) -> dict[str, Any]:
    """Probe, and return the evidence that was written."""
    out = folder / "evidence.json"
    ran = comptrol("landmark", "probe", targets(folder, *rows, **fields), "--out", out, "--json")
    assert ran.code == code, ran.err
    evidence: dict[str, Any] = msgspec.json.decode(out.read_bytes())
    return evidence


# -- on loopback ------------------------------------------------------------------------------


def test_a_device_that_signs_is_measured_and_its_evidence_judged(here: Path) -> None:
    with device() as port:
        evidence = probed(here, target(port))
    (row,) = evidence["landmarks"]
    assert row["signed"]
    assert (row["sent"], len(row["replies"]), len(row["echoes_ms"])) == (8, 8, 3)
    assert row["rtt_ms"] == min(it["rtt_ms"] for it in row["replies"])
    assert len({it["nonce"] for it in row["replies"]}) == 8
    judged = comptrol("locate", here / "evidence.json", "--json")
    assert (judged.code, judged.json["verdict"]) == (0, "consistent")


def test_the_command_serves_a_key_of_its_own_until_it_is_told_to_end(here: Path) -> None:
    key = here / "device.key"
    words = [sys.executable, "-m", "comptrol.entrypoints.cli", "landmark", "serve"]
    command = [
        str(Path(sys.prefix) / "bin/comptrol"),
        *words[3:],
        "--key",
        str(key),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:  # noqa: S603
        assert served.stderr is not None
        port = int(served.stderr.readline().split()[2].rpartition(":")[2])
        public = served.stderr.readline().split()[-1]
        evidence = probed(here, target(port, device_key=public))
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=PATIENCE_S)
    assert served.returncode == 0
    assert evidence["landmarks"][0]["signed"]
    assert key.stat().st_mode & 0o077 == 0


def test_another_devices_signature_is_none(here: Path) -> None:
    def by_another(datagram: bytes) -> list[bytes]:
        signature = OTHER.sign(b"comptrol landmark reply 1\x00" + datagram[8:104])
        return [REPLY + datagram[8:40] + DEVICE_KEY + signature]

    with box(by_another) as port:
        evidence = probed(here, target(port), code=1)
    assert evidence["landmarks"] == []
    assert evidence["unheard"] == ["l0"]


def test_an_answer_that_is_played_back_is_none(here: Path) -> None:
    kept: list[bytes] = []
    with device() as real:

        def again(datagram: bytes) -> list[bytes]:
            if not kept:
                kept.append(asked(real, datagram))
            return kept

        with box(again) as port:
            evidence = probed(here, target(port))
    (row,) = evidence["landmarks"]
    assert len(row["replies"]) == 1
    assert row["rejected"]["another nonce: late, or played back"] == row["sent"] - 1


def test_an_answer_that_is_too_long_is_none(here: Path) -> None:
    with device() as real, box(lambda it: [asked(real, it) + b"\x00"]) as port:
        evidence = probed(here, target(port), code=1)
    assert evidence["unheard"] == ["l0"]


def test_a_flood_keeps_no_landmark_busy(here: Path) -> None:
    with box(lambda _: [b"x" * DATAGRAM_BYTES] * (3 * STRAYS_MAX)) as port:
        started = time.monotonic()
        evidence = probed(here, target(port), code=1, timeout_ms=10_000, echoes=0)
    assert evidence["unheard"] == ["l0"]
    assert time.monotonic() - started < PATIENCE_S


def test_the_right_answer_is_found_among_strays(here: Path) -> None:
    with device() as real, box(lambda it: [b"", b"x" * 20, asked(real, it)]) as port:
        evidence = probed(here, target(port), echoes=0)
    (row,) = evidence["landmarks"]
    assert len(row["replies"]) == 8
    assert row["rejected"] == {"not an answer": 16}


def test_where_nothing_answers_few_challenges_are_sent(here: Path) -> None:
    heard: list[bytes] = []
    with box(lambda it: heard.append(it) or []) as port:
        evidence = probed(here, target(port), code=1, challenges=200, timeout_ms=20, echoes=1)
    assert evidence["unheard"] == ["l0"]
    assert len(heard) == 6


def test_a_port_where_nothing_listens_is_unheard(here: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((LOCAL, 0))
        port = taken.getsockname()[1]
    assert probed(here, target(port), code=1, timeout_ms=50)["unheard"] == ["l0"]


def test_a_box_that_only_echoes_is_heard_and_not_counted(here: Path) -> None:
    """It does not hold the key: so what it says is about a box."""
    with device() as real, box(lambda it: [asked(real, it)] if it[7:8] == b"e" else []) as port:
        evidence = probed(here, target(port), code=1)
    (row,) = evidence["landmarks"]
    assert (row["signed"], row["replies"], len(row["echoes_ms"])) == (False, [], 3)
    judged = comptrol("locate", here / "evidence.json", "--json")
    assert (judged.code, judged.json["left_out"]) == (1, ["l0"])


def test_a_relay_shows_in_how_much_longer_signing_takes(here: Path) -> None:
    """A box in the claimed place echoes at once; the device behind it is 30 ms away."""
    with device() as real:

        def relayed(datagram: bytes) -> list[bytes]:
            if datagram[7:8] == b"?":
                time.sleep(0.03)
            return [asked(real, datagram)]

        with box(relayed) as port:
            evidence = probed(here, target(port))
    (row,) = evidence["landmarks"]
    assert row["rtt_ms"] - min(row["echoes_ms"]) >= 29
    assert comptrol("locate", here / "evidence.json").code == 1


def test_several_landmarks_write_into_one_file(here: Path) -> None:
    out = here / "evidence.json"
    with device() as port:
        for name in ("l0", "l1"):
            path = targets(here, target(port, name))
            assert comptrol("landmark", "probe", path, "--out", out, "--add").code == 0
        again = comptrol("landmark", "probe", path, "--out", out, "--add")
    assert [it["id"] for it in msgspec.json.decode(out.read_bytes())["landmarks"]] == ["l0", "l1"]
    assert again.code == 2
    assert "'l1' stands in the evidence already" in again.err


def test_evidence_that_was_touched_up_is_refused(here: Path) -> None:
    with device() as port:
        evidence = probed(here, target(port))
    for it in evidence["landmarks"][0]["replies"]:
        it["nonce"] = it["nonce"][::-1]
    (here / "evidence.json").write_text(json.dumps(evidence))
    ran = comptrol("locate", here / "evidence.json", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "$.landmarks[0].replies[0]" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("serve", "--key", "device.txt"), 2, "ends in .key"),
        (("serve", "--key", "device.key", "--host", "203.0.113.1"), 3, "203.0.113.1"),
        (("probe", "missing.json", "--out", "evidence.json"), 2, "missing.json"),
    ],
)
def test_what_cannot_be_served_or_probed_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = comptrol("landmark", *words)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


# -- across networks that are far apart -------------------------------------------------------

TRUTH = (50.11, 8.68)
STAND = {"ams": (52.37, 4.90), "par": (48.86, 2.35), "mil": (45.46, 9.19)}
"""Where the device is, and where the landmarks are."""


def no_networks() -> str:
    """Return why networks cannot be made on this machine, or nothing."""
    if not (Path("/dev/net/tun").exists() and hasattr(socket, "send_fds")):
        return "no /dev/net/tun"
    if (
        shutil.which("unshare") is None
        or shutil.which("ip", path=os.defpath + ":/usr/sbin") is None
    ):
        return "no unshare, or no ip"
    tried = subprocess.run(  # noqa: S603
        [*APART, "true"], capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    return tried.stderr.strip() or "not permitted" if tried.returncode else ""


APART = (shutil.which("unshare") or "unshare", "--user", "--map-root-user", "--net")
apart = pytest.mark.skipif(bool(no_networks()), reason=f"network namespaces: {no_networks()}")


def measured_apart(folder: Path, added_ms: float = 0.0) -> Path:
    """Measure the device from every landmark, each in a network of its own as far as it is."""
    out = folder / "evidence.json"
    key = folder / "device.key"
    key.write_text(bytes(range(32)).hex())
    key.chmod(0o600)
    probes = []
    for name, at in STAND.items():
        row = target(8427, name, lat=at[0], lon=at[1], address="10.77.0.1")
        (folder / name).mkdir()
        path = targets(folder / name, row, timeout_ms=2_000, challenges=10, echoes=2)
        one_way_ms = distance_km(*at, *TRUTH) / 200 * 1.3 + added_ms / 2
        words = [PROGRAM, "landmark", "probe", str(path), "--out", str(out), "--add"]
        probes.append({"one_way_ms": one_way_ms, "command": words})
    serving = [PROGRAM, "landmark", "serve", "--key", str(key), "--host", "10.77.0.1"]
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"device": serving, "probes": probes}))
    line = str(Path(__file__).parent / "delay_line.py")
    ran = subprocess.run(  # noqa: S603
        [*APART, sys.executable, line, str(plan)],
        capture_output=True,
        text=True,
        check=False,
        timeout=3 * PATIENCE_S,
    )
    assert ran.returncode == 0, ran.stderr
    return out


def claimed(evidence: Path, lat: float, lon: float, radius_km: float) -> Path:
    """Return the same evidence, held against another claim."""
    whole = json.loads(evidence.read_text())
    whole["claim"] = {"lat": lat, "lon": lon, "radius_km": radius_km}
    path = evidence.with_name(f"claim-{lat}.json")
    path.write_text(json.dumps(whole))
    return path


@apart
def test_a_device_is_located_across_networks(tmp_path: Path) -> None:
    evidence = measured_apart(tmp_path)
    rows = {it["id"]: it for it in json.loads(evidence.read_text())["landmarks"]}
    for name, at in STAND.items():
        assert rows[name]["signed"]
        assert rows[name]["rtt_ms"] >= 2 * distance_km(*at, *TRUTH) / 200
    truth = comptrol("locate", claimed(evidence, *TRUTH, 900), "--json")
    assert (truth.code, truth.json["verdict"]) == (0, "consistent")
    madrid = comptrol("locate", claimed(evidence, 40.42, -3.70, 100), "--json")
    assert (madrid.code, madrid.json["verdict"]) == (1, "impossible")
    assert "ams" in madrid.json["excluding"]


@apart
def test_delay_that_is_added_makes_a_verdict_inconclusive_and_never_consistent(
    tmp_path: Path,
) -> None:
    evidence = measured_apart(tmp_path, added_ms=40)
    for lat, lon in (TRUTH, (40.42, -3.70)):
        judged = comptrol("locate", claimed(evidence, lat, lon, 900), "--json")
        assert (judged.code, judged.json["verdict"]) == (1, "inconclusive")
