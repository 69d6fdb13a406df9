"""What was wrong with what was read, in words for a person: no pattern and no type's name."""

import re
from typing import Final

from comptrol.kernel.identifiers import COUNTRY, EMAIL, END, HEX_32, NAME, TELEPHONE

_SHAPES: Final = {
    NAME: "a name of lower-case letters, digits, dots, dashes and underscores, 63 at most, that "
    "begins with a letter or a digit",
    COUNTRY: "a country's code of two capital letters, such as US",
    HEX_32: "64 digits of 0 to 9 and a to f",
    EMAIL: "an email address",
    TELEPHONE: "a telephone number with its country's code, such as +4930123456",
    r"\S": "some words",
}
_TYPES: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "words",
    "bool": "yes or no",
    "array": "a list, [...]",
    "object": "named values, {...}",
}
_PATTERN: Final = re.compile(r"[Ee]xpected `str` matching regex '(.*?)'(?= - at |$)")
_LENGTH: Final = re.compile(r"[Ee]xpected `str` of length (>=|<=) ([0-9]+)")
_BOUND: Final = re.compile(r"[Ee]xpected `(?:int|float)` (>=|<=|>|<) (-?[0-9.]+)")
_TYPE: Final = re.compile(r"[Ee]xpected `(\w+)(?: \| null)?`, got `\w+`")
_TIMES: Final = (
    (
        "Invalid RFC3339 encoded datetime",
        "expected a day and a time, such as 2026-11-02T12:00:00Z",
    ),
    ("Invalid RFC3339 encoded date", "expected a day, such as 2026-11-02"),
)
_FOLDERS: Final = re.compile(
    r"(?<![\w:/.-])/(?:[^\s/:]+/)+|(?<![\w:/.-])(?:[^\s/:]+/)+(?=[\w-]+\.db\b)"
)
"""The folders before the name of a file: any that begin at the root, and those of a database."""
_BOUNDS: Final = {
    ">=": "at least {}",
    "<=": "at most {}",
    ">": "more than {}",
    "<": "less than {}",
}


def plainly(error: str) -> str:
    r"""Return an error of reading as a person is told it; what is plain already stays as it is.

    >>> plainly(r"Expected `str` matching regex '^[A-Z]{2}$(?!\\n)' - at `$.country`")
    "expected a country's code of two capital letters, such as US - at `$.country`"
    >>> plainly("Expected `str` of length >= 10 - at `$.reason`")
    'expected at least 10 characters - at `$.reason`'
    >>> plainly("Expected `int`, got `str` - at `$.chips`")
    'expected a whole number - at `$.chips`'
    """
    told = _PATTERN.sub(lambda found: f"expected {_shape(found[1])}", error)
    told = _LENGTH.sub(
        lambda it: f"expected {_BOUNDS[it[1]].format(it[2])} {_letters(it[2])}", told
    )
    told = _BOUND.sub(lambda it: f"expected {_BOUNDS[it[1]].format(it[2])}", told)
    told = _TYPE.sub(lambda it: f"expected {_TYPES.get(it[1], it[1])}", told)
    for invalid, said in _TIMES:
        told = told.replace(invalid, said)
    return told


def without_folders(error: str) -> str:
    """Return an error as somebody far away is told it: where our files lie is in our log.

    >>> without_folders("/var/lib/comptrol/comptrol.db cannot be written: disk full")
    'comptrol.db cannot be written: disk full'
    >>> without_folders("data/comptrol.db fails"), without_folders("ask https://log.example/a/b")
    ('comptrol.db fails', 'ask https://log.example/a/b')
    """
    return _FOLDERS.sub("", error)


def _shape(written: str) -> str:
    """Return what a pattern, as an error writes it, asks for; a rare one stands for itself."""
    pattern = written.replace("\\\\", "\\")
    return _SHAPES.get(pattern) or f"it written as {pattern.removesuffix(END)}"


def _letters(count: str) -> str:
    return "character" if count == "1" else "characters"
