"""What a vendor's service says of a chip, and what is left of it when it cannot be believed."""

import json
from hashlib import sha256
from typing import Any

import pytest
from tests.attesting import (
    ISSUER,
    NOW,
    bundle,
    device_claims,
    jwk,
    jwt,
    key_set,
    keys_anchor,
    leaf_serial,
    nonce_for,
    times,
)

from comptrol.domains.attestation import (
    Cause,
    DieId,
    Evidence,
    Grade,
    Nonce,
    Status,
    Verdict,
    believed,
    is_genuine,
    judge,
    keys_of,
)
from comptrol.domains.attestation.formulas import is_unsigned, read_token
from comptrol.kernel.errors import UnreadableError

NONCE, KNOWN = nonce_for("c-1"), believed([keys_anchor()])
CERTIFICATES = "x-nvidia-gpu-attestation-report-cert-chain"
LATER, NOW_S = int(NOW.timestamp()) + 61, int(NOW.timestamp())


def of(token: str, asked: Nonce | None = NONCE, device: str | None = None) -> Verdict:
    return judge(Evidence(token=token, device=device), asked, KNOWN, NOW, lambda _: None)


def causes(verdict: Verdict) -> set[Cause]:
    return {reason.cause for reason in verdict.reasons}


# What is believed.


def test_a_fresh_token_under_a_pinned_key_is_grade_b() -> None:
    verdict = of(bundle(NONCE))
    assert (verdict.grade, verdict.reasons) == (Grade.B, ())
    assert (verdict.leaf, verdict.die) == (f"leaf/{leaf_serial(1, 1):X}", None)
    assert (verdict.hardware, verdict.driver) == ("GH100 A01 GSP BROM", "570.44")
    assert (verdict.revocation, verdict.measurements) == (Status.GOOD, Status.GOOD)
    assert (verdict.debug, verdict.secure_boot) == (False, True)


def test_the_die_of_a_token_is_known_from_an_earlier_report_alone() -> None:
    die = DieId("GH100/D1E1")
    found = Evidence(token=bundle(NONCE))
    assert judge(found, NONCE, KNOWN, NOW, lambda _: die).die == die
    lowered = Evidence(token=bundle(NONCE, alg="HS256"))
    assert judge(lowered, NONCE, KNOWN, NOW, lambda _: die).die is None


def test_a_bundle_inside_the_token_of_the_vendors_client_is_taken_out() -> None:
    outer = jwt({"iss": "NV-Attestation-SDK", **times()}, alg="HS256")
    wrapped = [["JWT", outer], {"REMOTE_GPU_CLAIMS": json.loads(bundle(NONCE))}]
    verdict = of(json.dumps(wrapped))
    assert verdict.grade is Grade.B
    assert "passed over" in verdict.notes[0]


def test_a_nonce_is_the_same_in_capitals() -> None:
    capitals = {"eat_nonce": NONCE.upper()}
    assert of(bundle(NONCE, device=capitals, overall=capitals)).grade is Grade.B


def test_of_a_bundle_of_several_chips_the_one_that_is_named_is_meant() -> None:
    (_, whole), parts = json.loads(bundle(NONCE))
    parts["GPU-1"] = jwt(device_claims(NONCE, die=2))
    digests = {
        name: ["DIGEST", ["SHA256", sha256(part.encode()).hexdigest()]]
        for name, part in parts.items()
    }
    assert whole
    _, claims = {}, {"x-nvidia-overall-att-result": True, "iss": ISSUER, **times()}
    both = json.dumps([["JWT", jwt({**claims, "eat_nonce": NONCE, "submods": digests})], parts])
    assert of(both, device="GPU-1").leaf == f"leaf/{leaf_serial(2, 1):X}"
    assert of(both, device="GPU-1").grade is Grade.B
    assert causes(of(both)) == {Cause.BINDING}
    assert causes(of(both, device="GPU-2")) == {Cause.BINDING}


# What is the operator's word.


def test_a_token_signed_with_the_word_secret_is_the_operators_word() -> None:
    verdict = of(bundle(NONCE, alg="HS256"))
    assert (verdict.grade, causes(verdict)) == (Grade.C, {Cause.SHARED_KEY})


