"""On which axis is compute counted: where it stands, whose it is, who made it, who can use it?

One chip is on all four at once, so a sum over two axes counts it twice. Each axis has amounts of a
class of its own: no operation takes two of them, and a type checker says so before anything runs.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

import msgspec

from comptrol.domains.accounts.formulas.estimates import Estimate, together
from comptrol.domains.accounts.statements import Axis


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """Compute in H100 equivalents on one axis. Only amounts of the same axis come together."""

    AXIS: ClassVar[Axis]

    h100e: Estimate

    def __add__(self, other: Self) -> Self:
        """Return both; what belongs to another axis is no amount here."""
        if type(other) is not type(self):
            return NotImplemented
        return msgspec.structs.replace(self, h100e=self.h100e + other.h100e)


class Located(Amount, frozen=True, kw_only=True):
    """What stands in a territory."""

    AXIS: ClassVar[Axis] = Axis.TERRITORY


class Owned(Amount, frozen=True, kw_only=True):
    """What belongs to providers of a nationality."""

    AXIS: ClassVar[Axis] = Axis.PROVIDER


class Designed(Amount, frozen=True, kw_only=True):
    """What was designed by vendors of a nationality."""

    AXIS: ClassVar[Axis] = Axis.VENDOR


class Accessible(Amount, frozen=True, kw_only=True):
    """What parties of a nationality can use, wherever it stands and whosever it is."""

    AXIS: ClassVar[Axis] = Axis.ACCESS


A = TypeVar("A", Located, Owned, Designed, Accessible)
"""One axis: this stands for exactly one of the classes, never for what they have in common."""

BY_AXIS: dict[Axis, type[Amount]] = {it.AXIS: it for it in (Located, Owned, Designed, Accessible)}


def total(kind: type[A], amounts: Iterable[A]) -> A:
    """Return amounts of one axis together; one of another is a mistake of ours.

    >>> total(Located, [])
    Located(h100e=Estimate(low=Decimal('0'), middle=Decimal('0'), high=Decimal('0'), \
grade=<Grade.EXACT: 'exact'>, level=Decimal('1'), middles=Decimal('0')))
    """
    found: list[Any] = list(amounts)
    if any(type(it) is not kind for it in found):
        raise TypeError(f"amounts of another axis than {kind.AXIS.value}")
    return kind(h100e=together(it.h100e for it in found))
