"""SD-JWT: what is shown is proven, what is not shown stays hidden, and nothing else gets in."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from tests.speaking import voice

from comptrol.kernel.errors import EnvelopeError, NotProvenError
from comptrol.kernel.jws import read_jws
from comptrol.kernel.selective import (
    TYPE,
    Clear,
    Fault,
    digest,
    disclosure,
    faults,
    issue,
    present,
    read_disclosure,
    verified,
)

ACME, OTHER = voice("acme"), voice("other")
CLEAR = Clear(iss="acme", iat=1_790_000_000, kind="echo.asked/1")
SHOWN = {
    name: disclosure(sha256(name.encode()).digest(), name, value)
    for name, value in {"word": "w", "times": 2, "parts": {"a": [1, None, True]}}.items()
}
DECOYS = [b"decoy 1", b"decoy 2"]
CORE = issue(CLEAR, SHOWN.values(), DECOYS, ACME.key, ACME.sign)

ADDRESS = (
    "WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVldF9hZGRyZXNzIjogIjEyMyBNYWluIFN0"
    "IiwgImxvY2FsaXR5IjogIkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnkiOiAiVVMifV0"
)
RFC_9901 = [
    # §4.2.1 and §4.2.3: the disclosure, three other ways to write it, and the digest of the first
    (
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
        "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
        ("family_name", "Möbius"),
    ),
    # §5.1: the disclosures of the main example, with the digests that it lists
    (
        "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
        ("given_name", "John"),
    ),
    (
        "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
        ("family_name", "Doe"),
    ),
    (
        "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VAZXhhbXBsZS5jb20iXQ",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
        ("email", "johndoe@example.com"),
    ),
    (
        "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgInBob25lX251bWJlciIsICIrMS0yMDItNTU1LTAxMDEiXQ",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
        ("phone_number", "+1-202-555-0101"),
    ),
    (
        "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJpZmllZCIsIHRydWVd",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
        ("phone_number_verified", True),
    ),
    (
        ADDRESS,
        "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
        (
            "address",
            {
                "street_address": "123 Main St",
                "locality": "Anytown",
                "region": "Anystate",
                "country": "US",
            },
        ),
    ),
    (
        "WyJQYzMzSk0yTGNoY1VfbEhnZ3ZfdWZRIiwgImJpcnRoZGF0ZSIsICIxOTQwLTAxLTAxIl0",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
        ("birthdate", "1940-01-01"),
    ),
    (
        "WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcwMDAwMDAwXQ",
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
        ("updated_at", 1_570_000_000),
    ),
]
"""Disclosures, their digests and what they show, as RFC 9901 prints them."""


@pytest.mark.parametrize(
    ("shown", "expected", "claim"), RFC_9901, ids=[claim[0] for *_, claim in RFC_9901]
)
def test_the_examples_of_rfc_9901_come_out(shown: str, expected: str, claim: tuple[str, Any]):
    assert digest(shown) == expected
    assert read_disclosure(shown) == claim


@pytest.mark.parametrize(
    "written",
    [
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
        "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
    ],
    ids=["escaped", "without space", "in lines"],
)
def test_the_same_claim_may_be_written_in_many_ways_each_with_its_own_digest(written: str):
    """RFC 9901 §4.2.1 lists these three for the first example."""
    assert read_disclosure(written) == ("family_name", "Möbius")
    assert digest(written) != RFC_9901[0][1]


def b64(thing: Any) -> str:
    raw = thing if isinstance(thing, bytes) else json.dumps(thing).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def jws(header: Any, claims: Any, sign: Callable[[bytes], bytes] = ACME.sign) -> str:
    """Sign anything at all as a core, by other means than the code does."""
    signed = f"{b64(header)}.{b64(claims)}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def parts(core: str = CORE) -> tuple[dict[str, Any], dict[str, Any]]:
    read = read_jws(core)
    return dict(read.header), dict(read.claims)


HEADER, CLAIMS = parts()


def test_a_core_says_who_when_and_of_which_kind_and_hides_the_rest():
    assert {"alg": "EdDSA", "typ": TYPE, "kid": ACME.key.hex()} == HEADER
    assert CLAIMS.keys() == {"iss", "iat", "kind", "_sd", "_sd_alg"}
    assert len(CLAIMS["_sd"]) == len(SHOWN) + len(DECOYS)
    assert {digest(one) for one in SHOWN.values()} < set(CLAIMS["_sd"])
    assert CLAIMS["_sd"] == sorted(CLAIMS["_sd"])
    assert not list(faults(read_jws(CORE)))


def test_the_order_of_claims_leaves_no_trace():
    backwards = list(SHOWN.values())[::-1]
    assert issue(CLEAR, backwards, DECOYS[::-1], ACME.key, ACME.sign) == CORE


@pytest.mark.parametrize(
    "names", [(), ("word",), ("times", "word"), ("parts",), ("parts", "times", "word")]
)
def test_what_is_shown_is_proven_and_nothing_else(names: tuple[str, ...]):
    shown = verified(present(CORE, [SHOWN[name] for name in names]), ACME.key)
    values = {"word": "w", "times": 2, "parts": {"a": [1, None, True]}}
    in_clear = {"iss": "acme", "iat": 1_790_000_000, "kind": "echo.asked/1"}
    assert shown == in_clear | {name: values[name] for name in names}


def test_a_fraction_is_shown_as_it_was_written():
    share = disclosure(bytes(16), "share", json.loads("0.1"))
    core = issue(CLEAR, [share], [], ACME.key, ACME.sign)
    assert str(verified(present(core, [share]), ACME.key)["share"]) == "0.1"


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg", "iss", "iat", "kind"])
def test_a_name_with_a_meaning_of_its_own_is_not_hidden(name: str):
    with pytest.raises(AssertionError):
        disclosure(bytes(32), name, "x")


def test_a_short_salt_is_no_salt():
    with pytest.raises(AssertionError):
        disclosure(bytes(15), "word", "w")


def hand_made(*made: Any, claims: dict[str, Any] | None = None, **kept: Any) -> str:
    """Return a core over disclosures made by hand, with all of them shown."""
    shown = [b64(one) for one in made]
    named = {**CLAIMS, "_sd": sorted({digest(one) for one in shown}), **(claims or {})}
    core = jws(HEADER, {k: v for k, v in named.items() if v is not None}, **kept)
    return present(core, shown)


SALT = "A" * 22
NOT_SHOWN = {
    "a disclosure that matches nothing": present(CORE, [disclosure(bytes(32), "word", "w")]),
    "a disclosure of another value": present(
        CORE, [disclosure(sha256(b"word").digest(), "word", "v")]
    ),
    "a disclosure with another salt": present(
        CORE, [disclosure(sha256(b"ward").digest(), "word", "w")]
    ),
    "a disclosure twice": present(CORE, [SHOWN["word"]] * 2),
    "a decoy": present(CORE, ["decoy"]),
    "an empty disclosure": present(CORE, [""]),
    "a disclosure with padding": present(CORE, [SHOWN["word"] + "="]),
    "a disclosure in another alphabet": present(CORE, [SHOWN["word"] + "é"]),
    "half a surrogate pair": present(CORE, ["\ud800"]),
    "no last tilde": present(CORE, [SHOWN["word"]])[:-1],
    "no tilde": CORE,
    "a key binding": present(CORE, []) + jws({"typ": "kb+jwt", "alg": "EdDSA"}, {"iat": 1}),
    "nothing": "",
    "a tilde": "~",
    "a claim named _sd": hand_made([SALT, "_sd", []]),
    "a claim named ...": hand_made([SALT, "...", "x"]),
    "a claim named _sd_alg": hand_made([SALT, "_sd_alg", "md5"]),
    "an issuer shown anew": hand_made([SALT, "iss", "beta"]),
    "a kind shown anew": hand_made([SALT, "kind", "a.b/1"]),
    "a claim twice": hand_made([SALT, "word", "w"], [SALT, "word", "v"]),
    "a disclosure of an array element": hand_made([SALT, "word"]),
    "a disclosure of four": hand_made([SALT, "word", "w", 1]),
    "a disclosure that is an object": hand_made({"salt": SALT, "word": "w"}),
    "a disclosure whose salt is a number": hand_made([1, "word", "w"]),
    "a disclosure whose name is a number": hand_made([SALT, 1, "w"]),
    "a disclosure that is no JSON": hand_made(b"[1,"),
    "a disclosure with a name twice": hand_made(b'["A","word",{"a":1,"a":2}]'),
    "a disclosure with a number beyond all": hand_made(b'["A","word",1e-99999999999999999999]'),
    "a claim with hidden parts": hand_made([SALT, "word", {"_sd": []}]),
    "a claim with a hidden part deep down": hand_made([SALT, "word", [{"a": {"_sd": []}}]]),
    "a claim with a hidden element": hand_made([SALT, "word", [{"...": "x"}]]),
    "a claim nested without end": hand_made(
        b'["A","word",' + b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"]"
    ),
}


@pytest.mark.parametrize("presentation", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_a_presentation_that_shows_anything_else_proves_nothing(presentation: str):
    with pytest.raises(NotProvenError):
        verified(presentation, ACME.key)


def test_the_presentations_made_by_hand_would_hold_but_for_what_they_show():
    assert verified(hand_made([SALT, "word", "w"]), ACME.key)["word"] == "w"


LONELY = {name: value for name, value in CLAIMS.items() if name != "_sd_alg"}
FAULTY: dict[str, tuple[str, set[Fault]]] = {
    "signed with nothing": (jws({**HEADER, "alg": "none"}, CLAIMS), {Fault.ALGORITHM}),
    "signed with a shared secret": (jws({**HEADER, "alg": "HS256"}, CLAIMS), {Fault.ALGORITHM}),
    "signed with ECDSA": (jws({**HEADER, "alg": "ES256"}, CLAIMS), {Fault.ALGORITHM}),
    "of no type": (jws({"alg": "EdDSA", "kid": ACME.key.hex()}, CLAIMS), {Fault.FORM}),
    "of another type": (jws({**HEADER, "typ": "JWT"}, CLAIMS), {Fault.FORM}),
    "with a key in its header": (jws({**HEADER, "jwk": {}}, CLAIMS), {Fault.FORM}),
    "with a critical header": (jws({**HEADER, "crit": ["exp"]}, CLAIMS), {Fault.FORM}),
    "with a number for a kid": (jws({**HEADER, "kid": 1}, CLAIMS), {Fault.FORM}),
    "hashed with SHA-512": (jws(HEADER, {**CLAIMS, "_sd_alg": "sha-512"}), {Fault.DIGEST}),
    "hashed with nothing named": (jws(HEADER, LONELY), {Fault.DIGEST}),
    "with a claim in clear": (jws(HEADER, {**CLAIMS, "word": "w"}), {Fault.IN_CLEAR}),
    "with an expiry": (jws(HEADER, {**CLAIMS, "exp": 1}), {Fault.IN_CLEAR}),
    "with a hidden element in clear": (jws(HEADER, {**CLAIMS, "...": "x"}), {Fault.IN_CLEAR}),
    "of no issuer": (jws(HEADER, {**CLAIMS, "iss": None}), {Fault.FORM}),
    "issued at a fraction": (jws(HEADER, {**CLAIMS, "iat": 1.5}), {Fault.FORM}),
    "issued at true": (jws(HEADER, {**CLAIMS, "iat": True}), {Fault.FORM}),
    "of a kind in free text": (jws(HEADER, {**CLAIMS, "kind": "about Erika"}), {Fault.FORM}),
    "with digests out of order": (
        jws(HEADER, {**CLAIMS, "_sd": CLAIMS["_sd"][::-1]}),
        {Fault.FORM},
    ),
    "with a digest twice": (
        jws(HEADER, {**CLAIMS, "_sd": [CLAIMS["_sd"][0], *CLAIMS["_sd"]]}),
        {Fault.FORM},
    ),
    "with a short digest": (jws(HEADER, {**CLAIMS, "_sd": ["AAAA"]}), {Fault.FORM}),
    "with a digest in free text": (jws(HEADER, {**CLAIMS, "_sd": ["Erika"]}), {Fault.FORM}),
    "with a digest that is a number": (jws(HEADER, {**CLAIMS, "_sd": [1]}), {Fault.FORM}),
    "with one digest and no list": (jws(HEADER, {**CLAIMS, "_sd": "x"}), {Fault.FORM}),
    "that says nothing": (jws({}, {}), {Fault.ALGORITHM, Fault.DIGEST, Fault.FORM}),
}


@pytest.mark.parametrize(("core", "expected"), FAULTY.values(), ids=FAULTY)
def test_a_core_that_is_none_of_ours_is_named_for_what_is_wrong(core: str, expected: set[Fault]):
    assert {fault for fault, _ in faults(read_jws(core))} == expected
    with pytest.raises(NotProvenError):
        verified(present(core, []), ACME.key)


HEAD, BODY, SIGNATURE = CORE.split(".")
UNREADABLE = {
    "nothing": "",
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{CORE}.",
    "a header that is no JSON": ".".join((b64(b"{"), BODY, SIGNATURE)),
    "a header that is a list": ".".join((b64([]), BODY, SIGNATURE)),
    "claims that are a list": ".".join((HEAD, b64([]), SIGNATURE)),
    "claims that stand twice": ".".join((HEAD, b64(b'{"iss":"a","iss":"b"}'), SIGNATURE)),
    "a number beyond all": ".".join((HEAD, b64(b'{"iat":1e-99999999999999999999}'), SIGNATURE)),
    "padding": f"{CORE}==",
    "the other alphabet": f"{HEAD}.{BODY}." + "+" * 86,
    "bits left over": f"{CORE[:-1]}B",
    "no signature": f"{HEAD}.{BODY}.",
    "a signature of 63 bytes": ".".join((HEAD, BODY, b64(bytes(63)))),
    "a signature of 65 bytes": ".".join((HEAD, BODY, b64(bytes(65)))),
    "a line break": f"{CORE}\n",
    "other letters": f"{HEAD}.{BODY}.é",
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_core_that_cannot_be_read_is_refused(text: str):
    with pytest.raises(EnvelopeError):
        read_jws(text)


def test_a_signature_under_another_key_proves_nothing():
    forged = jws(HEADER, CLAIMS, OTHER.sign)
    with pytest.raises(NotProvenError, match="does not hold"):
        verified(present(forged, []), ACME.key)
    with pytest.raises(NotProvenError, match="another key"):
        verified(present(CORE, []), OTHER.key)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_proves_nothing(length: int):
    with pytest.raises(NotProvenError):
        verified(present(jws(HEADER, CLAIMS, lambda _: bytes(length)), []), ACME.key)


def test_no_letter_of_a_presentation_can_be_changed():
    presentation = present(CORE, [SHOWN["word"]])
    for at, letter in enumerate(presentation):
        other = "A" if letter != "A" else "B"
        with pytest.raises(NotProvenError):
            verified(presentation[:at] + other + presentation[at + 1 :], ACME.key)
