"""The words in which structuring is spoken of: kinds of evidence, what is counted, and windows."""

from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.domains.gate import Through
from comptrol.kernel.identifiers import NAME

PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
LinkId = NewType("LinkId", Annotated[str, Meta(pattern=NAME)])
SplitId = NewType("SplitId", Annotated[str, Meta(pattern=NAME)])
LookId = NewType("LookId", Annotated[str, Meta(pattern=NAME)])
LimitId = NewType("LimitId", Annotated[str, Meta(pattern=NAME)])

Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Millionths = Annotated[int, Meta(ge=0, le=1_000_000)]
"""A share in parts per million."""
BasisPoints = Annotated[int, Meta(ge=1, le=10_000)]
"""A share in hundredths of a percent, above nothing."""
Days = Annotated[int, Meta(ge=1, le=800)]
Few = Annotated[int, Meta(ge=1, le=1000)]
Amount = Annotated[int, Meta(ge=1, le=10**15)]


class Evidence(Enum):
    """What two parties have in common. How much each kind weighs is the policy's."""

    BENEFICIAL_OWNER = "beneficial-owner"
    PAYMENT_INSTRUMENT = "payment-instrument"
    DEVICE_KEY = "device-key"
    ULTIMATE_PARENT = "ultimate-parent"
    ADDRESS = "address"
    DIRECTOR = "director"
    NETWORK = "network"
    TEMPLATE = "template"
    """The same words, sizes or hours in what they order."""


class Counted(Enum):
    """What a limit counts."""

    CHIPS_AT_ONCE = "chips-at-once"
    """A rate: chips that are allocated at the same moment."""
    CHIP_SECONDS = "chip-seconds"
    """A total: chip time in a window."""
    CHIPS_ORDERED = "chips-ordered"
    """A total: chips of the orders that begin in a window, as a path for small orders counts."""


class Span(Enum):
    """Over which windows a total is taken. Calendar windows are those of UTC."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING = "rolling"
    """Any so many days in a row."""


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A limit below which something could be split, and the text that it comes from."""

    limit: LimitId
    counts: Counted
    value: Amount
    source: Sentence
    door: Through | None = None
    """Of sales or of rentals alone; nothing: of both."""
    span: Span | None = None
    """Nothing for chips at once."""
    days: Days | None = None
    """How long a rolling window is."""


class Weight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much one kind of evidence weighs."""

    by: Evidence
    weight: Annotated[int, Meta(ge=1, le=100)]


class Bunching(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When amounts crowd below a limit."""

    width_bp: Annotated[int, Meta(ge=100, le=2_000)]
    """How wide a bin is, as a share of the limit."""
    neighbours: Annotated[int, Meta(ge=1, le=9)]
    """So many bins on each side show what would be expected."""
    observations_min: Few
    false_discovery_ppm: Millionths
    """What share of the limits that are named may be named by chance."""


class HandOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When work that stops on one account goes on at another."""

    gap_s: Annotated[int, Meta(ge=0, le=30 * 86_400)]
    alike_bp: BasisPoints
    """The smaller has at least this share of the chips of the larger."""
    times_min: Few
    """So many times in a row, each time to another account."""


class Headroom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an account stays just below a limit period after period, as it did not before."""

    share_bp: BasisPoints
    periods: Annotated[int, Meta(ge=2, le=12)]
    chance_ppm: Millionths
    """How likely it may be by the account's own history, at most."""


class Margin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a part is ordered in numbers whose class hangs on a hair, or on what it is sold as."""

    within_bp: Annotated[int, Meta(ge=1, le=2_000)]
    """So little below a line, in hundredths of a percent, is near it."""
    chips_min: Amount
    """Who orders fewer of a part, with those it is linked to, is not looked at."""


class Swarm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When nodes that are each no covered cluster would be one together."""

    definition: Sentence
    """Which definition of a covered cluster: one that is shipped, by its name."""
    nodes_min: Annotated[int, Meta(ge=2, le=1000)]
    hours_min: Annotated[int, Meta(ge=1, le=10_000)]
    """For so long at a stretch."""


class Alike(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When accounts that nobody has linked order as if one hand wrote it."""

    within_days: Annotated[int, Meta(ge=0, le=60)]
    """Orders that begin so close to one another are held together."""
    accounts_min: Annotated[int, Meta(ge=3, le=1000)]
    """Of fewer accounts nothing is said."""
    observations_min: Annotated[int, Meta(ge=20, le=10_000)]
    """So many times others have to have ordered anything; of fewer nothing is said."""
    times_min: Few
    """So many times as often as usual, at least: among thousands of accounts, whatever changes a
    little is no chance."""
    false_discovery_ppm: Millionths
    """What share of the templates that are named may have come together by chance."""


class Unattributed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When too much of what somebody passes on has no end user to its name."""

    share_ppm: Millionths
    chips_min: Amount
    """Of fewer chips than these in all, nothing is said."""
