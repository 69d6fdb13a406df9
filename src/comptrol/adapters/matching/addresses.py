"""Is an address one that a list gives? The same premises, or the same building.

Some listings are nothing but an address. An address is taken apart into rooms, floors, house
numbers and words; street words are spelled one way (``rigour``), and a word that one address
writes in two parts is found all the same ("Fa Yuen", "Fayuen"). A building may have thousands of
tenants, so that neither answer is ever more than a reason to look.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.tables_of_rigour import address_words

SAME_PREMISES: Final = Decimal("0.940")
SAME_BUILDING: Final = Decimal("0.870")
SHARE_MIN: Final = 0.75
"""How much of the weight of the shorter address must be in the other."""
WEIGHT_MIN: Final = 1.2
"""How much must agree: a city and a country alone do not."""
CANDIDATES_MAX: Final = 60
COMMON_MAX: Final = 400
"""A word that more listed addresses have leads to nothing by itself."""

_ROOM: Final = re.compile(
    r"\b(?:room|rooms|rm|rms|flat|flats|unit|units|office|suite|ste|apt|apartment|shop|block|blk)"
    r"(?:\s*/?\s*(?:rm|room|unit|no))?[\s.:#]*(?:no[\s.:]*)?([a-z]?\d+[a-z]?|[a-z])\b"
)
_FLOOR: Final = re.compile(
    r"\b(\d+)\s*/\s*f\b|\b(\d+)\s*f\b|\b(\d+)(?:st|nd|rd|th)\s+fl(?:oor|r)?\b|\b(?:floor|fl)\s+(\d+)"
)
_NUMBER: Final = re.compile(r"\b(\d+[a-z]?)(?:\s*[-–]\s*\d+[a-z]?)?\b")
_NOTES: Final = re.compile(r"\(see [^)]*\)")


class Premises(NamedTuple):
    """An address, taken apart."""

    rooms: frozenset[str]
    floors: frozenset[str]
    numbers: frozenset[str]
    words: tuple[str, ...]
    pairs: frozenset[str]
    """Its words, and each two neighbours of them as one."""


@lru_cache(maxsize=2048)
def premises(address: str) -> Premises:
    """Take an address apart.

    >>> premises("Flat/RM 2309, 23/F, 2-16 Fa Yuen Street, Mong Kok")[:4]
    (frozenset({'2309'}), frozenset({'23'}), frozenset({'2'}), ('fa', 'yuen', 'st', 'mong', 'kok'))
    """
    text = _NOTES.sub(" ", address.casefold())
    rooms = frozenset(found[1] for found in _ROOM.finditer(text))
    text = _ROOM.sub(" ", text)
    floors = frozenset(next(filter(None, found.groups())) for found in _FLOOR.finditer(text))
    text = _FLOOR.sub(" ", text)
    numbers = frozenset(found[1] for found in _NUMBER.finditer(text))
    plain = romanised(folded(_NUMBER.sub(" ", text)))
    words = tuple(address_words(plain).split())
    joined = ("".join(pair) for pair in pairwise(words))
    return Premises(rooms, floors, numbers, words, frozenset((*words, *joined)))


class AddressIndex:
    """Every address of a list, found by its rarer words."""

    def __init__(self, addresses: Iterable[tuple[int, str]]) -> None:
        self._rows = [(place, text, premises.__wrapped__(text)) for place, text in addresses]
        self._with: dict[str, list[int]] = {}
        for row, (_, _, parts) in enumerate(self._rows):
            for word in parts.pairs:
                self._with.setdefault(word, []).append(row)

    def search(self, address: str) -> Iterator[tuple[int, Decimal, str]]:
        """Yield the entities at an address, how sure that is, and why."""
        asked = premises(address)
        for row in self._candidates(asked):
            place, text, listed = self._rows[row]
            if not self._same_building(asked, listed):
                continue
            if _same_premises(asked, listed):
                yield place, SAME_PREMISES, f"Its address is that of the listing: {text}"
            else:
                why = f"Its address is in the building of the listing: {text}"
                yield place, SAME_BUILDING, why

    def _candidates(self, asked: Premises) -> list[int]:
        shared: Counter[int] = Counter()
        for word in asked.pairs:
            rows = self._with.get(word, ())
            if len(rows) <= COMMON_MAX:
                shared.update(rows)
        return [row for row, _ in shared.most_common(CANDIDATES_MAX)]

    def _same_building(self, asked: Premises, listed: Premises) -> bool:
        if asked.numbers and listed.numbers and not asked.numbers & listed.numbers:
            return False
        if bool(asked.numbers) != bool(listed.numbers) and not asked.rooms & listed.rooms:
            return False
        mine, theirs = self._share(asked, listed), self._share(listed, asked)
        return max(mine[0], theirs[0]) >= SHARE_MIN and max(mine[1], theirs[1]) >= WEIGHT_MIN

    def _share(self, one: Premises, other: Premises) -> tuple[float, float]:
        """Return how much of one address the other has: as a share, and in weight."""
        weights = [(self._weight(word), self._has(word, at, one, other))
                   for at, word in enumerate(one.words)]  # fmt: skip
        total = sum(weight for weight, _ in weights)
        agree = sum(weight for weight, there in weights if there)
        return (agree / total if total else 0.0), agree

    def _has(self, word: str, at: int, one: Premises, other: Premises) -> bool:
        beside = (
            one.words[at - 1] + word if at else "",
            word + "".join(one.words[at + 1 : at + 2]),
        )
        return word in other.pairs or any(pair in other.pairs for pair in beside if pair != word)

    def _weight(self, word: str) -> float:
        bearers = len(self._with.get(word, ()))
        return math.log(1 + len(self._rows) / (bearers + 1)) / math.log(1 + len(self._rows))


def _same_premises(one: Premises, other: Premises) -> bool:
    """Tell whether two addresses in a building are one: by the room, else by the floor."""
    return one.rooms == other.rooms and (bool(one.rooms) or one.floors <= other.floors)
