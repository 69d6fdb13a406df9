"""What of a printed name is the name? Stray characters go, and what was glued to it comes off."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from comptrol.kernel.errors import UnreadableError

LETTERS_MAX: Final = 20_000
"""Several times the longest address of the Entity List. Patterns are tried on no longer text."""

_JOINERS: Final = "\u200c\u200d"
"""They part letters in Arabic, Persian and the scripts of India, and mean nothing elsewhere."""
_WANTS_JOINERS: Final = re.compile(r"[\u0600-\u08ff\u0900-\u0dff]")
_EAST_ASIAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_BRACKETED: Final = re.compile(
    r"\s*[(\uff08]([^()\uff08\uff09]*(?:\([^()]*\)[^()]*)*)[)\uff09]\s*$"
)
_BEHIND: Final = re.compile(
    rf"\A(?P<latin>[\x20-\x7e]*[A-Za-z]{{3}}[.)]?) (?P<native>{_EAST_ASIAN.pattern}.*)\Z"
)
_KNOWN_AS: Final = r"[afn]\.\s?k\.\s?a\b\.?,?"
_IN_BRACKETS: Final = re.compile(
    rf"\s*\(\s*{_KNOWN_AS}\s*(?P<other>(?:[^()]|\([^()]*\))*)(?:\)|$)", re.IGNORECASE
)
_AFTER_COMMA: Final = re.compile(rf"(?<![;,\s])[\s,]+{_KNOWN_AS}\s*", re.IGNORECASE)
_AFFILIATED: Final = re.compile(r"\A.*\.\s*Affiliated Entity:\s*(?=\w)")
_SUBORDINATE: Final = re.compile(r"\A.*\bsubordinate institution:\s*(?=\w)")
_FOLLOWING: Final = re.compile(r"the following \w+ alias(?:es)?:?", re.IGNORECASE)


def cleaned(text: str) -> str:
    r"""Return a text on one line, without characters that nobody sees.

    >>> cleaned("\u200cHigh Point\u00a0 Aerotechnologies\n")
    'High Point Aerotechnologies'
    """
    if len(text) > LETTERS_MAX:
        raise UnreadableError(f"a field of {len(text):,} letters; {LETTERS_MAX:,} are the most")
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    keep = _JOINERS if _WANTS_JOINERS.search(text) else ""
    seen = (
        letter if letter in keep else _unseen(letter)
        for letter in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(seen).strip(_JOINERS).split())


def name_in(text: str | None) -> str:
    """Return a cleaned name, or say that there is none."""
    name = cleaned(text or "")
    if not any(letter.isalnum() for letter in name):
        raise UnreadableError("name: there is none")
    return name


def names_in(texts: Iterable[str], besides: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the cleaned names of a list, each once, without those that stand elsewhere."""
    known = set(besides)
    named = (cleaned(text) for text in texts)
    return tuple(
        dict.fromkeys(name for name in named if name not in known and any(map(str.isalnum, name)))
    )


def parted(printed: str) -> tuple[str, tuple[str, ...]]:
    """Part a name from other names that are glued to it with a.k.a., f.k.a. or n.k.a.

    >>> parted("Gazprom, OAO (a.k.a. Open Joint Stock Company Gazprom")
    ('Gazprom, OAO', ('Open Joint Stock Company Gazprom',))
    >>> parted("Cory (a.k.a Jason Cory Wilson) Wilson")
    ('Cory Wilson', ('Jason Cory Wilson',))
    >>> parted("Yichang Institute a.k.a. Yichang Technology")
    ('Yichang Institute', ('Yichang Technology',))
    """
    others = [found["other"] for found in _IN_BRACKETS.finditer(printed)]
    name, *more = _AFTER_COMMA.split(_IN_BRACKETS.sub("", printed))
    aliases = names_in(_FOLLOWING.sub("", other).strip(' ,;:“”"') for other in (*others, *more))
    return cleaned(name).rstrip(" ,;:(") or printed, aliases


def party_in(printed: str) -> tuple[str, tuple[str, ...]]:
    """Return whom a listing of the Entity List names, and its other names.

    >>> party_in("Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: HMN Tech")
    ('HMN Tech', ())
    >>> party_in("CETC 13 subordinate institution: Envoltek")
    ('Envoltek', ('CETC 13 subordinate institution: Envoltek',))
    """
    name, others = parted(_AFFILIATED.sub("", printed))
    shorter = _SUBORDINATE.sub("", name)
    return shorter, others if shorter == name else (*others, name)


def without_native(printed: str) -> tuple[str, tuple[str, ...]]:
    """Part a name from its spelling in East Asian script: in brackets, at the end, or alone.

    >>> without_native("Kim Chaek Iron Works (金策製鉄所)")
    ('Kim Chaek Iron Works', ('金策製鉄所',))
    >>> without_native("朝鮮平原貿易会社")
    ('', ('朝鮮平原貿易会社',))
    """
    if not _EAST_ASIAN.search(printed):
        return printed, ()
    bracket = _BRACKETED.search(printed)
    if bracket and _EAST_ASIAN.search(bracket[1]):
        rest, native = printed[: bracket.start()], bracket[1]
        rest, more = without_native(rest)
        return rest.strip(), (*more, cleaned(native))
    if behind := _BEHIND.match(printed):
        return behind["latin"], (behind["native"],)
    return "", (printed,)


def east_asian(text: str) -> bool:
    """Tell whether a text has Chinese, Japanese or Korean letters."""
    return _EAST_ASIAN.search(text) is not None


def _unseen(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter).startswith("C") else letter
