"""In which one form is an organisation's identifier written before a pseudonym is made of it?

Version 1. Whoever writes it otherwise gets another pseudonym, and its usage joins with nothing.

1. Where there is an LEI, it alone: ``comptrol-id/1|lei|5493001KJTIIGC8Y1R12``.
2. Else the country, the register and the number in it:
   ``comptrol-id/1|register|DE|RA000242|HRB12345``.

Each part is folded by NFKC, made upper case, its digits written as 0 to 9, and everything
dropped that is neither a letter nor a digit. Zeros in front stay: in some registers they tell
numbers apart.
"""

import re
import unicodedata
from typing import Final

from comptrol.domains.pseudonyms.statements import Identifier
from comptrol.kernel.errors import UnreadableError

VERSION: Final = "comptrol-id/1"
_LEI: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_DROPPED: Final = frozenset("CPSZ")
"""Controls, punctuation, symbols and separators, by the first letter of their category."""


def canonical(identifier: Identifier) -> str:
    """Return an identifier in the one form in which it is written.

    >>> canonical(Identifier(lei=" 5493-001kjt iigc8y1r12 "))
    'comptrol-id/1|lei|5493001KJTIIGC8Y1R12'
    >>> canonical(Identifier(country="DE", register="RA000242", number="HRB 12345"))
    'comptrol-id/1|register|DE|RA000242|HRB12345'
    """
    beside = (identifier.country, identifier.register, identifier.number)
    if identifier.lei is not None:
        return f"{VERSION}|lei|{_lei(identifier.lei)}"
    if any(part is None for part in beside):
        raise UnreadableError("an identifier: expected lei, or country, register and number")
    country, register, number = (
        _folded(part or "", field)
        for part, field in zip(beside, ("country", "register", "number"), strict=True)
    )
    if not _COUNTRY.fullmatch(country):
        raise UnreadableError("field country: expected two letters, as ISO 3166-1 has them")
    return f"{VERSION}|register|{country}|{register}|{number}"


def _lei(given: str) -> str:
    lei = _folded(given, "lei")
    if not _LEI.fullmatch(lei):
        raise UnreadableError("field lei: expected 18 letters or digits and 2 digits (ISO 17442)")
    return lei


def _folded(given: str, field: str) -> str:
    """Return a part in Latin capitals and digits; nothing else could be read in one way alone."""
    text = unicodedata.normalize("NFKC", given).upper()
    kept = (
        str(unicodedata.decimal(sign, sign))
        for sign in text
        if unicodedata.category(sign)[0] not in _DROPPED
    )
    folded = "".join(kept)
    if not folded or not folded.isascii():
        raise UnreadableError(f"field {field}: expected Latin letters and digits")
    return folded
