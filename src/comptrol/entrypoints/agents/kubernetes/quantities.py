"""How many chips does a quantity of Kubernetes ask for?

The grammar is that of ``resource.Quantity`` (apimachinery, pkg/api/resource/quantity.go): a signed
decimal number, then nothing, a decimal or binary suffix, or an exponent.
"""

import re
from fractions import Fraction
from typing import Final, TypeAlias

from comptrol.kernel.errors import UnreadableError

Quantity: TypeAlias = str | int | float
"""As it stands in JSON: the API server writes text, a custom resource keeps what was typed."""

CHARACTERS_MAX: Final = 64
UNITS_MAX: Final = 10**12
_NUMBER: Final = re.compile(
    r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?:[eE]([+-]?[0-9]{1,3})|([KMGTPE]i|[numkMGTPE])?)\Z",
    re.ASCII,
)
_SUFFIXES: Final = {
    **{name: Fraction(1, 1000**power) for power, name in enumerate(("m", "u", "n"), 1)},
    **{name: Fraction(1000**power) for power, name in enumerate("kMGTPE", 1)},
    **{f"{name}i": Fraction(1024**power) for power, name in enumerate("KMGTPE", 1)},
}


def units(asked: Quantity) -> int:
    """Return a quantity of something that cannot be divided, or raise UnreadableError.

    >>> [units(asked) for asked in (8, "8", "1e3", "1k", "2000m", "+4", "1Ki", "0")]
    [8, 8, 1000, 1000, 2, 4, 1024, 0]
    """
    if isinstance(asked, float) or (isinstance(asked, str) and len(asked) > CHARACTERS_MAX):
        raise UnreadableError(f"{str(asked)[:20]} is no quantity: a whole number is expected")
    found = _NUMBER.match(str(asked))
    if found is None:
        raise UnreadableError(f"{asked!r} is no quantity: a number such as 8 is expected")
    number, exponent, suffix = found.groups()
    value = Fraction(number) * (
        _SUFFIXES[suffix] if suffix else Fraction(10) ** int(exponent or 0)
    )
    if value.denominator != 1 or not 0 <= value <= UNITS_MAX:
        raise UnreadableError(f"{asked!r} is no number of chips: a whole number from 0 is")
    return int(value)
