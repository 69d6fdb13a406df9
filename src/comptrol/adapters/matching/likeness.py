"""How alike are two words? Spelling, beginning, initial, sound."""

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


def likeness(one: str, other: str, scale: Scale) -> float:
    """Return how alike two different words are, from 0 to 1. Numbers are alike or not."""
    if one.isdigit() or other.isdigit():
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return scale.initial if one[0] == other[0] else 0.0
    if len(long) < LETTERS_MIN:
        return 0.0
    alike = _spelling(one, other, len(long), scale)
    if len(short) >= LETTERS_MIN and long.startswith(short):
        alike = max(alike, scale.beginning * (0.5 + 0.5 * len(short) / len(long)))
    if alike < scale.sound and len(short) >= SOUND_LETTERS_MIN:
        sound = consonants(one)
        if len(sound) >= LETTERS_MIN and sound == consonants(other):
            alike = scale.sound
    return alike


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
