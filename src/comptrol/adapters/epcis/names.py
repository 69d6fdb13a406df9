"""How what a registry names is written as a URI, and read again.

CBV 2.0 lets an object, a party, a place or a document be named by an HTTP URL of whoever gives the
name. So ``https://HOST/chip/MAKER/SERIAL`` is a chip, and the host says which registry's names
these are: the same name elsewhere is another thing. Texts (a waybill) are percent-encoded.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from urllib.parse import quote, unquote

from comptrol.domains.registry import ChipId, LotId
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest

_PLACE: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/")
_SHOWN: Final = 120
_DIGEST: Final = re.compile(r"ni:///sha-256;([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])")


class Names:
    """The names under one place on the web, such as ``https://registry.example/``."""

    def __init__(self, place: str) -> None:
        self.place = place if place.endswith("/") else f"{place}/"
        if not _PLACE.fullmatch(self.place):
            raise UnreadableError(
                f"{place[:_SHOWN]!r}: names are given under a place like https://registry.example/"
            )

    def of(self, word: str, name: str) -> str:
        """Return the URI of what has a name: ``chip`` and ``maker/serial``, ``lot`` and its name.

        >>> Names("https://registry.example").of("waybill", "LH 8400")
        'https://registry.example/waybill/LH%208400'
        """
        safe = "/" if word == "chip" else ""
        return f"{self.place}{word}/{quote(name, safe=safe)}"

    def read(self, word: str, uri: object) -> str:
        """Return the name in a URI, or say which form was expected."""
        start = f"{self.place}{word}/"
        if not isinstance(uri, str) or not uri.startswith(start) or uri == start:
            raise UnreadableError(f"{str(uri)[:_SHOWN]!r}: expected {start}…")
        try:
            name = unquote(uri[len(start) :], errors="strict")
        except UnicodeDecodeError as error:
            raise UnreadableError(f"{uri[:_SHOWN]!r}: not UTF-8") from error
        if self.of(word, name) != uri:
            raise UnreadableError(
                f"{uri[:_SHOWN]!r}: one name has one form: {self.of(word, name)}"
            )
        return name

    def chip(self, uri: object) -> ChipId:
        """Return the chip that a URI names."""
        return ChipId(self.read("chip", uri))

    def lot(self, uri: object) -> LotId:
        """Return the lot that a URI names."""
        return LotId(self.read("lot", uri))


def digest_uri(digest: Digest) -> str:
    """Return the URI of what has a SHA-256 digest (RFC 6920).

    >>> digest_uri(Digest("00" * 32))
    'ni:///sha-256;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    text = urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"ni:///sha-256;{text}"


def digest_in(uri: object) -> Digest:
    """Return the SHA-256 digest that a URI is of."""
    found = _DIGEST.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        raise UnreadableError(f"{str(uri)[:_SHOWN]!r}: expected ni:///sha-256;… (RFC 6920)")
    return Digest(urlsafe_b64decode(f"{found[1]}=").hex())
