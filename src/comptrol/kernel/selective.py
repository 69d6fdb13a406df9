"""Which claims of a signed statement are shown, and which stay hidden? SD-JWT (RFC 9901).

The *core* is what the log keeps: a JWT that its issuer signed, with a digest in place of every
claim. Whoever keeps the *disclosures* shows any of them beside the core, ``core~one~another~``,
and so proves those claims and says nothing of the others. Ours is the flat profile: all claims of
a statement are hidden, and none has hidden parts of its own.

A core is signed under the key that signs envelopes. Neither can pass for the other: a JWT begins
with the letters ``eyJ``, what an envelope's signature covers with the byte 0x84.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

import msgspec

from comptrol.kernel.envelope import KIND
from comptrol.kernel.errors import EnvelopeError, NotProvenError
from comptrol.kernel.jws import ALGORITHM, Jws, bytes_of, json_of, read_jws, text_of, write_jws
from comptrol.kernel.signature import verify_bytes

TYPE: Final = "vnd.comptrol.statement+sd-jwt"
"""An explicit type, so that no other JWT passes for a core (RFC 9901 §9.11)."""
DIGEST: Final = "sha-256"
"""The name of SHA-256 in the IANA registry that RFC 9901 §4.1.1 points to."""
SALT_BYTES_MIN: Final = 16
"""128 bits (RFC 9901 §9.3)."""

_IN_HEADER: Final = {"alg", "typ", "kid"}
_IN_CLEAR: Final = {"iss", "iat", "kind", "_sd", "_sd_alg"}
_MARKS: Final = {"_sd", "..."}
"""Names with a meaning of their own, which no claim may have (RFC 9901 §4.2.1)."""
_DIGEST_BYTES: Final = 32


class Clear(msgspec.Struct, frozen=True, kw_only=True):
    """What a core says in clear: who issues it, when, and which kind of statement it is."""

    iss: str
    iat: int
    kind: str


class Fault(Enum):
    """What keeps a JWT from being a core of ours."""

    FORM = "form"
    ALGORITHM = "algorithm"
    """It is not signed with EdDSA."""
    DIGEST = "digest"
    """Its digests are not SHA-256."""
    IN_CLEAR = "in clear"
    """It shows a claim that is to be hidden."""


def disclosure(salt: bytes, name: str, value: object) -> str:
    """Return what shows one claim (RFC 9901 §4.2.1). The salt is new and secret for every claim.

    >>> disclosure(bytes(16), "family_name", "Doe")
    'WyJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwiZmFtaWx5X25hbWUiLCJEb2UiXQ'
    """
    assert len(salt) >= SALT_BYTES_MIN, "a short salt is opened by dictionary"
    assert name not in _MARKS | _IN_CLEAR, f"{name} cannot be hidden"
    return text_of(msgspec.json.encode([text_of(salt), name, value]))


def digest(shown: str) -> str:
    """Return the digest that stands for a disclosure (RFC 9901 §4.2.3, with its example).

    >>> digest("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")
    'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0'
    """
    return text_of(sha256(shown.encode()).digest())


def issue(
    clear: Clear,
    disclosures: Iterable[str],
    decoys: Iterable[bytes],
    key: bytes,
    sign: Callable[[bytes], bytes],
) -> str:
    """Sign a core over disclosures. Decoys are digests of random bytes: they hide how many.

    All are sorted, so that nothing of the order of the claims is left (RFC 9901 §4.2.4.1, §4.2.5).
    """
    hidden = [text_of(sha256(decoy).digest()) for decoy in decoys]
    digests = sorted([*map(digest, disclosures), *hidden])
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.hex()}
    claims = {**msgspec.to_builtins(clear), "_sd": digests, "_sd_alg": DIGEST}
    return write_jws(header, claims, sign)


def present(core: str, disclosures: Sequence[str]) -> str:
    """Put what is shown beside its core (RFC 9901 §4)."""
    return "~".join((core, *disclosures, ""))


def faults(core: Jws) -> Iterator[tuple[Fault, str]]:
    """Yield whatever keeps a JWT from being a core of ours; its signature is asked elsewhere."""
    header, claims = core.header, core.claims
    if header.get("alg") != ALGORITHM:
        yield Fault.ALGORITHM, f"alg is {ALGORITHM}"
    if header.keys() != _IN_HEADER or header["typ"] != TYPE or type(header["kid"]) is not str:
        yield Fault.FORM, f"the header has alg, a kid, and {TYPE} for typ"
    if claims.get("_sd_alg") != DIGEST:
        yield Fault.DIGEST, f"_sd_alg is {DIGEST}"
    if claims.keys() - _IN_CLEAR:
        yield Fault.IN_CLEAR, f"only {', '.join(sorted(_IN_CLEAR))} stand in clear"
    if type(claims.get("iss")) is not str or type(claims.get("iat")) is not int:
        yield Fault.FORM, "iss is a text, iat a whole number"
    if not KIND.fullmatch(str(claims.get("kind"))):
        yield Fault.FORM, "kind is written as domain.kind/version"
    if not _are_digests(claims.get("_sd")):
        yield Fault.FORM, "_sd is a list of digests in ascending order, none twice"


def verified(presentation: str, key: bytes) -> Mapping[str, Any]:
    """Return the claims that a presentation proves under a key, or raise NotProvenError.

    The steps of RFC 9901 §7.1 for flat objects. Whose the key is, the log says.
    """
    text, *shown = presentation.split("~")
    if not shown or shown.pop():
        raise NotProvenError("a presentation ends with ~, and has no key binding")
    try:
        core = read_jws(text)
        for _, detail in faults(core):
            raise NotProvenError(f"the core is none of ours: {detail}")
        if core.header["kid"] != key.hex():
            raise NotProvenError("the core names another key")
        verify_bytes(key, core.signature, core.signed)
        return _proven(core, shown)
    except (EnvelopeError, RecursionError, UnicodeError) as error:
        raise NotProvenError(f"the presentation does not hold: {error}") from error


def read_disclosure(shown: str) -> tuple[str, Any]:
    """Return the name and the value that a disclosure shows."""
    match json_of(shown):
        case [str(), str() as name, value]:
            return name, value
        case _:
            raise EnvelopeError("a disclosure is a salt, a name and a value")


def _proven(core: Jws, shown: Iterable[str]) -> Mapping[str, Any]:
    """Hold every disclosure against the digests of the core (RFC 9901 §7.1, steps 3 to 5)."""
    unmatched, taken = set(core.claims["_sd"]), core.claims.keys() | _MARKS
    proven = {name: core.claims[name] for name in ("iss", "iat", "kind")}
    for one in shown:
        if digest(one) not in unmatched:
            raise NotProvenError("a disclosure matches no digest, or stands there twice")
        unmatched.remove(digest(one))
        name, value = read_disclosure(one)
        if name in taken or name in proven:
            raise NotProvenError("a claim stands twice, or under a name that no claim may have")
        if _has_hidden_parts(value):
            raise NotProvenError("a claim has hidden parts of its own")
        proven[name] = value
    return proven


def _has_hidden_parts(value: object) -> bool:
    if isinstance(value, dict):
        return not _MARKS.isdisjoint(value) or any(map(_has_hidden_parts, value.values()))
    return isinstance(value, list) and any(map(_has_hidden_parts, value))


def _are_digests(listed: object) -> bool:
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return False
    try:
        whole = all(len(bytes_of(one)) == _DIGEST_BYTES for one in listed)
    except EnvelopeError:
        return False
    return whole and all(one < other for one, other in pairwise(listed))
