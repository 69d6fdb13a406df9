"""Which words of a name only say what legal form a company has.

A table of spellings and abbreviations, by the country whose law knows the form; it holds those
that end or begin names on the list of 2026-07-31, counted there. One form is one word here:
forms of different laws are never equated (an OOO is not an LLC), only their spellings are.
Words are written as names are normalised: lower case, no accents, no punctuation.
"""

from collections.abc import Mapping
from typing import Final

SPELLINGS: Final[Mapping[str, str]] = {
    "co": "company",
    "corp": "corporation",
    "inc": "incorporated",
    "ltd": "limited",
    "pte": "private",  # Singapore
    "pvt": "private",  # India, Pakistan
    "proprietary": "pty",  # Australia, South Africa
    "sdn": "sendirian",  # Malaysia: Sendirian Berhad
    "bhd": "berhad",
    "sti": "sirketi",  # Türkiye: Limited Şirketi
    "limitada": "ltda",
    "ооо": "ooo",  # noqa: RUF001  Russia, in its own letters
    "ао": "ao",  # noqa: RUF001
    "зао": "zao",
    "оао": "oao",  # noqa: RUF001
    "пао": "pao",
    "тов": "tov",  # Ukraine
}
"""One word for another. Nothing on the right stands on the left."""

_STOCK = ("aktsionernoe obshchestvo", "aktsionernoye obshchestvo", "aktsionernoe obschestvo")
_LIABILITY = ("otvetstvennostyu", "otvetstvennostiu")
_LIMITED = ("ogranichennoi", "ogranichennoy", "organichennoi")

PHRASES: Final[Mapping[str, tuple[str, ...]]] = {
    # United States, United Kingdom, and English for others
    "llc": ("limited liability company",),
    "llp": ("limited liability partnership",),
    "plc": ("public limited company",),
    "jsc": ("joint stock company",),
    "cjsc": ("closed joint stock company",),
    "ojsc": ("open joint stock company",),
    "pjsc": ("public joint stock company",),
    # Russia: Civil Code, part 1, chapter 4
    "ao": _STOCK,
    "zao": tuple(f"{word} {stock}" for word in ("zakrytoe", "zakrytoye") for stock in _STOCK),
    "oao": tuple(f"{word} {stock}" for word in ("otkrytoe", "otkrytoye") for stock in _STOCK),
    "pao": tuple(f"{word} {stock}" for word in ("publichnoe", "publichnoye") for stock in _STOCK),
    "ooo": tuple(
        f"obshchestvo s {limited} {liability}" for limited in _LIMITED for liability in _LIABILITY
    ),
    # Europe and Latin America
    "gmbh": ("gesellschaft mit beschrankter haftung",),
    "cokg": ("and company kg", "company kg"),
    "sa": ("sociedad anonima", "societe anonyme", "sociedade anonima"),
    "sarl": ("societe a responsabilite limitee",),
    "spa": ("societa per azioni",),
    "sderl": ("s de rl",),
    "decv": ("de cv", "de capital variable"),
    # Türkiye, Japan, the Emirates' free zones
    "as": ("anonim sirketi",),
    "kk": ("kabushiki kaisha", "kabushiki gaisha"),
    "fze": ("free zone establishment",),
    "fzco": ("free zone company",),
}
"""Several words for one. No form on the left is a word of a phrase on the right."""

_OTHERS: Final = (
    *(
        "ab",
        "ad",
        "ag",
        "aps",
        "bv",
        "dmcc",
        "doo",
        "eood",
        "fz",
        "fzc",
        "fzllc",
        "gk",
        "kft",
        "kg",
        "lp",
    ),
    *("nv", "ohg", "ood", "oy", "oyj", "pt", "sal", "sas", "se", "sl", "srl", "sro", "tbk"),
    *("ug", "zrt"),
)
"""Forms that have one spelling."""

FORMS: Final[frozenset[str]] = frozenset((*SPELLINGS.values(), *PHRASES, *_OTHERS))
"""Every word that is a legal form and nothing else."""


def _by_first_word() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Arrange the phrases by their first word, the longest first."""
    pairs = ((tuple(text.split()), form) for form, texts in PHRASES.items() for text in texts)
    arranged: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, form in sorted(pairs, key=lambda pair: -len(pair[0])):
        arranged.setdefault(words[0], []).append((words, form))
    return {first: tuple(phrases) for first, phrases in arranged.items()}


_PHRASES_BY_FIRST: Final = _by_first_word()
_FOLDABLE: Final = frozenset((*SPELLINGS, *_PHRASES_BY_FIRST))


def fold_forms(words: list[str]) -> list[str]:
    """Write every legal form in its one way.

    >>> fold_forms(["rostec", "joint", "stock", "co"]), fold_forms(["huawei", "co", "ltd"])
    (['rostec', 'jsc'], ['huawei', 'company', 'limited'])
    """
    if _FOLDABLE.isdisjoint(words):
        return words
    spelled = [SPELLINGS.get(word, word) for word in words]
    folded, index = [], 0
    while index < len(spelled):
        length, form = _phrase_at(spelled, index)
        folded.append(form)
        index += length
    return folded


def _phrase_at(words: list[str], index: int) -> tuple[int, str]:
    """Return how many words from here make one form, and the form; else the word itself."""
    for phrase, form in _PHRASES_BY_FIRST.get(words[index], ()):
        if tuple(words[index : index + len(phrase)]) == phrase:
            return len(phrase), form
    return 1, words[index]


def without_forms(words: list[str]) -> list[str]:
    """Return the words that are no legal form; all of them where nothing else would be left.

    >>> without_forms(["huawei", "company", "limited"]), without_forms(["kk"])
    (['huawei'], ['kk'])
    """
    if FORMS.isdisjoint(words):
        return words
    return [word for word in words if word not in FORMS] or words
