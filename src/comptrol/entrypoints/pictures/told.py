"""How are names and numbers written in pictures, and in the tables under them?"""

from decimal import Decimal
from typing import Final
from unicodedata import east_asian_width

UNKNOWN: Final = "unknown"
NAME_LETTERS: Final = 60
"""No name in a sentence is longer."""
_WIDE: Final = frozenset("WF")


def plain(words: str) -> str:
    """Return words on one line, without what cannot be printed: no controls, no turned order.

    >>> plain("alder" + chr(10) + chr(0x202E) + "x")
    'alder \ufffdx'
    """
    line = words.translate({9: " ", 10: " ", 13: " "})
    return "".join(c if c.isprintable() else "\ufffd" for c in line)


def cut(words: str, letters: int = NAME_LETTERS) -> str:
    """Return plain words of no more than so many letters; one as wide as two counts as two.

    >>> cut("alder-the-first", 8), cut("<b>", 8), cut("\u6f22\u5b57\u6f22\u5b57", 6)
    ('alder-t…', '<b>', '漢字…')
    """
    line = plain(words[: letters + 1])
    if len(words) <= letters and _width(line) <= letters:
        return line
    while line and _width(line) >= letters:
        line = line[:-1]
    return f"{line}…"


def exact(amount: Decimal | int | None) -> str:
    """Return a number as it is, with all of its digits and no exponent.

    >>> exact(Decimal("1E+3")), exact(Decimal("0.10")), exact(256), exact(None)
    ('1000', '0.10', '256', 'unknown')
    """
    if amount is None:
        return UNKNOWN
    return f"{amount:f}" if isinstance(amount, Decimal) else str(amount)


def many(number: int, one: str, more: str = "") -> str:
    """Return a number with what is counted.

    >>> many(1, "site"), many(1200, "site"), many(0, "country", "countries")
    ('1 site', '1,200 sites', 'no countries')
    """
    if number == 1:
        return f"1 {one}"
    return f"{f'{number:,}' if number else 'no'} {more or f'{one}s'}"


def sentence(words: str) -> str:
    """Return words that begin with a capital letter and end with a full stop.

    >>> sentence("no sites are drawn")
    'No sites are drawn.'
    """
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '!', '?')) else '.'}"


def _width(line: str) -> int:
    return sum(2 if east_asian_width(c) in _WIDE else 1 for c in line)
