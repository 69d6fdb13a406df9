"""How is a name in Chinese characters read in Latin ones?

Traditional and Japanese forms become simplified ones (OpenCC). Words that say a trade, a place or
a legal form are translated (``reference/han_words.tsv``), the longest first; numbers become
digits; what is left, the name proper, is read in pinyin and written as one word, as lists do.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from comptrol.adapters.matching.folding import is_han

_DIGITS: Final = {han: value for value, han in enumerate("〇一二三四五六七八九")}
_NUMBER: Final = re.compile("第?([〇零一二三四五六七八九十百千]{2,}|第[一二三四五六七八九十])")
_FORM: Final = re.compile("(?:集团)?(?:股份)?(?:有限责任公司|有限公司|总公司|公司)$")
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}


READINGS: Final = 3
"""Words of several meanings are read with the first of each, then the second, then the third."""


def readings(text: str) -> tuple[str, ...]:
    """Return folded text with every Chinese part read in Latin letters, in every way it may be.

    >>> readings("中国電子科技集団公司第五十四研究所")[0]
    'china electronics technology group company 54 research institute'
    >>> readings("huawei")
    ('huawei',)
    """
    if text.isascii() or not any(map(is_han, text)):
        return (text,)
    parts = [(part, any(map(is_han, part))) for part in text.split()]
    return tuple(
        dict.fromkeys(
            " ".join(_read(part, number) if han else part for part, han in parts)
            for number in range(READINGS)
        )
    )


def simplified(text: str) -> str:
    """Return text with traditional and Japanese characters in their simplified forms.

    >>> simplified("国防科学技術大学"), simplified("電子")
    ('国防科学技术大学', '电子')
    """
    return "".join(map(_simplified_letter, str(_converter("t2s").convert(text))))


@cache
def _simplified_letter(letter: str) -> str:
    """Return the simplified form of a Japanese one; what OpenCC only varies stays."""
    traditional = str(_converter("jp2t").convert(letter))
    plain = str(_converter("t2s").convert(traditional))
    return letter if plain == traditional else plain


def number_of(han: str) -> str:
    """Return a number that is written in Chinese, in digits.

    >>> [number_of(text) for text in ("五十四", "十", "一一零", "七百七十一", "二十")]
    ['54', '10', '110', '771', '20']
    """
    text = han.replace("零", "\u3007").removeprefix("第")
    if not set(text) & set(_UNITS):
        return "".join(str(_DIGITS[digit]) for digit in text)
    total, digit = 0, 0
    for letter in text:
        if letter in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[letter], 0
        else:
            digit = _DIGITS[letter]
    return str(total + digit)


@cache
def _converter(configuration: str) -> Any:  # noqa: ANN401  (OpenCC has no types)
    import opencc  # noqa: PLC0415  (a quarter of a second, for those who meet Chinese)

    return opencc.OpenCC(configuration)


_IN_NAMES: Final = {"长": "cháng,zhǎng", "行": "háng,xíng", "乐": "lè,yuè", "厦": "xià,shà"}
"""Characters of two readings, the one that names have first."""


_ALONE: Final = frozenset("与和及的市省县区厂")
"""Characters that are words by themselves; others are parts of a name."""


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Return what is translated, and places: those are read as they sound, and stand alone."""
    from pypinyin import load_single_dict  # noqa: PLC0415  (a third of a second, as above)

    load_single_dict({ord(letter): readings for letter, readings in _IN_NAMES.items()})
    rows = (line.split("\t") for line in _lines("han_words.tsv"))
    translated = {han: tuple(english.split("|")) for han, english in rows}
    brands = (line.split("\t")[:2] for line in _lines("han_brands.tsv"))
    translated |= {han: tuple(english.split("|")) for han, english in brands}
    places = [place for line in _lines("han_places.txt") for place in line.split()]
    return {place: (_pinyin(place),) for place in places} | translated


def heard_words() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield, as they sound, words that are translated, with their meanings, and numbers.

    Of words those of two characters or more, places among them; of numbers those of two digits.
    """
    for han, meanings in _words().items():
        if len(han) > 1:
            yield _pinyin(han), meanings
    digits = tuple(_DIGITS)
    for number in range(11, 100):
        tens, ones = divmod(number, 10)
        han = "".join((digits[tens] * (tens > 1), "十", digits[ones] * (ones > 0)))
        yield from ((_pinyin(text), (str(number),)) for text in (han, f"第{han}"))


@cache
def _known_names() -> dict[str, tuple[str, ...]]:
    """Return the English names of organisations by their Chinese ones, each without its form."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("chinese_names.tsv"):
        han, english, _ = line.split("\t")
        key = _bare(simplified(han))
        found[key] = (*found.get(key, ()), english)
    return found


def known_names(han: str) -> tuple[str, ...]:
    """Return how sources write an organisation in English that they write so in Chinese.

    >>> known_names("科大讯飞"), known_names("無此公司")
    (('Iflytek Co.,Ltd.',), ())
    """
    return tuple(dict.fromkeys(_known_names().get(_bare(simplified(han)), ())))


def _bare(text: str) -> str:
    return _FORM.sub("", "".join(letter for letter in text if is_han(letter) or letter.isalnum()))


def _lines(name: str) -> list[str]:
    text = (files("comptrol.reference") / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _longest() -> int:
    return max(map(len, _words()))


def _read(part: str, reading: int) -> str:
    text = _NUMBER.sub(lambda found: f" {number_of(found[0])} ", simplified(part))
    words: list[str] = []
    for piece in text.replace("第", " ").split():
        words.extend(_pieces(piece, reading) if any(map(is_han, piece)) else [piece])
    return " ".join(word for word in words if word)


def _pieces(text: str, reading: int) -> list[str]:
    """Take one run of characters apart: translated words, and what lies between them.

    A single character that is left over may be translated, or be a part of a name: the first
    reading takes it for a word, the others for a part.
    """
    out, proper = [], ""
    for piece in _cut(text):
        meanings = _words().get(piece)
        part_of_name = reading and len(piece) == 1 and piece not in _ALONE
        if meanings is None or part_of_name:
            proper += piece
        else:
            out += [_pinyin(proper), meanings[min(reading, len(meanings) - 1)]]
            proper = ""
    return [*out, _pinyin(proper)]


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[str, ...]:
    """Cut a run so that as few characters as possible are left over, in as few words as possible.

    A single character is a word only where it is one by itself: "and", or a city after its name.
    """
    known, longest = _words(), _longest()
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    for end in range(1, len(text) + 1):
        left, words, cut = best[end - 1]
        choices = [(left + 1, words, (*cut, text[end - 1]))]
        for start in range(max(0, end - longest), end):
            word = text[start:end]
            if word in known and (end - start > 1 or word in _ALONE):
                left, words, cut = best[start]
                choices.append((left, words + 1, (*cut, word)))
        best.append(min(choices, key=_leftover))
    return best[-1][2]


def _leftover(choice: tuple[int, int, tuple[str, ...]]) -> tuple[int, int]:
    return choice[0], choice[1]


def _pinyin(han: str) -> str:
    """Write a proper name as one word, in pinyin without tones."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (as above)

    return "".join(lazy_pinyin(han)) if han else ""
