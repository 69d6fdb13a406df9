"""Words of names that are spelled in several ways, that say a legal form, or that say little."""

import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

ONE_SPELLING: Final = {
    "company": "co",
    "corporation": "corp",
    "incorporated": "inc",
    "limited": "ltd",
    "private": "pte",
    "pvt": "pte",
    "proprietary": "pty",
    "cie": "co",
    "berhad": "bhd",
    "sendirian": "sdn",
}
FORMS: Final = frozenset({*ONE_SPELLING.values(), "group", "plc", "sa", "ao", "oao", "zao", "ooo"})
"""Legal forms beside those that ``rigour`` knows (ISO 20275 and its own table)."""

SAME_FORM: Final = {"ao": "jsc", "oao": "ojsc", "zao": "cjsc", "pao": "pjsc", "ooo": "llc"}
"""Russian forms in Russian and in English."""
JOINT_STOCK: Final = frozenset({"jsc", "ojsc", "cjsc", "pjsc"})
"""Kinds of joint stock company, which one of them changes under the same name: a doubt, at no
price."""

_ABBREVIATIONS: Final = {
    "intl": "international",
    "int": "international",
    "tech": "technology",
    "technologies": "technology",
    "techs": "technology",
    "univ": "university",
    "inst": "institute",
    "mfg": "manufacturing",
    "dept": "department",
    "natl": "national",
    "govt": "government",
    "ind": "industries",
    "inds": "industries",
    "industry": "industries",
    "sci": "science",
    "res": "research",
    "dev": "development",
    "eng": "engineering",
    "engg": "engineering",
    "elec": "electronics",
    "electronic": "electronics",
    "comm": "communications",
    "communication": "communications",
    "sys": "systems",
    "system": "systems",
    "svcs": "services",
    "service": "services",
    "mgmt": "management",
    "bros": "brothers",
    "assn": "association",
    "assoc": "association",
    "ctr": "center",
    "centre": "center",
    "lab": "laboratory",
    "labs": "laboratory",
    "laboratories": "laboratory",
    "trdg": "trading",
    "gen": "general",
    "solution": "solutions",
    "product": "products",
    "component": "components",
    "semiconductors": "semiconductor",
}
"""Spellings of common words of company names, as they stand in the lists."""

_ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth"),
)
_NUMBERS: Final = {
    **{word: str(number) for number, word in enumerate(_ORDINALS, start=1)},
    **{
        word: str(number)
        for number, word in enumerate(
            ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2
        )
    },
    **{
        word: str(number)
        for word, number in zip(
            ("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv"),
            (2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15),
            strict=True,
        )
    },
}
TENS: Final = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
ORDINAL: Final = re.compile(r"0*(\d+)(?:st|nd|rd|th)?")
_PARTS_OF_FORMS: Final = frozenset({"joint", "stock", "liability", "public", "company", "limited"})
_PARTS_OF_RUSSIAN_FORMS: Final = frozenset(
    {"obshchestvo", "ogranichennoi", "ogranichennoy", "otvetstvennostyu", "otvetstvennostiu"}
    | {"aktsionernoe", "aktsionernoye", "publichnoe", "publichnoye"}
)
"""As lists romanise them."""
OF_FORMS: Final = _PARTS_OF_FORMS | _PARTS_OF_RUSSIAN_FORMS
"""Words that legal forms are made of, which stand alone where one is spelled in an odd order."""
TITLES: Final = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "prof",
        "gen",
        "col",
        "president",
        "prasident",
        "monsieur",
    }
    | {"shaikh", "sheikh", "haji", "hajji", "mullah", "mawlawi", "maulvi", "mv", "mt", "llc"}
)
LITTLE: Final = frozenset(
    {"the", "of", "and", "for", "de", "la", "du", "des", "no", "und", "al", "el"}
)
PATRONYMIC: Final = ("ovich", "evich", "ovna", "evna", "ovych", "ovitch", "evitch")
PATRONYMIC_LETTERS_MIN: Final = 7
SPELLED: Final = {**_ABBREVIATIONS, **_NUMBERS}
LONG_LETTERS: Final = 7
"""In a word so long one wrong letter leaves no doubt which was meant: "point" is a word."""


def _misspelled(word: str) -> Iterator[str]:
    """Yield a word with every single mistake: a letter left out, another, one more, exchanged."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


_WHOLE: Final = OF_FORMS | {"corporation", "incorporated"}
MEANT: Final = {
    wrong: part
    for part in sorted(_WHOLE)
    if len(part) >= LONG_LETTERS
    for wrong in _misspelled(part)
    if wrong not in _WHOLE
} | {one + other: f"{one} {other}" for one in _PARTS_OF_FORMS for other in _PARTS_OF_FORMS}
"""What is meant by a part of a legal form with one mistake in it, and by two written as one. Lists
have those too: "obschestvo" is on them 69 times."""
FORM_WORDS: Final = frozenset({*ONE_SPELLING, *FORMS, "llc", "jsc", "ojsc", "pjsc", "gmbh"})
PIECES: Final = frozenset(
    {*SPELLED, *FORM_WORDS, "of", "and", "the", "sarl", "srl", "ltda", "fze", "llp", "sirketi"}
    | {"joint", "stock", "liability", "public", "open", "closed", "anonim"}
)
"""Words that no listed name has as such: they are spelled another way, or say a legal form."""
