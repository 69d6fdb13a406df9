"""Which names does a name contain, and which words a word that is written without spaces?

Forms ask for one name, and get several: a trade name, a former one, whom mail goes through, for
whom somebody acts. Each is a name of its own. So is what is left when a name that is written
twice, without spaces, or with digits for letters, is written as lists write it. All of it is
asked for beside the name as it stands, so that nothing is found less.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.freeing import Rare, forms_freed
from comptrol.adapters.matching.spellings import FORM_WORDS, PIECES
from comptrol.adapters.matching.tables_of_rigour import legal_forms
from comptrol.adapters.matching.words import Words, apart

PART_LETTERS_MIN: Final = 3
UNSPACED_LETTERS_MIN: Final = 9
"""A word of so many letters that no listed name has may be several written as one."""
UNSPACED_LETTERS_MAX: Final = 80
LONG_LETTERS_MIN: Final = 14
"""A word so long is parted wherever it stands, and without a legal form in it."""
PIECE_LETTERS_MIN: Final = 3
PIECE_LETTERS_MAX: Final = 24
SHORT_PRICE: Final = 0.5
"""A shorter word is a piece too, and costs so much more."""
LEADING_LETTERS_MIN: Final = 5
"""So long is the longest of the words that one is parted into."""
MIXED_LETTERS_MIN: Final = 5
"""A word of so many letters and digits, more letters than digits, may have digits for letters."""
_HUMPS_MIN: Final = 3
_DIGITS: Final = str.maketrans("013457", "oieast")
_PLAIN_SHARE: Final = 2
_PIECE_PRICE: Final = 0.4

_ELSEWHERE: Final = (
    r"c\s?[/\u2044]\s?o|care\s+of|in\s+care\s+of|o/b/o|(?:for\s+and\s+)?on\s+behalf\s+of"
    r"|as\s+agents?\s+(?:for|of)"
)
"""Behind it stands somebody else: who passes mail on, or for whom somebody acts."""
_OTHERWISE: Final = (
    r"(?:also\s+)?trading\s+as(?!\s*[(\[])|t/a|d[/.]b[/.]a\.?|doing\s+business\s+as|operating\s+as|o/a"
    r"|(?:formerly|previously|also|now|better)\s+(?:known|called|trading|doing\s+business)(?:\s+as)?"
    r"|formerly|née|f[/.]\s?k[/.]\s?a\.?|a[/.]\s?k[/.]\s?a\.?|n[/.]\s?k[/.]\s?a\.?"
)
"""Behind it stands another name of the same."""
_WITHIN: Final = r"(?<=.\W)(?:dba|fka|aka|nka|alias|previously)"
"""The same where something stands before it: by themselves they may be names."""
_BORDER: Final = re.compile(
    rf"(?<!\w)(?:(?P<elsewhere>{_ELSEWHERE})|{_OTHERWISE}|{_WITHIN})(?![^\W_])[\W_]*(?=\w)"
    r"|\s[/|]\s|[;\n]",
    re.IGNORECASE,
)
_AROUND: Final = (
    " \t\r\n,;:-/()[]\uff08\uff09\u2013\u2014\"'\u201c\u201d\u2018\u2019\xab\xbb\u200b\u2060"
)
_DOTTED: Final = re.compile(r"(?<=\w\w)((?:[^\W\d_]\.){2,})(?=[\s,;]|$)")
"""A form with its dots, behind a word without a space: what stands before it is the word."""
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Part(NamedTuple):
    """One of the names that a name contains."""

    text: str
    elsewhere: bool
    """It is another's: mail goes through them, or somebody acts for them."""


class Asked(NamedTuple):
    """A name asked for, taken apart, and what was done to it that leaves a doubt."""

    words: Words
    doubt: str = ""
    of_firm: bool = False
    """Read as a firm is called, and no person or vessel."""


def parts(name: str) -> list[Part]:
    """Return the names that one contains, where it says that it contains several; all of them.

    >>> [it.text for it in parts("Acme Ltd t/a Blue Sky (formerly Red Sky)")]
    ['Acme Ltd', 'Blue Sky', 'Red Sky']
    >>> parts("c/o Acme Ltd"), parts("Acme Ltd")
    ([Part(text='Acme Ltd', elsewhere=True)], [])
    """
    text = unicodedata.normalize("NFKC", name)
    found, start, elsewhere = list[Part](), 0, False
    for border in _BORDER.finditer(text):
        found.append(Part(text[start : border.start()].strip(_AROUND), elsewhere))
        start, elsewhere = border.end(), border["elsewhere"] is not None
    if not start:
        return []
    found.append(Part(text[start:].strip(_AROUND), elsewhere))
    return [it for it in found if len(it.text) >= PART_LETTERS_MIN]


