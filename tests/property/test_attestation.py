"""Whatever is changed in evidence, it proves no more; whatever is brought, it is answered."""

import json
from typing import Any

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st
from tests.attesting import (
    NOW,
    SAMPLE_DIE,
    SAMPLE_NONCE,
    bundle,
    chain,
    device_claims,
    evidence,
    keys_anchor,
    nonce_for,
    report,
    root_anchor,
    sample_chain,
    sample_report,
)

from comptrol.adapters.reference_files import anchors
from comptrol.domains.attestation import (
    ChallengeId,
    Evidence,
    Grade,
    Judged,
    Nonce,
    Verdict,
    believed,
    judge,
    nonce_of,
    packed,
)
from comptrol.domains.attestation.formulas import read_report, read_token
from comptrol.domains.registry import ChipId
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest

NONCE = nonce_for("c-1")
KNOWN = believed([*anchors().shipped, root_anchor(), keys_anchor()])
SAMPLE, CHAIN = sample_report(), sample_chain()
OURS, TOKEN = report(NONCE), bundle(NONCE)
PROVEN = {Grade.A, Grade.B}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)


def came_to(found: Evidence, asked: Nonce = NONCE) -> Verdict | None:
    """Judge evidence; nothing where it cannot be read."""
    try:
        return judge(found, asked, KNOWN, NOW, lambda _: None)
    except UnreadableError:
        return None


def is_proven(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.grade in PROVEN


def fits_an_envelope(verdict: Verdict) -> bool:
    said = Judged(
        because=2**62,
        chip=ChipId(f"{'m' * 63}/{'s' * 51}"),
        challenge=ChallengeId("c" * 63),
        die=verdict.die,
        verdict=verdict,
    )
    return len(msgspec.json.encode(said)) <= PAYLOAD_BYTES_MAX


@given(st.integers(0, len(SAMPLE) - 1), st.integers(1, 255))
def test_no_changed_byte_of_the_sample_is_believed(place: int, change: int) -> None:
    changed = bytearray(SAMPLE)
    changed[place] ^= change
    verdict = came_to(packed(bytes(changed), CHAIN), SAMPLE_NONCE)
    assert verdict is None or (verdict.grade is Grade.NONE and verdict.leaf is None)


@given(st.data())
def test_a_changed_byte_of_a_certificate_makes_no_other_chip(data: st.DataObject) -> None:
    """A signature may be written in another way and still hold: what it is over stays the same."""
    number = data.draw(st.integers(0, 4))
    place = data.draw(st.integers(0, len(CHAIN[number]) - 1))
    changed = bytearray(CHAIN[number])
    changed[place] ^= data.draw(st.integers(1, 255))
    whole = (*CHAIN[:number], bytes(changed), *CHAIN[number + 1 :])
    verdict = came_to(packed(SAMPLE, whole), SAMPLE_NONCE)
    assert not is_proven(verdict) or (verdict is not None and verdict.die == SAMPLE_DIE)


@given(st.data())
def test_no_changed_letter_of_a_token_is_believed(data: st.DataObject) -> None:
    letters = [place for place, it in enumerate(TOKEN) if it in LETTERS]
    place = data.draw(st.sampled_from(letters))
    other = data.draw(st.sampled_from(LETTERS.replace(TOKEN[place], "")))
    changed = TOKEN[:place] + other + TOKEN[place + 1 :]
    assert not is_proven(came_to(Evidence(token=changed)))


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda raw: OURS[:37] + raw))
def test_any_bytes_are_a_report_or_are_not(raw: bytes) -> None:
    try:
        read = read_report(raw)
    except UnreadableError:
        return
    assert read.signed + read.signature == raw


@given(st.binary(max_size=600), st.integers(0, 4))
def test_any_bytes_are_a_certificate_or_are_not(raw: bytes, place: int) -> None:
    whole = list(chain())
    whole[place] = raw
    assert not is_proven(came_to(packed(OURS, tuple(whole))))


@given(st.text(max_size=300) | JSON.map(json.dumps))
def test_any_text_is_a_token_or_is_not(text: str) -> None:
    assert not is_proven(came_to(Evidence(token=text)))
    try:
        read_token(text)
    except UnreadableError:
        return


@given(st.dictionaries(st.sampled_from(sorted(device_claims(NONCE))), JSON, max_size=4))
def test_whatever_a_claim_says_there_is_a_verdict_and_it_fits_an_envelope(
    claims: dict[str, Any],
) -> None:
    verdict = came_to(Evidence(token=bundle(NONCE, device=claims, overall=claims)))
    assert verdict is None or fits_an_envelope(verdict)


@given(st.lists(st.sampled_from('\U0001f600\x1b"\\a'), min_size=80, max_size=120).map("".join))
@example("\U0001f600" * 400)
def test_the_most_that_can_be_wrong_with_a_token_fits_an_envelope(long: str) -> None:
    wrong: dict[str, Any] = {
        "eat_nonce": long,
        "exp": long,
        "nbf": long,
        "iss": long,
        "measres": long,
        "hwmodel": long,
        "x-nvidia-gpu-driver-version": long,
        "x-nvidia-gpu-vbios-version": long,
        "x-nvidia-attestation-warning": long,
        "dbgstat": "enabled",
        "secboot": False,
        f"x-nvidia-gpu-{long}": False,
        f"{long}-cert-chain": {"x-nvidia-cert-ocsp-status": long},
    }
    for header in ({}, {"alg": "HS256"}, {"alg": f"RS{long}"}, {"kid": long, "by": "service"}):
        token = bundle(NONCE, device=wrong, overall=wrong | {"submods": {}}, **header)
        verdict = came_to(Evidence(token=token))
        assert verdict is not None
        assert verdict.grade is Grade.NONE
        assert fits_an_envelope(verdict)


@given(
    st.text(min_size=1, max_size=20),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**62),
    st.binary(min_size=32, max_size=32),
)
def test_a_nonce_is_of_all_that_it_is_made_from(
    label: str, root: bytes, size: int, salt: bytes
) -> None:
    digest, hidden = Digest(root.hex()), Nonce(salt.hex())
    nonce = nonce_of(label, digest, size, hidden)
    other = Digest((bytes([root[0] ^ 1]) + root[1:]).hex())
    others = {
        nonce_of(f"{label}.", digest, size, hidden),
        nonce_of(label, other, size, hidden),
        nonce_of(label, digest, size + 1, hidden),
        nonce_of(label, digest, size, Nonce(other)),
    }
    assert nonce not in others or hidden == other
    assert came_to(evidence(nonce), nonce) is not None
