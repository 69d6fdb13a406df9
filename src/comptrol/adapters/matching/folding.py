"""Which letters of a name are the same letter? A name in any script becomes words in Latin ones.

1. Unicode NFKC; what shows nothing (zero width, soft hyphen, marks of direction) goes.
2. Letters that look alike are mapped, in words that mix scripts only: a word that is all Cyrillic
   stays so, and is romanised as a whole.
3. Case and accents go; apostrophes and dots go without a trace; other punctuation parts words.
4. Han is read as :mod:`comptrol.adapters.matching.han` has it. Every other script is romanised:
   Cyrillic, Greek, Armenian, Georgian and Hangul as ``rigour`` does it (ICU), the rest by
   ``anyascii``, which writes Arabic as it is written, without its short vowels.
"""

import unicodedata
from functools import cache
from typing import Final

from anyascii import anyascii

from comptrol.adapters.matching.tables_of_rigour import romanised_word, scripts_of

_LATIN_FOR: Final = str.maketrans(
    "аАеЕоОрРсСхХуУкКмМтТнНвВіІјЈѕЅԁһΑαΒΕεΗΙιΚκΜΝΟοΡρΤτΥυΧχΖ",
    "aAeEoOpPcCxXyYkKmMtTnHbBiIjJsSdhAaBEeHIiKkMNOoPpTtYuXxZ",
)
"""Cyrillic and Greek letters that pass for Latin ones (Unicode TR39, the pairs used in names)."""

_DROPPED: Final = frozenset("'`´‘’ʹʻʼʽ.·•‧\"“”„«»")  # noqa: RUF001
_LETTERS: Final = {
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "\u0131": "i",
}
"""Letters that NFKD does not take apart, as passports spell them (ICAO Doc 9303-3 §6)."""
_ASCII: Final = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()}
    | {"'": None, "`": None, ".": None, '"': None, "&": " and "}
)
_UNSEEN: Final = frozenset({"Cf", "Cs", "Co", "Cn"})
"""What formats, and what is no character."""
_MIXED: Final = frozenset({"Latin", "Cyrillic", "Greek"})


_IOTA_BELOW, _IOTA = "\u0345", "\u03b9"
"""Greek, below a letter; in lower case a letter of its own, and so it counts for the script."""


def folded(name: str) -> str:
    """Return a name as lower-case words parted by single spaces, in its own scripts.

    >>> folded("Huawei Technologies Co., Ltd."), folded("GÖKTÜRK S.A. & Co")
    ('huawei technologies co ltd', 'gokturk sa and co')
    >>> folded("H\u0443awei"), folded("\u0433\u0430\u0432\u0430\u0438")
    ('hyawei', 'гаваи')
    """
    if name.isascii():
        return " ".join(name.lower().translate(_ASCII).split())
    text = " ".join(map(_one_script, _shown(name).split())).casefold().replace("&", " and ")
    text = "".join(map(_kept, unicodedata.normalize("NFC", text)))
    return " ".join(text.split())


def looked_alike(name: str) -> str | None:
    """Return a name with those words in Latin that may be: each of their letters looks like one.

    Nothing where no word is such, or no other is in Latin letters to begin with: a word by
    itself is what it is.

    >>> looked_alike("\u0421\u041d\u041e\u0415, Pu Il"), looked_alike("\u0421\u041d\u041e\u0415")
    ('CHOE, Pu Il', None)
    """
    if name.isascii():
        return None
    words = _shown(name).split()
    if not any("Latin" in scripts_of(word) for word in words):
        return None
    written = [word.translate(_LATIN_FOR) if _may_be_latin(word) else word for word in words]
    return " ".join(written) if written != words else None


def _shown(name: str) -> str:
    """Return a name in one form of each letter, without what shows nothing."""
    text = unicodedata.normalize("NFKC", name).replace(_IOTA_BELOW, _IOTA)
    return "".join(letter for letter in text if unicodedata.category(letter) not in _UNSEEN)


def _may_be_latin(word: str) -> bool:
    return all(ord(letter) in _LATIN_FOR for letter in word if letter.isalpha())


def romanised(text: str) -> str:
    """Return folded text in Latin letters; Han and what has no romanisation stay as they are.

    >>> romanised("гаваи"), romanised("μαρια"), romanised("huawei")
    ('gavai', 'maria', 'huawei')
    """
    if text.isascii():
        return text
    return " ".join(filter(None, map(_romanised_word, text.split())))


def is_han(letter: str) -> bool:
    """Tell whether a character is written Chinese.

    >>> is_han("华"), is_han("h")
    (True, False)
    """
    return (
        "\u3400" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or letter > "\U0001ffff"
    )


@cache
def _kept(letter: str) -> str:
    """Return what stays of one character: letters and digits; a space where words part.

    An accent goes, but not where it makes another letter, as in Cyrillic.
    """
    if letter in _DROPPED or unicodedata.combining(letter):
        return ""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter)[0] == "M":
        return letter
    if not letter.isalnum():
        return " "
    if letter in _LETTERS:
        return _LETTERS[letter]
    plain = unicodedata.normalize("NFKD", letter)
    return plain[0] if plain[0].isascii() or "\u0370" <= plain[0] < "\u0400" else letter


def _one_script(word: str) -> str:
    """Write a word that mixes Latin with its look-alikes in Latin alone."""
    if word.isascii():
        return word
    scripts = scripts_of(word) & _MIXED
    return word.translate(_LATIN_FOR) if len(scripts) > 1 and "Latin" in scripts else word


def _romanised_word(word: str) -> str:
    if word.isascii() or any(map(is_han, word)):
        return word
    plain = romanised_word(word)
    plain = anyascii(word) if plain is None else plain
    return " ".join(plain.lower().translate(_ASCII).split())
