"""How is a vendor's answer written? A JWT, or a bundle of them (RFC 7519, RFC 9711).

A bundle is ``[["JWT", overall], {"GPU-0": of one chip, …}]``. The vendor's client wraps it once
more, under a token of its own that is signed with a key in its source: that one is passed over.
Whether a signature holds is asked elsewhere.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.jws import bytes_of, json_of
from comptrol.kernel.signature import check_names

PARTS_MAX: Final = 64
"""Chips in one bundle: more than a machine has."""
NAME_MAX: Final = 40
"""How long the name of a part is, such as ``GPU-0``."""


class Jwt(msgspec.Struct, frozen=True, kw_only=True):
    """A token taken apart, and not yet held against anything."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes
    text: str


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """What a service says of a whole machine, and of each chip. A single token has no parts."""

    overall: Jwt
    devices: Mapping[str, Jwt]
    wrapped: bool = False
    """It came inside a token of the vendor's client."""


def read_token(text: str) -> Bundle:
    """Take an answer apart; say nothing yet about who signed it."""
    if not text.lstrip().startswith("["):
        return Bundle(overall=_jwt(text.strip()), devices={})
    raw = text.encode()
    check_names(raw)
    return _bundle(msgspec.json.decode(raw), inside=False)


def _bundle(found: object, *, inside: bool) -> Bundle:
    match found:
        case [["JWT", str()], dict() as parts] if len(parts) == 1 and not inside:
            (only,) = parts.values()
            if isinstance(only, list):
                return msgspec.structs.replace(_bundle(only, inside=True), wrapped=True)
    match found:
        case [["JWT", str() as overall], dict() as parts] if len(parts) <= PARTS_MAX:
            if any(len(name) > NAME_MAX for name in parts):
                raise UnreadableError(f"the name of a part has {NAME_MAX} letters at most")
            devices = {name: _jwt(part) for name, part in parts.items()}
            return Bundle(overall=_jwt(overall), devices=devices)
        case _:
            said = 'a bundle is [["JWT", token], {name: token, …}]'
            raise UnreadableError(f"{said}, with {PARTS_MAX} parts at most")


def _jwt(text: object) -> Jwt:
    if not isinstance(text, str) or text.count(".") != 2:  # noqa: PLR2004
        raise UnreadableError("a JWT has three parts with dots between")
    header, claims, signature = text.split(".")
    return Jwt(
        header=_object(header, "the header"),
        claims=_object(claims, "the claims"),
        signed=f"{header}.{claims}".encode(),
        signature=bytes_of(signature),
        text=text,
    )


def _object(text: str, what: str) -> Mapping[str, Any]:
    found = json_of(text)
    if not isinstance(found, dict):
        raise UnreadableError(f"{what} of a JWT is a JSON object")
    return found
