"""The words that caps are made of: whom one binds, what it counts, and over which time."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Final, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME

CapId = NewType("CapId", Annotated[str, Meta(pattern=NAME)])
HoldId = NewType("HoldId", Annotated[str, Meta(pattern=NAME)])
"""The name of a hold: the name of the order that it is for."""
Sentence = Annotated[str, Meta(min_length=1, max_length=400)]
Percent = Annotated[int, Meta(ge=1, le=100)]
AMOUNT_MAX: Final = 10**15
"""Chip-seconds: thirty million chips for a year."""
TAKES_MAX: Final = 100
"""So many caps bind one order, and no more: each has to be named in what it holds."""
NOTICES_MAX: Final = 5
ROLLING_DAYS_MAX: Final = 366


class Unit(Enum):
    """What a cap counts. A posting never mixes units."""

    CHIPS = "chips"
    """Chips at once: a rate."""
    CHIP_SECONDS = "chip-seconds"
    """Chip time in all, whole seconds: a total."""
    FLOP = "flop"
    """Operations in all: held at the most that the chips can do, settled as a range."""
    H100E = "h100e"
    """Chips at once, each as so many H100 as a named set of factors says."""
    MEMORY_GB = "memory-gb"
    """Memory of the chips at once, gigabytes of 10^9 bytes as they are marketed."""


EXACT: Final = frozenset({Unit.FLOP, Unit.H100E, Unit.MEMORY_GB})
"""What is counted in exact numbers of any size, and not in whole ones that fit a column."""
TOTALS: Final = frozenset({Unit.CHIP_SECONDS, Unit.FLOP})
"""What is used up. The others are at once, and free again."""


class Bearer(Enum):
    """Whom or what a cap binds."""

    PARTY = "party"
    """A customer, whoever uses the compute in the end, and all whose ultimate parent it is."""
    PROVIDER = "provider"
    """Whoever hands the compute out."""
    COUNTRY = "country"
    """Chips that stand in a country."""
    WORLD = "world"
    """Everything that passes the gate."""
    CLUSTER = "cluster"
    """Chips that stand at one site of the registry."""
    RUN = "run"
    """A training run, and all runs that descend from it."""
    PROGRAMME = "programme"
    """All orders that name one programme."""


class Every(Enum):
    """A stretch of the calendar, in UTC, after which a cap begins anew."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    """Of the calendar year."""
    YEAR = "year"


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Over which time a cap counts: each stretch of the calendar, or the last so many days."""

    every: Every | None = None
    days: Annotated[int, Meta(ge=1, le=ROLLING_DAYS_MAX)] | None = None
    """The last days, rolling: what was used counts by the hour, until it is so many days ago."""

    def __post_init__(self) -> None:
        """Refuse a window of both kinds, or of none."""
        if (self.every is None) == (self.days is None):
            raise ValueError("expected a window of either every or days")


class Basis(Enum):
    """Which figure of what was used counts against a ceiling in operations."""

    THEORETICAL = "theoretical"
    """Chip time at the highest dense peak: nobody has to be believed."""
    EMPIRICAL_HIGH = "empirical_high"
    """The upper end of what was measured."""
    EMPIRICAL_LOW = "empirical_low"
    """The lower end of what was measured: beyond a ceiling for certain."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of time, from a moment to another that is no longer in it."""

    since: datetime
    until: datetime

    @property
    def seconds(self) -> int:
        """Return how long it is, in whole seconds."""
        return int((self.until - self.since).total_seconds())
