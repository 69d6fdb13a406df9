"""The words of forensics: names, levels, and the numbers by which each detector decides."""

from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import FigureName
from comptrol.kernel.identifiers import NAME

PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
LookId = NewType("LookId", Annotated[str, Meta(pattern=NAME)])
Channel = NewType("Channel", Annotated[str, Meta(pattern=NAME)])
"""By which an estimate was made, such as ``power``, ``shipments``, ``billing``, ``satellite``."""

Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Title = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Millionths = Annotated[int, Meta(ge=0, le=1_000_000)]
Chance = Annotated[int, Meta(ge=1, le=100_000)]
"""At most so likely, in a million, if nothing but chance is at work."""
Days = Annotated[int, Meta(ge=0, le=1_500)]
Few = Annotated[int, Meta(ge=1, le=200)]
Thousandths = Annotated[int, Meta(ge=1, le=1_000_000)]
"""Of a sigma."""


class Favours(Enum):
    """Which reported values serve a reporter."""

    LOWER = "lower"
    """To have reported less: thresholds and caps are further away."""
    HIGHER = "higher"
    EITHER = "either"


class Level(Enum):
    """How closely a person is advised to look at a reporter. It decides nothing."""

    NONE = "none"
    WATCH = "watch"
    """Read what comes in."""
    ASK = "ask"
    """Ask the reporter what explains it."""
    AUDIT = "audit"
    """Audit weeks that a public seed draws."""


class Lateness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When reports come later than they used to."""

    recent: Annotated[int, Meta(ge=2, le=26)]
    """So many of the last periods are compared with those before."""
    history_min: Annotated[int, Meta(ge=3, le=104)]
    """Of fewer periods before these nothing is said."""
    excess_days_min: Days
    """And their median is later by so many days, at least."""
    chance_ppm: Chance
    late_days: Days
    """A filing that came so many days after it was due came late."""
    late_times: Few
    """So many late filings in the days that are looked at are told as they are."""


class OneSided(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When what is restated goes one way."""

    times_min: Annotated[int, Meta(ge=5, le=200)]
    """Days on which something was restated; of fewer nothing is said."""
    material_ppm: Millionths
    """A restatement that changes less than this share of what it changes does not count."""
    chance_ppm: Chance


class Drift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When reports keep to one side of what others measure, each within the tolerance."""

    compared_min: Few
    """So many reports that something was measured of; of fewer nothing is said."""
    k_thousandths: Thousandths
    h_thousandths: Thousandths
    cap_thousandths: Thousandths
    """No single report counts for more."""


class Watched(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When weeks in which an auditor is announced are reported otherwise than others."""

    weeks_min: Annotated[int, Meta(ge=3, le=104)]
    """On either side."""
    chance_ppm: Chance


class Factor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A factor between two ways of counting, and where it comes from."""

    num: Annotated[int, Meta(ge=1, le=10**9)]
    den: Annotated[int, Meta(ge=1, le=10**9)] = 1
    source: Sentence


class Switching(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a figure steps by just what another definition would make of it."""

    factors: Annotated[tuple[Factor, ...], Meta(max_length=20)]
    tolerance_ppm: Annotated[int, Meta(ge=1, le=200_000)]
    weeks_min: Annotated[int, Meta(ge=2, le=104)]
    """On either side of the step."""


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two figures of one reporter that tell of the same work, and move together."""

    figure: FigureName
    per: FigureName
    """What the figure is divided by."""
    favours: Favours
    """Which ratios serve a reporter: the side that is named."""


class Paired(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When two figures of one reporter move apart, and stay so."""

    pairs: Annotated[tuple[Pair, ...], Meta(min_length=1, max_length=10)]
    history_min: Annotated[int, Meta(ge=8, le=104)]
    """Of fewer weeks before a week nothing is said of it."""
    sigma_ppm: Annotated[int, Meta(ge=1_000, le=1_000_000)]
    """One sigma of a ratio is this share of it at least, however little it has scattered."""
    moved_min_ppm: Millionths
    """A ratio that moved by less than this share is not named."""
    k_thousandths: Thousandths
    h_thousandths: Thousandths
    cap_thousandths: Thousandths
    """No single week counts for more."""


class Completeness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When who should report does not."""

    grace_days: Days
    """After the due date."""
    chips_min: Annotated[int, Meta(ge=1, le=10**9)]
    """Who holds so many chips by the registry, and is in no scope, is named."""
    gap_days_min: Annotated[int, Meta(ge=1, le=366)] | None = None
    """So many days of a filed period without a line are named; nothing: never."""


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a level is advised."""

    level: Level
    strength: Strength
    """Alarms that are so strong, or stronger, count."""
    alarms_min: Few
    detectors_min: Annotated[int, Meta(ge=1, le=7)]
    """Of so many detectors: two signals of the same kind do not count twice."""
    days: Annotated[int, Meta(ge=1, le=1_500)]
