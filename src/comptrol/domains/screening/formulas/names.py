"""When are two spellings one name? Steps from strict to loose, each a function of the one before.

1. Case, accents, width, apostrophes and invisible characters go (Unicode NFKD and case folding;
   what NFKD leaves alone, such as ``ø``, by a small table); other punctuation parts words;
   ``&`` is ``and``; single letters in a row are one word (``S. A.`` is ``sa``); a legal form is
   written one way.
2. Legal forms go.
3. The order of words goes.
"""

import unicodedata
from typing import Final

from comptrol.domains.screening.formulas.forms import fold_forms, without_forms

_APOSTROPHES: Final = "'`´‘’ʹʻʼʽ"  # noqa: RUF001
_DROPPED: Final = str.maketrans("", "", _APOSTROPHES)

_LETTERS: Final = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",  # noqa: RUF001
    }
)
"""Letters that NFKD does not take apart, as passports spell them (ICAO Doc 9303-3 §6)."""

_ASCII: Final = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum()} | {"'": None, "`": None}
)


def normalised(name: str) -> str:
    """Return a name without what differs between spellings of one name.

    >>> normalised("Huawei Technologies Co., Ltd."), normalised("GÖKTÜRK S. A. & Co.")
    ('huawei technologies company limited', 'gokturk sa and company')
    """
    return " ".join(_words(name))


def bare(normalised_name: str) -> str:
    """Return a normalised name without its legal forms.

    >>> bare("huawei technologies company limited")
    'huawei technologies'
    """
    return " ".join(without_forms(normalised_name.split()))


def unordered(bare_name: str) -> str:
    """Return a bare name with its words in alphabetical order.

    >>> unordered("moros nicolas maduro")
    'maduro moros nicolas'
    """
    return " ".join(sorted(bare_name.split()))


def loosest(name: str) -> str:
    """Return the key that every spelling of a name shares, of all steps at once."""
    return " ".join(sorted(without_forms(_words(name))))


def _words(name: str) -> list[str]:
    folded = name.casefold().replace("&", " and ") if name.isascii() else _folded(name)
    words = folded.translate(_ASCII).split()
    return fold_forms(_joined(words) if 1 in map(len, words) else words)


def _folded(name: str) -> str:
    """Fold case, width, accents and letter variants until nothing changes any more."""
    before, text = "", name
    while text != before:
        before = text
        text = unicodedata.normalize("NFKD", text.translate(_DROPPED).casefold())
        text = text.translate(_LETTERS)
    return "".join([_kept(letter) for letter in text.replace("&", " and ")])


def _kept(letter: str) -> str:
    """Return what stays of one character: letters and digits; a space where words part."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter.isalnum():
        return letter
    category = unicodedata.category(letter)
    if category == "Cf" or unicodedata.combining(letter):
        return ""
    return letter if category[0] == "M" else " "


def _joined(words: list[str]) -> list[str]:
    """Join single letters that follow each other: initials, or a form written with dots."""
    joined: list[str] = []
    growing = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and growing:
            joined[-1] += word
        else:
            joined.append(word)
        growing = single
    return joined
