"""How alike are two words? Spelling, beginning, initial, sound."""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from comptrol.adapters.matching.scale import Scale

LETTERS_MIN: Final = 3
"""Below it one wrong letter makes another word."""
SOUND_LETTERS_MIN: Final = 4
SHORT, FIVE, SIX, TEN = 4, 5, 6, 10
"""Words of up to so many letters may differ by one edit, by two, and longer ones by three."""
TWO: Final = 2
_ALIKE: Final = (
    *(("sch", "sh"), ("ph", "f"), ("kh", "k"), ("gh", "k"), ("ou", "u"), ("dj", "j"), ("y", "")),
    *(("q", "k"), ("g", "k"), ("c", "k"), ("w", "v"), ("z", "s"), ("x", "ks")),
)
"""Letters that romanisations of Arabic, Russian and Turkic names use for one sound."""

_OF_PLACE: Final = re.compile(
    r"([a-z]{3,})sk(?:i|ii|iy|y|yi|yy|ij|aya|aia|aja|oe|oye|oje|ogo|oi|oy|oj|om|ie|iye|ikh)"
)
"""A Russian adjective of a place, romanised in any way; its ending is not the place's."""


def likeness(one: str, other: str, scale: Scale) -> float:
    """Return how alike two different words are, from 0 to 1. Numbers are alike or not."""
    if one.isdigit() or other.isdigit():
        return 0.0
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    fewer, letters = len(short), len(long)
    if fewer == 1:
        return scale.initial if one[0] == other[0] else 0.0
    if letters <= SHORT:
        # Two letters are a syllable of persons' names, and a brand of companies'.
        long_enough = letters >= LETTERS_MIN or scale.slip_letters
        if fewer == letters and long_enough and is_exchanged(one, other):
            return scale.exchanged
        if letters < LETTERS_MIN:
            return 0.0
    elif one[0] == other[0] and scale.of_place and is_of_place(one, other):
        return scale.of_place
    alike = _spelling(one, other, letters, scale)
    if fewer >= LETTERS_MIN and long.startswith(short):
        alike = max(alike, scale.beginning * (0.5 + 0.5 * fewer / letters))
    if alike < scale.sound and fewer >= SOUND_LETTERS_MIN:
        sound = consonants(one)
        if len(sound) >= LETTERS_MIN and sound == consonants(other):
            alike = scale.sound
    return alike


def is_of_place(one: str, other: str) -> bool:
    """Tell whether one of two words is a place, and the other the Russian adjective of it."""
    of_one = "sk" in one and other in places_of(one)
    return of_one or ("sk" in other and one in places_of(other))


@lru_cache(maxsize=65_536)
def places_of(word: str) -> tuple[str, ...]:
    """Return the places that a romanised Russian adjective may be made of; nothing of others.

    >>> places_of("kazanskii")[0], "tula" in places_of("tulskaya"), "minsk" in places_of("minsky")
    ('kazan', True, True)
    >>> places_of("huawei")
    ()
    """
    found = _OF_PLACE.fullmatch(word)
    if not found:
        return ()
    stem = found[1]
    soft = (f"{stem.removesuffix('en')}a",) if stem.endswith("en") else ()
    return (stem, *(stem + end for end in ("sk", "a", "o", "y")), *soft)


def is_exchanged(one: str, other: str) -> bool:
    """Tell whether of two words of as many letters one has two neighbours exchanged.

    >>> is_exchanged("ok", "ko"), is_exchanged("wnag", "wang"), is_exchanged("gwan", "wang")
    (True, True, False)
    """
    differ = [at for at, letter in enumerate(one) if letter != other[at]]
    if len(differ) != TWO or differ[1] - differ[0] != 1:
        return False
    first, second = differ
    return one[first] == other[second] and one[second] == other[first]


def _spelling(one: str, other: str, letters: int, scale: Scale) -> float:
    """Return what one, two or three edits leave: neighbours exchanged are one edit."""
    most = 1 if letters <= SHORT else TWO if letters <= TEN else LETTERS_MIN
    edits = OSA.distance(one, other, score_cutoff=most)
    if edits > most:
        return 0.0
    if letters <= SHORT:
        return scale.three_letters if letters == LETTERS_MIN else scale.four_letters
    if edits == TWO and letters <= SIX:
        return scale.two_errors
    return scale.five_letters if letters == FIVE else 1.0 - scale.edit_loss * edits / letters


@lru_cache(maxsize=65_536)
def consonants(word: str) -> str:
    """Return what is heard of a word when its vowels are not: the same for its romanisations.

    >>> consonants("qaddafi") == consonants("gaddafi"), consonants("husayn"), consonants("hussein")
    (True, 'hsn', 'hsn')
    """
    for letters, sound in _ALIKE:
        word = word.replace(letters, sound)
    heard = "a" if word[:1] in "aeiou" else word[:1]
    for letter in word[1:]:
        if letter not in "aeiouh" and heard[-1:] != letter:
            heard += letter
    return heard
