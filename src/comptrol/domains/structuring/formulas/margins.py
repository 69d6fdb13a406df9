"""How near is a chip to another class, and by whose number?

A class is worked out anew from the specification, and then once more as if one thing were
different: if its numbers were a little higher, if its TPP were the one that somebody printed, if
it were meant for datacenters. Where the class would be graver, it hangs on that thing. Nothing is
wrong with a part that was built to stay below a line; somebody should know that it was.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Final

from msgspec.structs import replace

from comptrol.domains.chips import Specification
from comptrol.domains.law import Classification

_WHOLE: Final = 10_000
_GRAVITY: Final = {"none": 0, "3A090.b": 1, "3A090.a": 2, "3A090": 2}


class Hinge(Enum):
    """What the class of a part hangs on."""

    MARGIN = "margin"
    """Its numbers are a little below a line."""
    PRINTED = "printed"
    """The TPP that somebody printed is above a line, and the one from its rates is below."""
    MARKET = "market"
    """It is said not to be for datacenters."""


def hinges(
    chip: Specification,
    printed: Decimal | None,
    within_bp: int,
    classed: Callable[[Specification], Classification],
) -> list[tuple[Hinge, Classification]]:
    """Return what the class of a part hangs on, and which class it would be otherwise.

    ``printed`` is the TPP that somebody printed, where that is known. A part whose class is open
    stands before a person anyway, and hangs on nothing.
    """
    now = _gravity(classed(chip))
    if now is None:
        return []
    others = [(Hinge.MARGIN, raised(chip, within_bp))]
    if printed is not None:
        others.append((Hinge.PRINTED, replace(chip, rates=(), tpp_stated=printed)))
    if chip.datacenter is False:
        others.append((Hinge.MARKET, replace(chip, datacenter=True)))
    found = [(hinge, classed(other)) for hinge, other in others]
    return [(hinge, it) for hinge, it in found if (_gravity(it) or 0) > now]


def raised(chip: Specification, by_bp: int) -> Specification:
    """Return a chip whose every rate is higher by so many hundredths of a percent.

    With them rise its TPP and its performance density, and nothing else.
    """
    rates = tuple(
        replace(it, dense_tera_ops=it.dense_tera_ops * (_WHOLE + by_bp) / _WHOLE)
        for it in chip.rates
    )
    return replace(chip, rates=rates)


def _gravity(found: Classification) -> int | None:
    return _GRAVITY.get(found.item_class)
