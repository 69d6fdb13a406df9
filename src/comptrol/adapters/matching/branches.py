"""Whose branch is it? A firm's name with a country in it, read without the country.

A listed firm has companies in other countries, which lists seldom name: "Huawei Technologies
(Norway) AS" is Huawei's. A country and the legal form of that country are no reason to clear it.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Final

from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.words import Words, apart

_CALLED_MORE: Final = (
    *("holland", "korea", "england", "scotland", "wales", "uk", "usa", "america", "macau"),
    *("deutschland", "osterreich", "schweiz", "suisse", "italia", "espana", "brasil", "polska"),
    *("nederland", "danmark", "norge", "sverige", "suomi", "magyarorszag", "ceska", "turkiye"),
    *("europe", "asia", "asia pacific", "africa", "middle east", "north america"),
    *("latin america", "south america", "dubai", "abu dhabi"),
)
"""Countries as their own firms call them, and regions: the table of countries has none of them."""
LETTERS_MIN: Final = 3
"""A shorter rest is nobody's name."""
_BINDING: Final = frozenset({"of", "for", "and", "the", "in"})
"""Behind such a word a country says what a firm is, and not where."""


def without_country(words: Words) -> Words | None:
    """Return a name without the countries that follow its first word; nothing where none does.

    >>> without_country(apart("huawei technologies norway as")).core
    ('huawei', 'technology')
    >>> [without_country(apart(it)) for it in ("bank of china ltd", "georgia pacific", "norway")]
    [None, None, None]
    """
    core = words.core
    rest, at = list(core[:1]), 1
    while at < len(core):
        length = next((it for it in _lengths(core[at]) if core[at : at + it] in _countries()), 0)
        if not length or core[at - 1] in _BINDING:
            length = 0
            rest.append(core[at])
        at += length or 1
    if len(rest) == len(core) or len("".join(rest)) < LETTERS_MIN:
        return None
    return Words.of(tuple(rest), words.forms)


def _lengths(word: str) -> tuple[int, ...]:
    """Return how many words the countries have whose name begins with a word, most first."""
    return _by_first_word().get(word, ())


@cache
def _by_first_word() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in _countries():
        lengths.setdefault(name[0], set()).add(len(name))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


@cache
def _countries() -> frozenset[tuple[str, ...]]:
    """Return the names of countries, each taken apart as names of firms are."""
    rows = json.loads(files("comptrol.reference").joinpath("countries.json").read_bytes())
    names = [name for row in rows for name in (row["name"], *row.get("other_names", ()))]
    taken = (apart(romanised(folded(name))).core for name in (*names, *_CALLED_MORE))
    return frozenset(it for it in taken if it)
