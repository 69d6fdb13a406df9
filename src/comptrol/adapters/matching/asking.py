"""In which ways is a name asked for read? As it stands, and in every other way it may be meant."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from comptrol.adapters.matching.branches import without_country
from comptrol.adapters.matching.folding import folded, looked_alike, romanised
from comptrol.adapters.matching.freeing import Rare
from comptrol.adapters.matching.han import known_names, readings
from comptrol.adapters.matching.listed import has_han
from comptrol.adapters.matching.parting import Asked, other_readings
from comptrol.adapters.matching.pinyin import translations as from_pinyin
from comptrol.adapters.matching.russian import translations as from_russian
from comptrol.adapters.matching.words import Words, apart, whole
from comptrol.domains.screening import MATCH_SCORE_MIN, NAME_LETTERS_MAX

ASKED_KEPT: Final = 16
"""A name is taken apart once while it is asked for in several ways, and then forgotten."""
LOOKED_ALIKE: Final = "Words whose letters only look Latin were read as Latin"
TRANSLATED_RUSSIAN: Final = "Its Russian words were translated"
TRANSLATED_PINYIN: Final = "Its Chinese words, in pinyin, were translated"
OF_A_BRANCH: Final = "It was read without its country, as a branch of a firm of another"
FORM_LETTERS_MAX: Final = 3
"""Longer legal forms are nobody's name."""
_NOBODYS: Final = frozenset(
    {"co", "ltd", "inc", "llc", "llp", "plc", "jsc", "pte", "pty", "bhd", "sdn", "srl", "spa"}
)
"""Short ones that are nobody's name either."""


def every_reading(name: str, rarity: Rare) -> Iterator[Asked]:
    """Yield a name taken apart: as it stands, and in every other way that it may be meant."""
    found = asked_readings(name)
    yield from map(Asked, found)
    if (latin := looked_alike(name[:NAME_LETTERS_MAX])) is not None:
        yield Asked(apart(romanised(folded(latin))), LOOKED_ALIKE)
    yield from translated(name)
    yield from branches(found)
    if found and (person := _as_person(name, found[0])) is not None:
        yield Asked(person)
    if found and not has_han(name):
        yield from other_readings(name[:NAME_LETTERS_MAX], found[0], rarity)


@lru_cache(maxsize=ASKED_KEPT)
def asked_readings(name: str) -> tuple[Words, ...]:
    """Return a name asked for, taken apart: a Chinese one in each way it is read or known."""
    text = folded(name[:NAME_LETTERS_MAX])
    texts = [*readings(romanised(text))]
    if has_han(text):
        texts += [romanised(folded(english)) for english in known_names(text)]
    return tuple(words for text in texts if (words := apart(text)).core)


def translated(name: str) -> Iterator[Asked]:
    """Yield a Russian name, or a Chinese one in pinyin, in English, in every way it may be."""
    text = romanised(folded(name[:NAME_LETTERS_MAX]))
    if " " not in text:
        return  # one word says a trade, or nothing of it
    for told, texts in (
        (TRANSLATED_RUSSIAN, from_russian(text)),
        (TRANSLATED_PINYIN, from_pinyin(text)),
    ):
        yield from (Asked(words, told) for it in texts if (words := apart(it)).core)


def branches(found: tuple[Words, ...]) -> Iterator[Asked]:
    """Yield a name with a country in it without the country, as a firm that may have a branch."""
    if found and (firm := without_country(found[0])) is not None:
        yield Asked(firm, OF_A_BRANCH, of_firm=True)


def _as_person(name: str, words: Words) -> Words | None:
    """Return a name asked for with no legal form cut off, where those it has may be names."""
    if not words.forms:
        return None
    person = whole(readings(romanised(folded(name[:NAME_LETTERS_MAX])))[0])
    cut = set(person.core).difference(words.core)
    nobodys = any(word in _NOBODYS or len(word) > FORM_LETTERS_MAX for word in cut)
    return None if nobodys else person


def is_better(worth: float, asked: Asked, best: tuple[float, Asked]) -> bool:
    """Tell whether a reading is more than the one before it: a doubt takes no match away."""
    beyond_doubt = best[0] >= MATCH_SCORE_MIN and not best[1].doubt
    return worth > best[0] and not (asked.doubt and beyond_doubt)
