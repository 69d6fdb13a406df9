"""Does a national account of chips close: opening and all flows are the closing stock?

    opening + production + imports - exports - retirement + revaluation = closing

For recorded flows it closes exactly, per country and model, in chips and in H100 equivalents: what
does not is a mistake of ours, and cannot be built.
"""

from decimal import Decimal
from typing import Final

import msgspec

NONE: Final = Decimal(0)


class AccountLine(msgspec.Struct, frozen=True, kw_only=True):
    """One country and one model over a period, in one unit; what does not close is refused.

    ``revaluation`` is what the opening stock changed by because a model counts for another number
    of H100s in the factor set of the end; either sign. Chips are never revalued.
    """

    opening: Decimal
    production: Decimal
    imports: Decimal
    exports: Decimal
    retirement: Decimal
    revaluation: Decimal = NONE
    closing: Decimal

    def __post_init__(self) -> None:
        """Refuse a line that does not close."""
        if self.closing != self.comes_to:
            raise ValueError(f"the flows come to {self.comes_to}, and the end is {self.closing}")

    @property
    def comes_to(self) -> Decimal:
        """Return what the opening stock and the flows come to."""
        came = self.opening + self.production + self.imports
        return came - self.exports - self.retirement + self.revaluation

    def __add__(self, other: "AccountLine") -> "AccountLine":
        """Return two lines together: other countries or other models, the same period and unit."""
        fields = self.__struct_fields__
        return AccountLine(**{it: getattr(self, it) + getattr(other, it) for it in fields})

    def valued(self, before: Decimal, after: Decimal) -> "AccountLine":
        """Return a line of chips in H100 equivalents: what one counts for before, and after.

        Flows count as at the end. So a change of factor is told once, of the opening stock.

        >>> chips = AccountLine(opening=Decimal(10), production=Decimal(2), imports=NONE,
        ...     exports=Decimal(4), retirement=NONE, closing=Decimal(8))
        >>> chips.valued(Decimal(1), Decimal(2)).revaluation
        Decimal('10')
        """
        assert not self.revaluation, "chips are never revalued"
        return AccountLine(
            opening=self.opening * before,
            production=self.production * after,
            imports=self.imports * after,
            exports=self.exports * after,
            retirement=self.retirement * after,
            revaluation=self.opening * (after - before),
            closing=self.closing * after,
        )
