"""What may stand in a log? Nothing that looks like a key, a password, a token or a cookie.

This is the last line of defence, not the first: no body, header, query or address is logged at
all. It goes by looks, so it also takes digests: a key of 32 bytes looks the same.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

GONE: Final = "[redacted]"
LETTERS_MAX: Final = 8_000
"""Of one text: the rest of a longer one is left out."""
REMEMBERED_LETTERS_MAX: Final = 200
"""What is said again and again, a request of some route, is looked through once."""

# Each takes a time that grows with the square of a text at most: what repeats begins at a word
# of its own, or gives nothing back (``*+``). No text can make the log stand still.
_WORDS: Final = (
    r"pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key"
    r"|credentials?|authori[sz]ation|cookie|session[_-]?id|code[_-]?verifier"
)
_NAMED: Final = re.compile(
    rf"(?i)(?P<name>(?:{_WORDS})[\w-]*+)(?P<between>[\"']?\s*+[=:]\s*+)"
    r"(?P<value>\"(?:[^\"\\]|\\.)*+(?:\"|\Z)|'(?:[^'\\]|\\.)*+(?:'|\Z)"
    r"|(?:(?:bearer|basic|digest)\s+)?[^\s,;&\"']+)"
)
_LINE: Final = re.compile(
    r"(?im)(?P<name>\b(?:proxy-)?authorization|\bset-cookie|\bcookie)(?P<between>[\"']?\s*[=:]\s*)"
    r"[^\r\n]+"
)
_SCHEME: Final = re.compile(r"(?i)\b(bearer|basic|digest|negotiate)\s+[\w+/=.~-]{6,}")
_USER: Final = re.compile(r"(?P<scheme>://)\S*@")
_QUERY: Final = re.compile(r"(?<=[\w/:.\]-]{2})\?[^\s\"'<>]*=[^\s\"'<>]*")
_PEM: Final = re.compile(r"-----BEGIN [^-]+-----.*?(?:-----END [^-]+-----|\Z)", re.DOTALL)
_NOTE_KEY: Final = re.compile(r"PRIVATE\+KEY\+\S+")
_JWT: Final = re.compile(r"\beyJ[\w-]++(?:\.[\w-]*)+")
_HEX: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{32,}(?![0-9A-Fa-f])")
_RUN: Final = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
_RANDOM_MIN: Final = 16
"""So many letters with capitals, small ones and figures in one piece are no word of ours."""


def redacted(text: str) -> str:
    """Return text without what looks secret.

    >>> redacted("postgresql://comptrol:pw@db/comptrol cannot be reached")
    'postgresql://[redacted]@db/comptrol cannot be reached'
    >>> redacted("password=hunter2, port=80"), redacted("Authorization: Basic dTpw")
    ('password=[redacted], port=80', 'Authorization: [redacted]')
    >>> redacted("GET /parties/{party} 200"), redacted("adapters/store_sqlite/engine.py, line 66")
    ('GET /parties/{party} 200', 'adapters/store_sqlite/engine.py, line 66')
    """
    if len(text) > REMEMBERED_LETTERS_MAX:
        return _redacted(text)
    return _remembered(text)


def _redacted(text: str) -> str:
    if len(text) > LETTERS_MAX:
        text = text[:LETTERS_MAX] + f"… ({len(text) - LETTERS_MAX} letters left out)"
    text = _PEM.sub(GONE, text)
    text = _NOTE_KEY.sub(GONE, text)
    text = _USER.sub(rf"\g<scheme>{GONE}@", text)
    text = _QUERY.sub(rf"?{GONE}", text)
    text = _LINE.sub(rf"\g<name>\g<between>{GONE}", text)
    text = _NAMED.sub(rf"\g<name>\g<between>{GONE}", text)
    text = _SCHEME.sub(rf"\1 {GONE}", text)
    text = _JWT.sub(GONE, text)
    text = _HEX.sub(GONE, text)
    return _RUN.sub(_unless_words, text)


_remembered = lru_cache(maxsize=4_096)(_redacted)


@lru_cache(maxsize=1_024)
def _is_secret(name: str) -> bool:
    return re.search(rf"(?i){_WORDS}", name) is not None


def redacted_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return named fields without what looks secret, or is called so; numbers stay."""
    return {name: _redacted_field(name, value) for name, value in fields.items()}


def _redacted_field(name: str, value: Any) -> Any:  # noqa: ANN401  (a field is anything)
    if _is_secret(name):
        return GONE
    if value is None or isinstance(value, bool | int | float):
        return value
    return redacted(str(value))


def _unless_words(found: re.Match[str]) -> str:
    """Return a run of letters unless it looks random, as keys in base64 do; a path does not."""
    run = found[0]
    whole = (run,) if "/" not in run or "+" in run or run.endswith("=") else ()
    return GONE if any(map(_looks_random, (*whole, *re.split(r"[/_-]", run)))) else run


def _looks_random(piece: str) -> bool:
    if len(piece) < _RANDOM_MIN:
        return False
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(sum(map(kind, piece)) > 1 for kind in kinds)
