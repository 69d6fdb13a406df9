"""Is a rental so small that operator policy does not look at it?"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from comptrol.domains.law.formulas.facts import Stance
from comptrol.domains.law.formulas.request import AccessRequest


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """How much is asked of one quantity, against the most of it that is small use."""

    unit: str
    asked: Decimal | None
    """Nothing: the request does not say how much."""
    most: int
    together: bool
    """What the affiliates of the customer have ordered is counted in."""

    @property
    def within(self) -> bool:
        """Tell whether it is small use; exactly the most is, and what is not known never is."""
        return self.asked is not None and self.asked <= self.most

    @property
    def words(self) -> str:
        """Return the two numbers, and what they count."""
        asked = "an unknown number of" if self.asked is None else f"{self.asked.normalize():f}"
        whose = "affiliates counted in" if self.together else "this order alone"
        return f"{asked} {self.unit} ({whose}), at most {self.most}"

    @property
    def limit(self) -> str:
        """Return the limit that was passed. How far is in what was judged, beside the answer."""
        return f"not within {self.most} {self.unit}"


def compared(request: AccessRequest, stance: Stance) -> tuple[Measured, ...]:
    """Return the rate and the total of a rental, each where a limit of it was adopted.

    Both are those of the customer with its affiliates. Where those are not given, as for a
    question that nobody orders by, the request is all that there is.
    """
    own = Decimal(request.item.quantity)
    together = None if request.group_chips is None else Decimal(request.group_chips)
    quantities = (
        ("chips at once", stance.small_use_chips, together, own),
        (
            "chip-hours",
            stance.small_use_chip_hours,
            request.group_chip_hours,
            request.chip_hours,
        ),
    )
    return tuple(
        Measured(
            unit=unit,
            asked=alone if group is None else group,
            most=most,
            together=group is not None,
        )
        for unit, most, group, alone in quantities
        if most is not None
    )


def is_small(found: Sequence[Measured]) -> bool:
    """Tell whether all that was adopted is kept; where nothing was, no rental is small."""
    return bool(found) and all(it.within for it in found)


def exempt(found: Sequence[Measured]) -> str:
    """Return what is said of a rental that is small."""
    said = "; ".join(it.words for it in found)
    return f"Small use: {said}. Operator policy does not look at it."