def test_not_even_a_part_may_be_signed_with_the_word_secret() -> None:
    part = jwt(device_claims(NONCE), alg="HS256")
    digest = ["DIGEST", ["SHA-256", sha256(part.encode()).hexdigest()]]
    (_, whole), _ = json.loads(bundle(NONCE, overall={"submods": {"GPU-0": digest}}))
    mixed = of(json.dumps([["JWT", whole], {"GPU-0": part}]))
    assert (mixed.grade, causes(mixed)) == (Grade.C, {Cause.SHARED_KEY})


def test_a_key_that_is_not_pinned_proves_nothing_of_the_vendor() -> None:
    verdict = of(bundle(NONCE, kid="service of tomorrow"))
    assert (verdict.grade, causes(verdict)) == (Grade.C, {Cause.UNKNOWN_KEY})


def test_another_algorithm_proves_nothing_of_the_vendor() -> None:
    verdict = of(bundle(NONCE, alg="ES256"))
    assert (verdict.grade, causes(verdict)) == (Grade.C, {Cause.ALGORITHM})


@pytest.mark.parametrize(
    ("claims", "cause"),
    [
        ({"x-nvidia-attestation-warning": "L4 SIGNER IS ON HOLD"}, Cause.WARNING),
        ({"measres": "fail"}, Cause.MEASUREMENTS),
        ({"measres": None}, Cause.MEASUREMENTS),
        ({"dbgstat": "enabled"}, Cause.DEBUG),
        ({"secboot": False}, Cause.SECURE_BOOT),
        ({CERTIFICATES: {"x-nvidia-cert-status": "revoked"}}, Cause.REVOCATION),
        ({"x-nvidia-gpu-driver-rim-cert-chain": {}}, Cause.REVOCATION),
        ({"x-nvidia-gpu-arch-check": False}, Cause.CLAIM),
    ],
)
def test_a_warning_inside_a_passing_token_lowers_the_grade(
    claims: dict[str, Any], cause: Cause
) -> None:
    verdict = of(bundle(NONCE, device=claims))
    assert (verdict.grade, causes(verdict)) == (Grade.C, {cause})


# What proves nothing.


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_a_token_that_nobody_signed_proves_nothing(algorithm: str) -> None:
    verdict = of(bundle(NONCE, alg=algorithm))
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, {Cause.UNSIGNED})


def test_an_empty_signature_is_none_whatever_the_header_says() -> None:
    token = jwt(device_claims(NONCE)).rpartition(".")[0] + "."
    assert is_unsigned(read_token(token))
    assert Cause.UNSIGNED in causes(of(token))


def test_a_signature_that_does_not_hold_is_forged() -> None:
    verdict = of(bundle(NONCE, by="an impostor"))
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, {Cause.SIGNATURE})
    assert not is_genuine(verdict)


@pytest.mark.parametrize(
    ("overall", "cause"),
    [
        ({"x-nvidia-overall-att-result": False}, Cause.RESULT),
        ({"x-nvidia-overall-att-result": "true"}, Cause.RESULT),
        ({"iss": "https://service.example.org"}, Cause.ISSUER),
        ({"exp": NOW_S}, Cause.TIME),
        ({"exp": None}, Cause.TIME),
        ({"exp": "tomorrow"}, Cause.TIME),
        ({"nbf": LATER}, Cause.TIME),
        ({"iat": LATER}, Cause.TIME),
        ({"eat_nonce": nonce_for("c-2")}, Cause.NONCE),
        ({"eat_nonce": [NONCE]}, Cause.NONCE),
        ({"submods": {}}, Cause.BINDING),
        ({"submods": {"GPU-0": ["DIGEST", ["SHA-256", "00" * 32]]}}, Cause.BINDING),
        ({"submods": {"GPU-0": ["DIGEST", ["MD5", "00"]]}}, Cause.BINDING),
    ],
)
def test_a_token_is_of_this_service_this_time_this_challenge_and_this_chip(
    overall: dict[str, Any], cause: Cause
) -> None:
    verdict = of(bundle(NONCE, overall=overall))
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, {cause})


@pytest.mark.parametrize(
    ("device", "cause"),
    [
        ({"iss": "https://service.example.org"}, Cause.ISSUER),
        ({"exp": NOW_S}, Cause.TIME),
        ({"eat_nonce": nonce_for("c-2")}, Cause.NONCE),
    ],
)
def test_the_part_of_a_chip_is_held_to_the_same(device: dict[str, Any], cause: Cause) -> None:
    verdict = of(bundle(NONCE, device=device))
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, {cause})