def other_readings(name: str, plain: Words, rarity: Rare) -> Iterator[Asked]:
    """Yield a name in Latin letters as it would be with spaces, once, or without digits in words.

    ``plain`` is the name as it stands.
    """
    text = romanised(folded(name))
    if not text.isascii():
        return
    humps = " ".join(map(_spaced, _dotted_apart(name).split()))
    if humps.count(" ") >= len(name.split()):
        yield Asked(apart(folded(humps)))
    alone = len(plain.core) == 1
    spaced = " ".join(_parted(word, rarity, alone=alone) for word in text.split())
    if spaced != text:
        yield Asked(apart(spaced))
    freed = " ".join(forms_freed(text.split(), rarity))
    if freed != text:
        yield Asked(apart(freed))
    once = " ".join(_once(text.split()))
    if once != text:
        yield Asked(apart(once))
    lettered = " ".join(_in_letters(word, rarity) for word in text.split())
    if lettered != text:
        yield Asked(apart(lettered), "Digits in a word were read as letters")


def _once(words: list[str]) -> list[str]:
    """Return words that are written twice, each by itself or all of them in a row, once.

    >>> _once(["blue", "blue", "sky"]), _once(["blue", "sky", "blue", "sky"])
    (['blue', 'sky'], ['blue', 'sky'])
    >>> _once(["sky", "and", "sky"])
    ['sky', 'and', 'sky']
    """
    single = [word for word, _ in groupby(words)]
    half = len(single) // 2
    return single[:half] if half and single[:half] * 2 == single else single


def _dotted_apart(name: str) -> str:
    """Write a space before a legal form with dots that is written into its neighbour.

    >>> _dotted_apart("TEXTILES ANDINOS.A.S."), _dotted_apart("I.B.M. CORP.")
    ('TEXTILES ANDINO S.A.S.', 'I.B.M. CORP.')
    """

    def apart_from(found: re.Match[str]) -> str:
        return f" {found[1]}" if legal_forms(folded(found[1])) else found[1]

    return _DOTTED.sub(apart_from, name)


def _spaced(word: str) -> str:
    """Return a word of several humps as several words."""
    humps = _HUMP.split(word)
    return " ".join(humps) if len(humps) >= _HUMPS_MIN else word


def _parted(word: str, rarity: Rare, *, alone: bool) -> str:
    """Return a word that no listed name has as those that it is made of, few and common ones.

    A brand that two words make one stays: what is parted is long, or is all of a name and has its
    legal form in it.

    >>> rarity = {"blue": 0.5, "widgets": 0.5}.get
    >>> _parted("bluewidgetsltd", rarity, alone=True), _parted("bluewidgets", rarity, alone=True)
    ('blue widgets ltd', 'bluewidgets')
    """
    letters = len(word)
    least = UNSPACED_LETTERS_MIN if alone else LONG_LETTERS_MIN
    if not least <= letters <= UNSPACED_LETTERS_MAX or rarity(word) is not None:
        return word
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * letters
    for end in range(2, letters + 1):
        for start in range(max(0, end - PIECE_LETTERS_MAX), end - 1):
            before, price = best[start], _price(word[start:end], rarity)
            if before is None or price is None:
                continue
            now, spent = best[end], before[0] + price
            if now is None or spent < now[0]:
                best[end] = spent, (*before[1], word[start:end])
    _, found = best[letters] or (0.0, ())
    if max(map(len, found), default=0) < LEADING_LETTERS_MIN:
        return word
    return " ".join(found) if letters >= LONG_LETTERS_MIN or FORM_WORDS & set(found) else word


def _price(piece: str, rarity: Rare) -> float | None:
    """Return what a word costs as one of several: a common one is more likely to be meant."""
    if piece in PIECES or piece.isdigit():
        return _PIECE_PRICE
    rare = rarity(piece) if piece.isalpha() else None
    short = SHORT_PRICE if len(piece) < PIECE_LETTERS_MIN else 0.0
    return None if rare is None else _PIECE_PRICE + rare + short


def _in_letters(word: str, rarity: Rare) -> str:
    """Return a word with letters in the place of its digits, if a listed name has that word.

    >>> _in_letters("w1dgets", {"widgets": 0.5}.get), _in_letters("55", {"ss": 0.5}.get)
    ('widgets', '55')
    """
    digits = sum(map(str.isdigit, word))
    if not 0 < digits * _PLAIN_SHARE < len(word) or len(word) < MIXED_LETTERS_MIN:
        return word
    letters = word.translate(_DIGITS)
    return letters if letters in PIECES or rarity(letters) is not None else word
