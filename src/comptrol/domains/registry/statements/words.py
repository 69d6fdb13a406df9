"""The words that statements about chips and sites are made of."""

from decimal import Decimal
from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import END, NAME

SiteId = NewType("SiteId", Annotated[str, Meta(pattern=NAME)])
LotId = NewType("LotId", Annotated[str, Meta(pattern=NAME)])
ShipmentId = NewType("ShipmentId", Annotated[str, Meta(pattern=NAME)])
LinkId = NewType("LinkId", Annotated[str, Meta(pattern=NAME)])
ReviewId = NewType("ReviewId", Annotated[str, Meta(pattern=NAME)])

_SERIAL = r"[A-Za-z0-9._-]{1,51}" + END

Serial = NewType("Serial", Annotated[str, Meta(pattern="^" + _SERIAL)])
"""What the maker printed on a chip."""

ChipId = NewType("ChipId", Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}/" + _SERIAL)])
"""The maker's name in the log, a slash, and the serial that the maker gave the chip.

A serial is unique with its maker only: two makers may both print 000001.
"""

Text = Annotated[str, Meta(min_length=1, max_length=400)]
Chips = Annotated[tuple[ChipId, ...], Meta(min_length=1, max_length=300)]
"""Chips by name: as many as an envelope of 16 KiB has room for."""


class Confidence(Enum):
    """How sure the source of an estimate is of a name, in the words of the source."""

    CONFIDENT = "confident"
    LIKELY = "likely"
    SPECULATIVE = "speculative"
    UNSTATED = "unstated"


class Attribution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is thought to own or use a site, and how surely."""

    name: Text
    confidence: Confidence


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A circle on the globe (WGS 84, degrees) in which all of a site stands."""

    lat: Decimal
    lon: Decimal
    radius_km: Decimal


class SerialRange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Serials that share a prefix and count up: ``prefix``, then a number of ``digits`` digits.

    The number is all of the digits at the end, twelve at most: so a prefix ends in a digit only
    before twelve digits, and a printed serial can be written in one way only.
    """

    prefix: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{0,39}" + END)]
    first: Annotated[int, Meta(ge=0, le=10**12)]
    last: Annotated[int, Meta(ge=0, le=10**12)]
    digits: Annotated[int, Meta(ge=1, le=12)]

    @property
    def chips(self) -> int:
        """Return how many serials the range has."""
        return self.last - self.first + 1


class Means(Enum):
    """How it is known that a chip was there."""

    ATTESTED = "attested"
    """By evidence signed with the chip's own key: that it works, never where."""
    LOCATED = "located"
    """By delays of replies signed with the chip's own key."""
    INSPECTED = "inspected"
    """By a person who saw it."""
    COUNTED = "counted"
    """In a stocktaking."""