def test_a_clock_may_be_a_minute_ahead_and_an_end_is_an_end() -> None:
    ahead = {"nbf": LATER - 1, "iat": LATER - 1}
    assert of(bundle(NONCE, device=ahead, overall=ahead)).grade is Grade.B


def test_the_part_of_a_chip_alone_does_not_say_that_it_passed() -> None:
    assert causes(of(jwt(device_claims(NONCE)))) == {Cause.RESULT}


def test_where_nothing_was_asked_a_token_is_not_fresh() -> None:
    verdict = of(bundle(NONCE), asked=None)
    assert (verdict.grade, causes(verdict)) == (Grade.NONE, {Cause.NONCE})
    assert is_genuine(verdict)


@pytest.mark.parametrize("ueid", ["", "x", "01", "-1", "1" * 50, 7, None])
def test_a_ueid_that_is_no_serial_names_no_chip(ueid: object) -> None:
    assert of(bundle(NONCE, device={"ueid": ueid})).leaf is None


@pytest.mark.parametrize(
    ("said", "debug"),
    [("enabled", True), ("disabled-since-boot", False), ("perhaps", None), ([], None), (0, None)],
)
def test_what_a_token_says_of_debugging(said: object, *, debug: bool | None) -> None:
    assert of(bundle(NONCE, device={"dbgstat": said})).debug is debug


# What cannot be read.


@pytest.mark.parametrize(
    "token",
    [
        *("", "a.b", "e30.e30.e30.e30", "e30.W10.AAAA", "e31.e30.AAAA", "e30=.e30.AAAA"),
        *("[]", "[[", '[["JWT"], {}]', '[["JWT", "x"], {}]', '[["CWT", "e30.e30.AA"], {}]'),
        '[["JWT", "e30.e30.AA"], {"a": 1}]',
        '[["JWT", "e30.e30.AA"], {"a": [["JWT", "e30.e30.AA"], {"b": [["JWT", "x"], {}]}]}]',
        '[["JWT", "e30.e30.AA"], {"a": "e30.e30.AA", "a": "e30.e30.AA"}]',
        json.dumps([["JWT", "e30.e30.AA"], {"a" * 41: "e30.e30.AA"}]),
        json.dumps([["JWT", "e30.e30.AA"], {str(it): "e30.e30.AA" for it in range(65)}]),
        "[" * 5_000,
    ],
)
def test_what_is_no_token_cannot_be_read(token: str) -> None:
    with pytest.raises(UnreadableError):
        read_token(token)


# Key sets.


def test_of_a_key_set_only_the_keys_for_es384_are_taken() -> None:
    others = {"kty": "RSA", "kid": "r"}, jwk("e", crv="P-256"), jwk("u", use="enc")
    assert set(keys_of(key_set(jwk(), jwk("other"), *others))) == {"service", "other"}


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("[]", "a key set is"),
        ('{"keys": 1}', "a key set is"),
        ('{"keys": [1]}', "key 1 is not an object"),
        ('{"keys": []}', "none of 0 keys"),
        ("{", "cannot be read"),
        ('{"keys": [], "keys": []}', "stand twice"),
        (key_set({"kty": "RSA"}), "none of 1 keys"),
        (key_set(jwk(), jwk()), "stands twice"),
        (key_set(jwk(kid=1)), "needs kid, x and y"),
        (key_set(jwk(x="AAAA")), "is not a point"),
        (key_set(jwk(x=jwk("other")["x"])), "is not a point"),
        (key_set(jwk(d="AAAA")), "private key"),
    ],
)
def test_a_key_set_that_cannot_be_read_is_not_pinned(content: str, wrong: str) -> None:
    with pytest.raises(UnreadableError, match=wrong):
        keys_of(content)


def test_a_key_speaks_for_the_issuer_that_it_was_pinned_for() -> None:
    two = believed([keys_anchor(issuer="https://another.example"), keys_anchor()])
    found = Evidence(token=bundle(NONCE))
    assert judge(found, NONCE, two, NOW, lambda _: None).grade is Grade.B
