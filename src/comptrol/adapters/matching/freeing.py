"""Which legal form is written into its neighbour, in pieces, or with a mistake?

A form is compared apart from the words of a name, and some words in another spelling. So a mistake
in one hides what it is: "LineFZCO", "compa ny", "Co., Ld.", "Guow ei". A name asked for is read
so, too; long forms with a mistake are meant on lists as well (``spellings.MEANT``).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from rapidfuzz.distance import OSA

from comptrol.adapters.matching.spellings import PIECES, SPELLED
from comptrol.adapters.matching.tables_of_rigour import legal_forms

Rare: TypeAlias = Callable[[str], float | None]
"""Tells how rare a word is on the list, from 0 to 1; nothing where no listed name has it."""
REST_LETTERS_MIN: Final = 4
"""What is left of a word without the legal form in it is a word if it has so many letters."""
JOINED_LETTERS_MIN: Final = 5
"""A listed word of so many letters may have been written as two."""
_LONG_FORMS: Final = (
    *(
        "limited",
        "company",
        "liability",
        "corporation",
        "incorporated",
        "joint",
        "stock",
        "public",
    ),
    *("obshchestvo", "ogranichennoi", "otvetstvennostyu", "aktsionernoe"),
)
MISTAKEN_LETTERS_MIN: Final = 5
TWICE_MISTAKEN_LETTERS_MIN: Final = 11
"""In a word so long one wrong letter, or two, leave no doubt which was meant."""
_MISTAKEN: Final = (
    *("joint", "stock", "public"),
    *(it for it in SPELLED if len(it) > MISTAKEN_LETTERS_MIN),
)
"""Words that are compared in another spelling, so that a mistake in them is not seen for one."""
_SHORT_FORMS: Final = ("ltd", "llc", "bhd", "sdn", "gmbh", "inc", "jsc", "fze", "corp")
SHORT_FORM_LETTERS_MAX: Final = 4
_HALF_FORMS: Final = frozenset({"co", "company", "sdn", "pte", "pvt", "pty"})
"""Behind them stands nothing but the other half."""
_GLUED: Final = tuple(
    sorted(
        {*_LONG_FORMS}
        | {"ltd", "llc", "inc", "fzco", "fze", "dmcc", "gmbh", "ltda", "jsc", "ooo", "oao", "ojsc"}
        | {"pvt", "pty"}
        | {"pjsc", "sirketi", "llp", "sarl", "plc", "srl", "bhd", "sdn", "group"},
        key=len,
        reverse=True,
    )
)
"""Legal forms that hardly a word begins or ends with by chance, the longest first."""

_NUMBERED: Final = re.compile(r"(\d+)([a-z]{2,})")
"""A number with letters behind it, which may be a legal form."""


def forms_freed(words: list[str], rarity: Rare) -> Iterator[str]:
    """Yield words with legal forms for themselves, as lists write them.

    >>> rarity = {"line": 0.5, "guowei": 0.9}.get
    >>> list(forms_freed(["bestway", "linefzco"], rarity))
    ['bestway', 'line', 'fzco']
    >>> list(forms_freed(["joint", "stock", "compa", "ny", "guow", "ei"], rarity))
    ['joint', 'stock', 'company', 'guowei']
    """
    at = 0
    while at < len(words):
        if at + 1 < len(words) and _in_pieces(words[at], words[at + 1], rarity):
            yield words[at] + words[at + 1]
            at += 2
            continue
        meant = _form_meant(words, at, rarity) if at else None
        yield from (meant,) if meant else _freed(words[at], rarity)
        at += 1


def _in_pieces(one: str, other: str, rarity: Rare) -> bool:
    """Tell whether two words are one that forms are made of, or that a listed name has.

    A piece may be a legal form by chance: "ei" is one. So this is not left to comparing.
    """
    whole = one + other
    if whole in _LONG_FORMS:
        return one not in _LONG_FORMS
    known = rarity(one) is not None and rarity(other) is not None
    return not known and len(whole) >= JOINED_LETTERS_MIN and rarity(whole) is not None


def _freed(word: str, rarity: Rare) -> tuple[str, ...]:
    """Return a word as a legal form, or parted from one that is written into it."""
    if word in PIECES:
        return (word,)
    if rarity(word) is not None:  # some list has it so, too
        return _parted(word, _LONG_FORMS, lambda rest: rarity(rest) is not None)
    if (numbered := _NUMBERED.fullmatch(word)) and legal_forms(numbered[2]):
        return numbered.groups()
    meant = _meant(word)
    return (
        _parted(word, _GLUED, lambda rest: _is_word(rest, rarity)) if meant is None else (meant,)
    )


def _parted(word: str, forms: Iterable[str], is_word: Callable[[str], bool]) -> tuple[str, ...]:
    for form in forms:
        if word.endswith(form) and is_word(word.removesuffix(form)):
            return word.removesuffix(form), form
        if word.startswith(form) and is_word(word.removeprefix(form)):
            return form, word.removeprefix(form)
    return (word,)


def _is_word(text: str, rarity: Rare) -> bool:
    known = text.isdigit() or text in SPELLED or rarity(text) is not None
    return known or len(text) >= REST_LETTERS_MIN


def _meant(word: str) -> str | None:
    """Return the short form, or the word that is spelled another way, that one is mistaken for.

    >>> _meant("sotck"), _meant("technomlgies"), _meant("lolita")
    ('stock', 'technologies', None)
    """
    if len(word) < MISTAKEN_LETTERS_MIN:
        return None
    most = 1 if len(word) < TWICE_MISTAKEN_LETTERS_MIN else 2
    found = ((OSA.distance(word, it, score_cutoff=most), it) for it in _MISTAKEN)
    edits, meant = min(found)
    return meant if edits <= most else None


def _form_meant(words: list[str], at: int, rarity: Rare) -> str | None:
    """Return the legal form that a word is but for one mistake.

    No listed name has the word, or it stands where only a form does: behind the half of one.

    >>> _form_meant(["ace", "co", "ld"], 2, {}.get), _form_meant(["ace", "cko", "ltd"], 1, {}.get)
    ('ltd', 'co')
    """
    word, known = words[at], rarity(words[at]) is not None
    if word in PIECES or (known and words[at - 1] not in _HALF_FORMS):
        return None
    if len(word) > SHORT_FORM_LETTERS_MAX + 1:
        return None
    co = len(word) > len("co") and OSA.distance(word, "co") == 1
    if co and words[at + 1 : at + 2] == ["ltd"]:
        return "co"
    return next((form for form in _SHORT_FORMS if OSA.distance(word, form) == 1), None)
