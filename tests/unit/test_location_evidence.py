"""EVIDENCE.json and TARGETS.json: what is read, and what is refused, by its path."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptrol.adapters.landmark_protocol import (
    CHALLENGE,
    DATAGRAM_BYTES,
    ECHOED,
    REPLY,
    Challenge,
    answer,
    check_reply,
)
from comptrol.adapters.landmark_targets import joined, read_targets
from comptrol.adapters.location_evidence import evidence_in, evidence_of
from comptrol.adapters.reference_files import countries
from comptrol.kernel.errors import UnreadableError

ROW: dict[str, Any] = {
    "id": "ams",
    "group": "a",
    "lat": 52.37,
    "lon": 4.9,
    "rtt_ms": 2.0,
    "signed": True,
}
EVIDENCE: dict[str, Any] = {
    "claim": {"lat": 50.11, "lon": 8.68, "radius_km": 500},
    "landmarks": [ROW],
    "tolerate": 0,
    "speed_km_per_ms": 200,
}
DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DEVICE_KEY = DEVICE.public_key().public_bytes_raw()
LANDMARK_KEY = bytes(range(32))


def read(**fields: Any) -> Any:
    return evidence_in(json.dumps({**EVIDENCE, **fields}).encode())


def rows(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**ROW, **it} for it in changes]


def proven(**changes: Any) -> dict[str, Any]:
    """Return a row with one reply that the device signed, some of it changed."""
    challenge = Challenge(bytes(32), LANDMARK_KEY, DEVICE_KEY)
    signature = DEVICE.sign(challenge.to_be_signed()).hex()
    reply = {"rtt_ms": 2.0, "nonce": bytes(32).hex(), "signature": signature}
    keys = {"landmark_key": LANDMARK_KEY.hex(), "device_key": DEVICE_KEY.hex()}
    return {**ROW, **keys, "replies": [{**reply, **changes.pop("reply", {})}], **changes}


def test_evidence_is_read_as_the_contract_has_it() -> None:
    file = read()
    evidence, called, _ = evidence_of(file, countries())
    assert called == "the claimed circle"
    assert (evidence.tolerate, evidence.km_per_ms, evidence.slack_km) == (0, 200.0, 0.0)
    assert [(it.landmark, it.group, it.rtt_ms, it.signed) for it in evidence.replies] == [
        ("ams", "a", 2.0, True)
    ]


@pytest.mark.parametrize("name", ["SG", "sg", "Singapore"])
def test_a_country_may_be_claimed_by_code_or_by_name(name: str) -> None:
    evidence, called, source = evidence_of(read(claim={"country": name}), countries())
    assert evidence.zone is not None
    assert called == "Singapore"
    assert "Natural Earth" in source


def test_a_country_without_a_border_is_a_claim_without_a_zone() -> None:
    evidence, called, _ = evidence_of(read(claim={"country": "GI"}), countries())
    assert (evidence.zone, called) == (None, "Gibraltar")


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"claim": {}}, "$.claim"),
        ({"claim": {"lat": 1, "lon": 2}}, "$.claim"),
        ({"claim": {"lat": 1, "lon": 2, "radius_km": 3, "country": "SG"}}, "$.claim"),
        ({"claim": {"lat": 91, "lon": 2, "radius_km": 3}}, "$.claim.lat"),
        ({"claim": {"lat": 1, "lon": 181, "radius_km": 3}}, "$.claim.lon"),
        ({"claim": {"lat": 1, "lon": 2, "radius_km": -1}}, "$.claim.radius_km"),
        ({"claim": {"lat": 1, "lon": 2, "radius_km": 30_000}}, "$.claim.radius_km"),
        ({"claim": {"land": "SG"}}, "land"),
        ({"landmarks": rows({"lat": -90.01})}, "$.landmarks[0].lat"),
        ({"landmarks": rows({"lon": 360})}, "$.landmarks[0].lon"),
        ({"landmarks": rows({}, {"id": "par", "rtt_ms": 0})}, "$.landmarks[1].rtt_ms"),
        ({"landmarks": rows({"rtt_ms": -1})}, "$.landmarks[0].rtt_ms"),
        ({"landmarks": rows({"rtt_ms": "2"})}, "$.landmarks[0].rtt_ms"),
        ({"landmarks": rows({"rtt_ms": None})}, "$.landmarks[0].rtt_ms"),
        ({"landmarks": rows({"signed": 1})}, "$.landmarks[0].signed"),
        ({"landmarks": rows({"group": ""})}, "$.landmarks[0].group"),
        ({"landmarks": rows({"sgined": True})}, "sgined"),
        ({"landmarks": rows({}, {})}, "$.landmarks[1].id"),
        ({"tolerate": -1}, "$.tolerate"),
        ({"tolerate": 0.5}, "$.tolerate"),
        ({"speed_km_per_ms": 0}, "$.speed_km_per_ms"),
        ({"speed_km_per_ms": 301}, "$.speed_km_per_ms"),
        ({"slack_km": -1}, "$.slack_km"),
        ({"tolerance": 1}, "tolerance"),
    ],
)
def test_what_is_wrong_with_evidence_is_named_by_its_path(
    fields: dict[str, Any], where: str
) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(**fields)
    assert where in str(raised.value)


@pytest.mark.parametrize("missing", ["claim", "landmarks", "tolerate", "speed_km_per_ms"])
def test_a_field_that_is_missing_is_named(missing: str) -> None:
    given = {field: value for field, value in EVIDENCE.items() if field != missing}
    with pytest.raises(UnreadableError, match=missing):
        evidence_in(json.dumps(given).encode())


@pytest.mark.parametrize("missing", list(ROW))
def test_a_field_that_is_missing_from_a_landmark_is_named(missing: str) -> None:
    row = {field: value for field, value in ROW.items() if field != missing}
    with pytest.raises(UnreadableError, match=missing):
        read(landmarks=[row])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"claim": ' + b"[" * 100_000,
        json.dumps(EVIDENCE).replace("2.0", "NaN").encode(),
        json.dumps(EVIDENCE).replace("2.0", "1e999").encode(),
        json.dumps(EVIDENCE)[:-1].encode() + b', "tolerate": 3}',
    ],
)
def test_what_is_no_evidence_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        evidence_in(raw)


def test_a_country_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnreadableError, match=r"Atlantis.*\$\.claim\.country"):
        evidence_of(read(claim={"country": "Atlantis"}), countries())


# -- signatures -------------------------------------------------------------------------------


def test_a_reply_that_the_device_signed_is_believed() -> None:
    assert read(landmarks=[proven()]).landmarks[0].signed


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (proven(reply={"signature": "00" * 64}), "$.landmarks[0].replies[0]"),
        (proven(reply={"nonce": "11" * 32}), "$.landmarks[0].replies[0]"),
        (proven(landmark_key="22" * 32), "$.landmarks[0].replies[0]"),
        (proven(device_key=None), "$.landmarks[0]"),
        (proven(rtt_ms=1.0), "$.landmarks[0].rtt_ms"),
        (proven(reply={"nonce": "11"}), "$.landmarks[0].replies[0].nonce"),
    ],
)
def test_a_reply_that_was_changed_is_refused(row: dict[str, Any], where: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(landmarks=[row])
    assert where in str(raised.value)


def test_a_nonce_counts_once() -> None:
    row = proven()
    row["replies"] *= 2
    with pytest.raises(UnreadableError, match="nonce stands twice"):
        read(landmarks=[row])


# -- what goes over the wire ------------------------------------------------------------------


def challenge() -> Challenge:
    return Challenge(b"n" * 32, LANDMARK_KEY, DEVICE_KEY)


def test_a_device_signs_what_it_is_asked_and_by_whom() -> None:
    replied = answer(challenge().datagram(), DEVICE_KEY, DEVICE.sign)
    assert replied is not None
    assert replied[:8] == REPLY
    assert check_reply(challenge(), replied[72:])
    assert not check_reply(Challenge(b"n" * 32, b"x" * 32, DEVICE_KEY), replied[72:])


def test_an_echo_is_not_signed() -> None:
    echoed = answer(challenge().datagram(echo=True), DEVICE_KEY, DEVICE.sign)
    assert echoed == ECHOED + b"n" * 32 + DEVICE_KEY + bytes(64)


def test_a_device_sends_no_more_than_it_was_sent() -> None:
    asked = challenge().datagram()
    assert len(asked) == DATAGRAM_BYTES == len(answer(asked, DEVICE_KEY, DEVICE.sign) or b"")


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        challenge().datagram()[:-1],
        challenge().datagram() + b"\x00",
        b"x" * DATAGRAM_BYTES,
        Challenge(b"n" * 32, LANDMARK_KEY, b"o" * 32).datagram(),
        (CHALLENGE + b"n" * 32 + LANDMARK_KEY + DEVICE_KEY).ljust(DATAGRAM_BYTES, b"\x01"),
    ],
)
def test_a_device_says_nothing_to_what_is_not_for_it(datagram: bytes) -> None:
    assert answer(datagram, DEVICE_KEY, DEVICE.sign) is None


# -- targets ----------------------------------------------------------------------------------

TARGET: dict[str, Any] = {
    **{field: ROW[field] for field in ("id", "group", "lat", "lon")},
    "landmark_key": "00" * 32,
    "device_key": "11" * 32,
    "address": "127.0.0.1",
    "port": 8427,
}
TARGETS: dict[str, Any] = {**EVIDENCE, "targets": [TARGET]}
del TARGETS["landmarks"]


def written(folder: Path, fields: dict[str, Any]) -> Path:
    path = folder / "targets.json"
    path.write_text(json.dumps({**TARGETS, **fields}))
    return path


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"targets": []}, "$.targets"),
        ({"targets": [{**TARGET, "port": 0}]}, "$.targets[0].port"),
        ({"targets": [{**TARGET, "device_key": "11"}]}, "$.targets[0].device_key"),
        ({"targets": [TARGET, TARGET]}, "$.targets[1].id"),
        ({"challenges": 0}, "$.challenges"),
        ({"challenges": 201}, "$.challenges"),
        ({"timeout_ms": 0.5}, "$.timeout_ms"),
        ({"retries": 3}, "retries"),
    ],
)
def test_what_is_wrong_with_targets_is_named_by_its_path(
    tmp_path: Path, fields: dict[str, Any], where: str
) -> None:
    path = written(tmp_path, fields)
    with pytest.raises(UnreadableError) as raised:
        read_targets(path)
    assert where in str(raised.value)
    assert str(path) in str(raised.value)


def test_evidence_of_several_landmarks_is_joined() -> None:
    other = read(landmarks=rows({"id": "par"}), unheard=["lon"])
    both = joined(msgspec.structs.replace(read(), unheard=("par", "ber")), other)
    assert [it.id for it in both.landmarks] == ["ams", "par"]
    assert both.unheard == ("ber", "lon")


@pytest.mark.parametrize("other", [{"tolerate": 1}, {"claim": {"country": "SG"}}, {}])
def test_evidence_of_another_claim_or_of_the_same_landmark_is_not(other: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError, match="evidence"):
        joined(read(), read(**other))
