"""Numbers that decide: exact, with their unit in the name, never a float.

A quantity travels in JSON as a decimal number or as a string of digits, and is a ``Decimal`` here.
"""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta

NUMBER_BELOW = Decimal(10**12)
DECIMALS_MAX = 12
"""Numbers of so many digits multiply by a bit length without rounding in 28 digits."""


def is_measure(number: Decimal | int) -> bool:
    """Tell whether a number can be a measure: above zero, and of a sensible length.

    >>> [is_measure(Decimal(text)) for text in ("660.6", "0", "-1", "NaN", "1e-9999", "1e12")]
    [True, False, False, False, False, False]
    """
    given = Decimal(number)
    if not given.is_finite() or not 0 < given < NUMBER_BELOW:
        return False
    exponent = given.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX


def is_amount(number: Decimal) -> bool:
    """Tell whether a number can be an amount: a measure, or nothing at all, written shortly.

    >>> [is_amount(Decimal(text)) for text in ("0", "12.5", "-1", "sNaN", "0e-2000", "1e-2000")]
    [True, True, False, False, False, False]
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DECIMALS_MAX:
        return False
    return number.is_zero() or is_measure(number)


Limit = Annotated[int, Meta(ge=1, le=1000)]
"""How many rows an answer has at most."""

Count = Annotated[int, Meta(ge=1, le=10**12)]
"""How many, at least one."""


Position = Annotated[int, Meta(ge=0, le=2**62)]
"""A place in a log."""

OPERATIONS_BELOW = Decimal(10**40)

Operations = Annotated[Decimal, Meta(description="Operations of training, a whole number.")]


def are_operations(number: Decimal) -> bool:
    """Tell whether a number can be operations of training: whole, above zero, below 10^40.

    >>> [are_operations(Decimal(text)) for text in ("1e26", "0", "2.5", "1e40", "NaN")]
    [True, False, False, False, False]
    """
    if not number.is_finite() or not 0 < number < OPERATIONS_BELOW:
        return False
    return number == number.to_integral_value()


def is_limit(number: Decimal) -> bool:
    """Tell whether a number can be a limit of law: above zero, and of a sensible length.

    >>> [is_limit(Decimal(text)) for text in ("5.92", "1e26", "0", "-5", "Infinity", "1e-99")]
    [True, True, False, False, False, False]
    """
    if not number.is_finite() or not 0 < number < OPERATIONS_BELOW:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX


def plain(value: Decimal) -> str:
    """Return a number as a person writes it: no exponent, no trailing zeros.

    >>> plain(Decimal("15832.000")), plain(Decimal("4E+3"))
    ('15832', '4000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
