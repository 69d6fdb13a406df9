"""How numbers of any size are added and multiplied, so that nothing of them is ever rounded."""

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Final

from comptrol.kernel.quantity import plain

_EXACT: Final = Context(prec=100, traps=[Inexact, InvalidOperation])
"""Operations have 40 digits at most, a factor 12 behind the point: a hundred are never full."""


def total(numbers: Iterable[Decimal]) -> Decimal:
    """Return a sum, exact: the plain sum of decimals would round from 28 digits on.

    >>> total([Decimal(10) ** 30, Decimal("0.5")])
    Decimal('1000000000000000000000000000000.5')
    """
    found = Decimal(0)
    for number in numbers:
        found = _EXACT.add(found, number)
    return found


def exactly(many: int, each: Decimal) -> Decimal:
    """Return so many times a number, exact.

    >>> exactly(3, Decimal("0.1"))
    Decimal('0.3')
    """
    return _EXACT.multiply(Decimal(many), each)


def shown(number: Decimal | int) -> str:
    """Return a number as a person writes it."""
    return str(number) if isinstance(number, int) else plain(number)
