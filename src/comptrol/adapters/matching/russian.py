"""What does a Russian name of an organisation say in English?

Lists of other countries often have a works or an institute in English alone ("Tula Machine
Building Plant"), and its papers say "Tulskii mashinostroitelnyi zavod", in Cyrillic or romanised
in one of many ways. Words that say a trade or a kind of body are translated
(``reference/russian_words.tsv``: stems, and endings are told apart here); the name proper stays.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from comptrol.adapters.matching.meanings import every_way

STEM_LETTERS_MIN: Final = 5
"""A name is taken for Russian if it has a word of the table whose stem, as it is heard, has so
many letters. Shorter ones are words of others, too; of longer a few: that costs a search more."""
AS_IT_STANDS: Final = "="
"""A meaning in the table: lists keep the word, as the name proper of some."""
HEARD_LETTERS_MIN: Final = 3
WORDS_KEPT: Final = 16_384
_SOUNDS: Final = (("shch", "sch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("x", "ks"), ("w", "v"))
"""One sound each, in the romanisations of GOST, of the ICAO, of the BGN and of lists."""
_SILENT: Final = re.compile("[iyj']")
"""Written, left out or exchanged for each other by every romanisation."""
_TWICE: Final = re.compile(r"([aeou])\1+")
_ENDING: Final = re.compile("(?:[oe]go|[oe]mu|[oea]m|ah|[oe]v|oe|ee|ae|[aeouhm])?")
"""What stands behind a stem: the endings of nouns and adjectives, as they are heard."""


def translations(text: str) -> tuple[str, ...]:
    """Return folded text in Latin letters in English; nothing where it has no Russian words.

    >>> translations("tulskiy mashinostroitelnyy zavod")[0]
    'tulskiy machine building plant'
    >>> translations("institut okeanologii imeni shirshova"), translations("nova bank")
    (('institute oceanology named after shirshova', 'institute oceanology shirshova'), ())
    """
    words = text.split()
    meant = [_meanings(word) for word in words]
    if not any(found and found[0] >= STEM_LETTERS_MIN for found in meant):
        return ()
    ways = (found[1] if found else (word,) for word, found in zip(words, meant, strict=True))
    return every_way(ways, text)


@lru_cache(maxsize=WORDS_KEPT)
def _meanings(word: str) -> tuple[int, tuple[str, ...]] | None:
    """Return the length of the stem that a word has, and its meanings, if it is not English."""
    if word == "im":  # "named after", in short: too short to be heard
        return 0, _stems()[_heard("imeni")]
    heard = _heard(word)
    for end in range(len(heard), HEARD_LETTERS_MIN - 1, -1):
        meanings = _stems().get(heard[:end])
        if meanings is not None and _ENDING.fullmatch(heard, end):
            if {word, f"{word}s"} & set(meanings):
                return None
            return end, tuple(word if it == AS_IT_STANDS else it for it in meanings)
    return None


def _heard(word: str) -> str:
    """Return a word without what romanisations differ in.

    >>> _heard("predpriyatiye"), _heard("predpriiatie")
    ('predprate', 'predprate')
    """
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return _TWICE.sub(r"\1", _SILENT.sub("", word))


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    text = (files("comptrol.reference") / "russian_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {
        _heard(stem): tuple(meanings.split("|"))
        for stems, meanings in rows
        for stem in stems.split()
    }
