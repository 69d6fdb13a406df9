"""How does a list stand in the index? Every name of every entity, taken apart."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from comptrol.adapters.matching.folding import folded, is_han, romanised
from comptrol.adapters.matching.han import readings, simplified
from comptrol.adapters.matching.words import Words, apart, whole
from comptrol.domains.screening import Entity

_PERSON: Final = "Individual"
UNKNOWN_BEARERS: Final = 0.5
"""A word that no listed name has is rarer than one that one of them has."""
ASIDE_LETTERS_MIN: Final = 6
"""What is left of a name without its bracket is a name if it has so many letters."""

LED_MIN: Final = 10
"""A word that so many listed organisations' names begin with is asked for by itself, too: of 3,940
unrelated companies none is called by one, and two are where five are enough."""
LED_PERSONS_MAX: Final = 3

WHOLE_WORDS_MIN: Final = 3
WHOLE_FORMS_MIN: Final = 2
"""A listed name of so many words, or one less with so many legal forms, says who is meant within
any longer name: of 3,940 unrelated companies one has such a name within its own."""

_OPEN, _SHUT = "(\uff08[", ")\uff09]"
"""Also the full-width ones, as they stand in Japanese and Chinese names."""
_BRACKETS: Final = re.compile(
    rf"\s*[{re.escape(_OPEN)}][^{re.escape(_SHUT)}]*[{re.escape(_SHUT)}]?"
)
_HAN: Final = "㐀-鿿豈-﫿"
_HAN_RUN: Final = re.compile(f"[0-9{_HAN}]*[{_HAN}][0-9{_HAN}]+")


class Listed(NamedTuple):
    """One spelling of a listed name."""

    entity: int
    """The place of its entity."""
    name: str
    """As the list prints it."""
    role: str
    """What the list calls it: name, alias, weak alias, name in the original script."""
    words: Words


class Rarity:
    """How rare a word is on a list: 1 where no listed name has it, less the more have it."""

    def __init__(self, names: Sequence[Listed]) -> None:
        self._bearers = Counter(word for name in names for word in set(name.words.core))
        self._names = len(names)
        self._rarest = math.log(1 + self._names / UNKNOWN_BEARERS)

    def __call__(self, word: str) -> float:
        """Return the inverse document frequency of a word, scaled to 1."""
        bearers = self._bearers.get(word, UNKNOWN_BEARERS)
        return math.log(1 + self._names / bearers) / self._rarest

    def of_listed(self, word: str) -> float | None:
        """Return the same of a word that a listed name has; nothing of any other."""
        return self(word) if word in self._bearers else None


def listed_names(entities: Sequence[Entity]) -> Iterator[Listed]:
    """Yield every spelling of every name, those of one entity together."""
    for place, entity in enumerate(entities):
        seen: set[Words] = set()
        ways = (whole, apart) if entity.type == _PERSON else (apart,)
        for role, name in roles(entity):
            for words in (way(text) for text in _spellings(name) for way in ways):
                if words.core and words not in seen:
                    seen.add(words)
                    yield Listed(place, name, role, words)


def roles(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield every name of an entity with what the list calls it."""
    if not entity.address_only:
        yield "name", entity.name
    for role, names in (
        ("alias", entity.aliases),
        ("weak alias", entity.weak_aliases),
        ("name in its own script", entity.native_names),
    ):
        for name in names:
            yield role, name


def native_names(entities: Sequence[Entity]) -> dict[str, list[tuple[int, str]]]:
    """Return whose every Chinese name is, and the name, by its simplified characters."""
    keys: dict[str, list[tuple[int, str]]] = {}
    for place, entity in enumerate(entities):
        for _, name in roles(entity):
            for run in han_runs(name):
                keys.setdefault(run, []).append((place, name))
    return keys


def leading_words(
    names: Iterable[Listed], entities: Sequence[Entity]
) -> dict[str, tuple[int, ...]]:
    """Return words that many organisations' names begin with, and the places of those.

    Without words that persons are called by: "Huawei" alone says who is meant, "Peter" does not.
    """
    leading: dict[str, dict[int, None]] = {}
    of_persons: Counter[str] = Counter()
    for name in names:
        first, *more = name.words.core
        if entities[name.entity].type == _PERSON:
            of_persons.update(name.words.core)
        elif more and entities[name.entity].type in {None, "Entity"}:
            leading.setdefault(first, {})[name.entity] = None
    return {
        word: tuple(places)
        for word, places in leading.items()
        if len(places) >= LED_MIN and of_persons[word] < LED_PERSONS_MAX
    }


def whole_names(names: Sequence[Listed], entities: Sequence[Entity]) -> dict[str, tuple[int, ...]]:
    """Return, by their first word, the places of names that say who is meant in any longer one."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        words, kind = name.words, entities[name.entity].type
        least = WHOLE_WORDS_MIN - (len(words.forms) >= WHOLE_FORMS_MIN)
        if kind in {None, "Entity"} and len(words.core) >= least:
            found.setdefault(words.core[0], []).append(place)
    return {word: tuple(places) for word, places in found.items()}


def stands_within(listed: Words, asked: Words) -> bool:
    """Tell whether a listed name stands whole within a longer one, its words in a row."""
    size, words = len(listed.core), asked.core
    if size >= len(words):
        return False
    if size < WHOLE_WORDS_MIN and not listed.forms <= asked.forms:
        return False
    return any(words[at : at + size] == listed.core for at in range(len(words) - size + 1))


def han_runs(name: str) -> Iterable[str]:
    """Return what of a name is written in Chinese, in simplified characters.

    >>> list(han_runs("National University (国防科学技術大学)"))
    ['国防科学技术大学']
    """
    if not has_han(name):
        return ()
    return [simplified(run) for run in _HAN_RUN.findall(folded(name).replace(" ", ""))]


def has_han(name: str) -> bool:
    """Tell whether a name has Chinese characters, which have to be read."""
    return not name.isascii() and any(map(is_han, name))


def _spellings(name: str) -> Iterator[str]:
    """Yield a name in Latin letters, and without what stands in brackets in it."""
    full = readings(romanised(folded(name)))[0]
    yield full
    if any(bracket in name for bracket in _OPEN):
        bare = readings(romanised(folded(_BRACKETS.sub(" ", name))))[0]
        if bare != full and len(bare.replace(" ", "")) >= ASIDE_LETTERS_MIN:
            yield bare
