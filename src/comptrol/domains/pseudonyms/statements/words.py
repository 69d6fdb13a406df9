"""What the words mean in which usage is filed under pseudonyms."""

from datetime import date
from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import END, NAME
from comptrol.kernel.quantity import Flop

EPOCH_MAX = 999_999
Epoch = Annotated[int, Meta(ge=1, le=EPOCH_MAX)]
"""The number of a key. What is filed under one key joins with nothing filed under another."""

PSEUDONYM = r"^[1-9][0-9]{0,5}\.[0-9a-f]{64}" + END
Pseudonym = NewType("Pseudonym", Annotated[str, Meta(pattern=PSEUDONYM)])
"""The number of the epoch, a dot, and 32 bytes: ``3.0f…``. Only the key of the epoch makes one."""

ThresholdId = NewType("ThresholdId", Annotated[str, Meta(pattern=NAME)])
"""A threshold's name."""

ElementText = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}" + END)]
"""An element of ristretto255, as RFC 9496 writes it, in hexadecimal."""

LimitText = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,29}" + END)]
"""A whole number as digits: a count of operations goes beyond what a column holds."""

ROWS_MAX = 1_000
READINGS_MAX = 31 * 24
CHIPS_MAX = 10**8
CHIP_SECONDS_MAX = 10**16
PARTS_MAX = 1_000
PERIOD_DAYS_MAX = 366


class Unit(Enum):
    """What a threshold counts."""

    CHIP_SECONDS = "chip-seconds"
    """Chips times the whole seconds for which they were allocated."""
    FLOP = "flop"
    """Operations, which are known as a range."""
    CHIPS = "chips"
    """Chips at the same moment: a rate, not a total."""


class Whose(Enum):
    """Whose usage is added up."""

    CUSTOMER = "customer"
    GROUP = "group"
    """All customers that name the same ultimate parent, that parent included."""


class Calendar(Enum):
    """A stretch of the calendar, in UTC, after which a sum begins anew."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Certainty(Enum):
    """What may be said of a sum that is known as a range."""

    CERTAIN = "certain"
    """Even the least that it can be is past the threshold."""
    POSSIBLE = "possible"
    """The most that it can be is past the threshold, the least is not: no fact."""


class Ground(Enum):
    """Why a name is asked for: a word, because a sentence could name somebody."""

    THRESHOLD = "threshold"
    """A rule obliges whoever is past this threshold, and it has to be told so."""
    INVESTIGATION = "investigation"
    """An investigation that was opened needs to know who this is."""
    ORDER = "order"
    """A court ordered it."""
    REVIEW = "review"
    """A reviewer checks what was done with it."""


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many chips a customer had at the very moment at which an hour begins."""

    hour: Annotated[int, Meta(ge=0, lt=PERIOD_DAYS_MAX * 24)]
    """Hours since the period began."""
    chips: Annotated[int, Meta(ge=0, le=CHIPS_MAX)]


class UsageRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one customer used of one provider in a period."""

    customer: Pseudonym
    group: Pseudonym
    """The pseudonym of its ultimate parent; its own, where nobody stands above it."""
    chip_seconds: Annotated[int, Meta(ge=0, le=CHIP_SECONDS_MAX)]
    flop: Flop
    peak_chips: Annotated[int, Meta(ge=0, le=CHIPS_MAX)]
    """The most that it had at once, at a moment that is not told."""
    readings: Annotated[tuple[Reading, ...], Meta(max_length=READINGS_MAX)] = ()
    """What it had at moments that are the same for all providers: these can be added up."""


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole days in UTC, the last one not included."""

    since: date
    until: date
