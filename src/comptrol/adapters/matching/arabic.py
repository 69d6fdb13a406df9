"""Which listed names is a name in Arabic letters? Its consonants are theirs.

Arabic and Persian are written without short vowels, and romanised in many ways: القذافي is
Qadhafi, Gaddafi and Kazzafi. What all ways keep is the order of the consonants, in classes of
those that romanisations exchange. So a name is its words of consonants, without articles and
without bin; names of persons may stand in another order.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final
from unicodedata import normalize

_CONSONANTS: Final = {
    **dict.fromkeys("بپ", "b"),
    **dict.fromkeys("تط", "t"),
    **dict.fromkeys("ثسشص", "s"),
    **dict.fromkeys("جخغقكکگ", "k"),
    **dict.fromkeys("ذدزضظژ", "d"),
    **dict.fromkeys("حهھ", "h"),
    "ر": "r",
    "ف": "f",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "چ": "c",
}
"""Arabic letters by the class of what romanisations write for them; all others are vowels, or are
not heard: a hamza, an ain, and waw and ya, which are both."""
_FOR_TWO: Final = (
    *(("sch", "s"), ("dj", "j"), ("kh", "k"), ("gh", "k"), ("sh", "s"), ("th", "s"), ("dh", "d")),
    *(("ch", "C"), ("ph", "f"), ("x", "ks"), ("ce", "se"), ("ci", "si")),
)
_LATIN: Final = {
    **dict.fromkeys("bp", "b"),
    **dict.fromkeys("jgqkc", "k"),
    **dict.fromkeys("dz", "d"),
    **{it: it for it in "tshrflmn"},
    "C": "c",
}
_MARKS: Final = re.compile("[\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
"""Vowel signs, doubling and the stroke that lengthens a word."""
_WORD: Final = re.compile("[\u0620-\u064a\u0671-\u06d3\u06fa-\u06ff]+")
_ARTICLE: Final = re.compile("^(?:و?ال(?!له$)|لل)(?=..)")
_NOT_HEARD: Final = frozenset(
    {"al", "el", "ul", "ad", "as", "ash", "at", "az", "an", "ar", "ur"}
    | {"bin", "ben", "ibn", "bn", "bint"}
)
"""Articles as they are heard, and "son of": some write them, some do not."""
_SON: Final = frozenset({"بن", "ابن", "بنت"})
_SILENT: Final = "ةهحھ"
"""At the end of a word: not heard, or not by those who romanise."""
SILENT_FROM: Final = 3
"""Shorter words are heard to their end."""
_ONE_NAME: Final = (
    (re.compile(r"عبد\s*ال(?!له)"), "عبدا"),
    (re.compile(r"\s+الله(?!\w)"), "الله"),
    (re.compile(r"\s+الدين(?!\w)"), "دين"),
)
_ONE_NAME_HEARD: Final = (
    (re.compile(r"\babd(?:[aeou]l|[aeu]r(?=[ r]))? ?(?:[aeu]l )?(?=\w)"), "abd'"),
    (re.compile(r" (?:[aeu]l )?(?=(?:allah|ullah|lah|din|deen|dine|eddin|eddine|uddin)\b)"), ""),
    (re.compile(r"(?<=\w)[aeu]l(?=d[ie]e?ne?\b)"), ""),
)
"""Written as one word or as several: servant of somebody, and what is God's or of the faith."""
LETTERS_MIN: Final = 4
"""Fewer consonants are heard in very many names."""
ONE_WORD_LETTERS_MIN: Final = 3
FOUND_MAX: Final = 50
WORDS_KEPT: Final = 16_384

Heard = tuple[str, ...]
"""The consonants of each word of a name."""


def is_arabic(name: str) -> bool:
    """Tell whether a name has a word in Arabic letters."""
    return not name.isascii() and _WORD.search(normalize("NFKC", name)) is not None


def written(name: str) -> Heard:
    """Return the consonants of the words that stand in Arabic letters.

    >>> written("بشار الأسد"), written("معمر القذافي"), written("أسامة بن لادن")
    (('bsr', 'sd'), ('mmr', 'kdf'), ('sm', 'ldn'))
    """
    text = _joined(_MARKS.sub("", normalize("NFKC", name)), _ONE_NAME)
    words = _WORD.findall(text)
    heard = (_consonants_written(_ARTICLE.sub("", word)) for word in words if word not in _SON)
    return tuple(filter(None, heard))


def heard(words: Sequence[str]) -> Heard:
    """Return the consonants of words in Latin letters, as somebody romanised them.

    >>> heard(["bashar", "al", "assad"]), heard(["moammar", "gaddafi"]), heard(["hizballah"])
    (('bsr', 'sd'), ('mmr', 'kdf'), ('hdbl',))
    """
    text = _joined(" ".join(words), _ONE_NAME_HEARD)
    found = (_consonants_heard(word) for word in text.split() if word not in _NOT_HEARD)
    return tuple(filter(None, found))


class Consonants:
    """Listed names by what is heard of them, each known by its place."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        keyed = [
            (_sum(key), place) for place, words in enumerate(names) for key in _keys(heard(words))
        ]
        keyed.sort()
        self._sums = array("Q", [key for key, _ in keyed])
        self._places = array("L", [place for _, place in keyed])

    def places(self, name: str) -> Iterator[int]:
        """Yield the places of names that may sound as a name in Arabic letters does, in order.

        Keys are kept as checksums: who asks looks whether the words are alike.
        """
        sums = sorted(_sum(key) for key in _keys(written(name)))
        found = dict.fromkeys(place for it in sums for place in self._with(it))
        yield from list(found)[:FOUND_MAX]

    def _with(self, key: int) -> Iterator[int]:
        at = bisect_left(self._sums, key)
        while at < len(self._sums) and self._sums[at] == key:
            yield self._places[at]
            at += 1


def is_heard(name: str, words: Sequence[str]) -> bool:
    """Tell whether a name in Arabic letters has the consonants of a name in Latin ones."""
    return not _keys(written(name)).isdisjoint(_keys(heard(words)))


def _sum(key: str) -> int:
    return int.from_bytes(sha256(key.encode()).digest()[:8])


def _keys(name: Heard) -> frozenset[str]:
    """Return what a name is found by: its words in any order, and all of it written together."""
    letters = sum(map(len, name))
    if letters < (LETTERS_MIN if len(name) > 1 else ONE_WORD_LETTERS_MIN):
        return frozenset()
    return frozenset((" ".join(sorted(name)), "".join(name)))


def _joined(text: str, as_one: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for several, one in as_one:
        text = several.sub(one, text)
    return text


def _consonants_written(word: str) -> str:
    """Return the consonants of one word."""
    bare = word.rstrip(_SILENT) if len(word) >= SILENT_FROM else word
    return _plain([_CONSONANTS.get(letter, " ") for letter in bare])


@lru_cache(maxsize=WORDS_KEPT)
def _consonants_heard(word: str) -> str:
    for letters, one in _FOR_TWO:
        word = word.replace(letters, one)
    bare = word.removesuffix("h") if len(word) >= SILENT_FROM else word
    return _plain([_LATIN.get(letter, " ") for letter in bare])


def _plain(letters: Sequence[str]) -> str:
    """Return consonants: of two that are the same and stand together one."""
    kept = [it for at, it in enumerate(letters) if not at or it != letters[at - 1]]
    return "".join(kept).replace(" ", "")
