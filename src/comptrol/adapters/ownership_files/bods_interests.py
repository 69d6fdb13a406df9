"""What does an interest of the Beneficial Ownership Data Standard say of shares and control?

https://standard.openownership.org/en/0.4.0/ (schema: relationship record, interest, share).
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

import msgspec

from comptrol.domains.parties import HALF_BP

Bounds = tuple[int, int]

_WHOLE: Final = 100
UNKNOWN: Final[Bounds] = (0, 10_000)
SHARES: Final = "shareholding"
VOTES: Final = "votingRights"
CONTROL: Final = frozenset(
    {
        "appointmentOfBoard",
        "controlByLegalFramework",
        "controlViaCompanyRulesOrArticles",
        "nominator",
        "otherInfluenceOrControl",
        "trustee",
    }
)
"""Interests by which somebody decides: control is asserted, and says nothing of a share."""
OFFICE: Final = frozenset(
    {"boardMember", "boardChair", "seniorManagingOfficial", "nominee", "protector"}
)
"""Interests of somebody who serves, or holds for another: neither a share nor control."""


class Percentages(msgspec.Struct, frozen=True, kw_only=True):
    """A share in percent: exactly, or between bounds that may or may not be reached."""

    exact: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    exclusive_minimum: Decimal | None = msgspec.field(name="exclusiveMinimum", default=None)
    exclusive_maximum: Decimal | None = msgspec.field(name="exclusiveMaximum", default=None)

    def __post_init__(self) -> None:
        """Refuse bounds between which there is no share."""
        for percent in msgspec.structs.astuple(self):
            if percent is not None and not (percent.is_finite() and 0 <= percent <= _WHOLE):
                raise ValueError(f"a share of {percent} percent")
        low, high = self.bounds()
        if low > high:
            raise ValueError(f"a share of at least {low} and at most {high} basis points")

    def bounds(self) -> Bounds:
        """Return whole basis points that the share lies between, as narrow as they can be.

        >>> Percentages(minimum=Decimal(25), exclusive_maximum=Decimal(50)).bounds()
        (2500, 4999)
        >>> Percentages(exact=Decimal("33.333")).bounds()
        (3333, 3334)
        """
        if self.exact is not None:
            return _down(self.exact), _up(self.exact)
        low, high = UNKNOWN
        if self.minimum is not None:
            low = _down(self.minimum)
        if self.exclusive_minimum is not None:
            low = max(low, _down(self.exclusive_minimum) + _is_whole(self.exclusive_minimum))
        if self.maximum is not None:
            high = _up(self.maximum)
        if self.exclusive_maximum is not None:
            high = min(high, _up(self.exclusive_maximum) - _is_whole(self.exclusive_maximum))
        return low, high


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """One interest, as far as it is read: what kind, how much, directly or not, and when."""

    type: str = ""
    direct_or_indirect: str = msgspec.field(name="directOrIndirect", default="unknown")
    share: Percentages | None = None
    start: str = msgspec.field(name="startDate", default="")
    end: str = msgspec.field(name="endDate", default="")

    def bounds(self) -> Bounds:
        """Return between which basis points a direct share lies; nothing is known of others."""
        known = self.direct_or_indirect == "direct" and self.share is not None
        return self.share.bounds() if known and self.share is not None else UNKNOWN

    def controls(self) -> bool:
        """Tell whether the interest asserts control: by its kind, or by most of the votes."""
        votes = self.type == VOTES and self.direct_or_indirect == "direct"
        return self.type in CONTROL or (votes and self.bounds()[0] > HALF_BP)


def _is_whole(percent: Decimal) -> bool:
    """Tell whether a bound is one of the bands of a register ("more than 25 percent").

    Those begin and end at the next hundredth. Any other bound is kept on the safe side.
    """
    return percent == percent.to_integral_value()


def _down(percent: Decimal) -> int:
    return int((percent * 100).to_integral_value(ROUND_FLOOR))


def _up(percent: Decimal) -> int:
    return int((percent * 100).to_integral_value(ROUND_CEILING))
