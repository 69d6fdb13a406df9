"""Numbers that decide: exact, with their unit in the name, never a float.

A quantity travels in JSON as a decimal number or as a string of digits, and is a ``Decimal`` here.
"""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta

Limit = Annotated[int, Meta(ge=1, le=1000)]
"""How many rows an answer has at most."""

Count = Annotated[int, Meta(ge=1, le=10**12)]
"""How many, at least one."""


def plain(value: Decimal) -> str:
    """Return a number as a person writes it: no exponent, no trailing zeros.

    >>> plain(Decimal("15832.000")), plain(Decimal("4E+3"))
    ('15832', '4000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
