"""Which words does a name have, and which of them only say a legal form or a number?"""

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase
from typing import Final, NamedTuple

from rigour.names import extract_org_types, replace_org_types_compare

from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.han import readings

_ONE_SPELLING: Final = {
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
_FORMS: Final = frozenset(
    {*_ONE_SPELLING.values(), "group", "plc", "sa", "ao", "oao", "zao", "ooo"}
)
"""Legal forms beside those that ``rigour`` knows (ISO 20275 and its own table)."""

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
_TENS: Final = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_ORDINAL: Final = re.compile(r"0*(\d+)(?:st|nd|rd|th)?")
_PARTS_OF_FORMS: Final = frozenset({"joint", "stock", "liability", "public", "company", "limited"})
"""Words that legal forms are made of, which stand alone where one is spelled in an odd order."""
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "dr", "sir", "prof", "gen", "col", "president", "prasident", "monsieur"}
    | {"shaikh", "sheikh", "haji", "hajji", "mullah", "mawlawi", "maulvi", "mv", "mt", "llc"}
)
_LITTLE: Final = frozenset(
    {"the", "of", "and", "for", "de", "la", "du", "des", "no", "und", "al", "el"}
)
_PATRONYMIC: Final = ("ovich", "evich", "ovna", "evna", "ovych", "ovitch", "evitch")
PATRONYMIC_LETTERS_MIN: Final = 7
_SPELLED: Final = {**_ABBREVIATIONS, **_NUMBERS}
LONG_LETTERS: Final = 5
"""In a word so long one wrong letter leaves no doubt which was meant."""


def _misspelled(word: str) -> Iterator[str]:
    """Yield a word with every single mistake: a letter left out, another, one more, exchanged."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


_OF_FORMS: Final = frozenset(
    {
        *_PARTS_OF_FORMS,
        *(one + other for one in _PARTS_OF_FORMS for other in _PARTS_OF_FORMS),
        *(
            wrong
            for part in _PARTS_OF_FORMS
            if len(part) >= LONG_LETTERS
            for wrong in _misspelled(part)
        ),
    }
)
"""Parts of legal forms, two of them written as one, and each with one mistake."""


class Words(NamedTuple):
    """A name, taken apart."""

    core: tuple[str, ...]
    """Its words in their order, spelled one way, without its legal forms."""
    forms: frozenset[str]
    """Its legal forms, each spelled one way."""
    numbers: frozenset[str]
    """The words of the core that are numbers."""
    joined: str
    """The core without spaces."""


@lru_cache(maxsize=4096)
def words_of(name: str) -> Words:
    """Take a name of an organisation apart.

    >>> words_of("Huawei Technologies Company Limited")
    Words(core=('huawei', 'technology'), forms=frozenset({'co', 'ltd'}), numbers=frozenset(), \
joined='huaweitechnology')
    >>> words_of("The 55th Research Institute").core, words_of("S. A. Foo").forms
    (('the', '55', 'research', 'institute'), frozenset({'sa'}))
    """
    return apart(readings(romanised(folded(name)))[0])


def apart(text: str) -> Words:
    """Take folded text in Latin letters apart."""
    legal = {form for _, form in extract_org_types(text)}
    plain = replace_org_types_compare(text).replace("coltd", "co ltd").split()
    if 1 in map(len, plain):
        plain = _initials_joined(plain)
    core: list[str] = []
    forms: set[str] = set()
    for word in plain:
        spelled = _ONE_SPELLING.get(word, word)
        if spelled in legal or spelled in _FORMS or spelled in _OF_FORMS:
            forms.add(spelled)
        else:
            core.append(spelled)
    if not core:
        core = [_ONE_SPELLING.get(word, word) for word in plain]
    spelled_core = tuple(_spelled(core))
    numbers = frozenset([word for word in spelled_core if word[0].isdigit() and word.isdigit()])
    return Words(spelled_core, frozenset(forms), numbers, "".join(spelled_core))


def is_small(word: str) -> bool:
    """Tell whether a word is a title or a little word, which says nothing of who is meant."""
    return word in _TITLES or word in _LITTLE


def is_patronymic(word: str) -> bool:
    """Tell whether a word is a Russian patronymic, which names often leave out."""
    return len(word) >= PATRONYMIC_LETTERS_MIN and word.endswith(_PATRONYMIC)


def _spelled(words: list[str]) -> Iterator[str]:
    """Yield words with abbreviations written out, and numbers in digits."""
    tens = 0
    for word in words:
        plain = _SPELLED.get(word, word)
        if word[0].isdigit():
            ordinal = _ORDINAL.fullmatch(word)
            plain = ordinal[1] if ordinal else word
        if tens:
            if len(plain) == 1 and plain.isdigit():
                plain, tens = str(tens + int(plain)), 0
            else:
                yield str(tens)
                tens = 0
        if word in _TENS:
            tens = _TENS[word]
        else:
            yield plain
    if tens:
        yield str(tens)


def _initials_joined(words: list[str]) -> list[str]:
    """Join single letters that follow each other: initials, or a form written with spaces."""
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
