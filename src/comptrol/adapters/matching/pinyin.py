"""What does a Chinese name that is written in pinyin say in English?

Papers in Latin letters often spell out what lists translate: "Sichuan Wusheng Xinxi Jishu Youxian
Gongsi" stands there as "Sichuan Silence Information Technology Company". The words that Chinese
characters are translated by (``reference/han_words.tsv``) are known by their sound, too, in one
word or in syllables; the name proper stays.
"""

import re
from functools import cache
from typing import Final

from comptrol.adapters.matching.han import heard_words
from comptrol.adapters.matching.meanings import every_way

WORDS_MAX: Final = 10
"""So many syllables that follow each other may be one word of the table."""
LETTERS_MIN: Final = 4
_CHINESE: Final = re.compile(
    r"\b(?:gong ?si|you ?xian|ji ?tuan|gu ?fen|ke ?ji|ji ?shu|dian ?zi|da ?xue"
    r"|yan ?jiu ?(?:suo|yuan))\b"
)
"""Words that say that a name is in pinyin: hardly another language has one of them."""


def translations(text: str) -> tuple[str, ...]:
    """Return folded text in English, in each way it may be meant; nothing where it is no pinyin.

    >>> translations("sichuan wusheng xin xi jishu youxian gongsi")[0]
    'sichuan wusheng information technology co ltd'
    >>> translations("sichuan information technology")
    ()
    """
    if not _CHINESE.search(text):
        return ()
    words, at = text.split(), 0
    meant: list[tuple[str, ...]] = []
    while at < len(words):
        count, meanings = _longest(words, at)
        meant.append(meanings)
        at += count
    return every_way(meant, text)


def _longest(words: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words, from one on, are the longest that has meanings, and those."""
    for count in range(min(WORDS_MAX, len(words) - at), 0, -1):
        heard = "".join(words[at : at + count])
        if len(heard) >= LETTERS_MIN and (meanings := _table().get(heard)):
            return count, meanings
    return 1, (words[at],)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for heard, meanings in heard_words():
        table[heard] = tuple(dict.fromkeys((*table.get(heard, ()), *meanings)))
    return table
