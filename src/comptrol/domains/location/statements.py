"""What can be said about places: landmarks, delays that they heard, and what those come to."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.domains.registry import ChipId, Place, SiteId
from comptrol.kernel.identifiers import NAME, CountryCode, Digest, PublicKey
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Consequence, Statement

LandmarkId = NewType("LandmarkId", Annotated[str, Meta(pattern=NAME)])
GroupId = NewType("GroupId", Annotated[str, Meta(pattern=NAME)])
MeasurementId = NewType("MeasurementId", Annotated[str, Meta(pattern=NAME)])

Text = Annotated[str, Meta(min_length=1, max_length=400)]
RttsMs = Annotated[tuple[Decimal, ...], Meta(max_length=1000)]
"""Round trips in milliseconds, in the order in which they were measured, none left out."""
MEASURERS = WITNESSES | {Role.PROVIDER}
REPLIES_MAX = 240
Whole = Annotated[int, Meta(ge=0, le=10_000)]
AtLeastOne = Annotated[int, Meta(ge=1, le=10_000)]


class LocationVerdict(Enum):
    """What delays say of a claimed place. Not refuted is never the same as verified."""

    IMPOSSIBLE = "impossible"
    """No place of the claim is possible, unless more landmarks are wrong than are tolerated."""
    CONSISTENT = "consistent"
    """Every possible place is within the claim."""
    INCONCLUSIVE = "inconclusive"
    """Everything else."""


class LandmarkRegistered(
    Statement, frozen=True, kw_only=True, tag="location.landmark-registered/1"
):
    """A landmark stands at a known place, and challenges devices under this key."""

    ABOUT: ClassVar[str] = "landmark"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    landmark: LandmarkId
    group: GroupId
    """Landmarks of one operator, network or site may all be wrong together: they are a group."""
    lat: Decimal
    lon: Decimal
    key: PublicKey
    source: Text
    """How it is known that it stands there."""


class LandmarkWithdrawn(Statement, frozen=True, kw_only=True, tag="location.landmark-withdrawn/1"):
    """A landmark is no longer to be believed, and why. What it heard before stays said."""

    ABOUT: ClassVar[str] = "landmark"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    landmark: LandmarkId
    reason: Text


class PolicyAdopted(Statement, frozen=True, kw_only=True, tag="location.policy-adopted/1"):
    """The authority says how places are judged from now on, and what gives rise to an alarm."""

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    policy: Text
    source: Text
    """Who decided on these numbers, and where that stands."""
    tolerate: Whole
    """How many groups of landmarks may be wrong."""
    km_per_ms: Decimal
    """The speed that no signal exceeds: 200 in fibre, or that of light."""
    slack_km: Decimal
    """How far positions and clocks of landmarks may be off, on the ground."""
    landmarks_min: AtLeastOne
    """Fewer landmarks than these raise no alarm about delays."""
    baseline_measurements: AtLeastOne
    """So many earlier measurements make a baseline."""
    baseline_days: AtLeastOne
    """What is older is forgotten."""
    jump_ms: Decimal
    """An excess over the baseline that is smaller is nothing."""
    uniform_ms: Decimal
    """How far the excess of a landmark may be from the middle one to be the same."""
    uniform_share: Decimal
    """At how many of the landmarks, as a share, the excess has to be the same."""
    signing_spread_ms: Decimal
    """How much longer signing may seem to take from one landmark than from another."""
    signing_ms_max: Decimal | None = None
    """How long the devices take to sign, at most, where that is known."""


class Heard(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What one landmark heard in a window of challenges."""

    landmark: LandmarkId
    rtts_ms: RttsMs
    signed: bool
    """Whether the device's key signed every one of these replies over a fresh nonce."""
    echoes_ms: RttsMs = ()
    """Round trips to the same address that needed no signature."""


class Measured(Statement, frozen=True, kw_only=True, tag="location.measured/1"):
    """Somebody has measured how soon a device answers landmarks, and where it is said to be.

    It is about a chip, a site or another landmark. Without a claim of its own it is held against
    the place, or else the country, that the registry has of the site or the landmark.
    """

    ABOUT: ClassVar[str] = "measurement"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("chip", "chip"),
        ("site", "site"),
        ("landmark", "landmark"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = MEASURERS

    measurement: MeasurementId
    heard: Annotated[tuple[Heard, ...], Meta(min_length=1, max_length=REPLIES_MAX)]
    at: Annotated[datetime, Meta(tz=True)]
    """When the window ended."""
    chip: ChipId | None = None
    site: SiteId | None = None
    landmark: LandmarkId | None = None
    device_key: PublicKey | None = None
    """The key whose signatures were checked. Unless it was bound to the chip as that was made, it
    says where the key is, and not where the chip is."""
    place: Place | None = None
    country: CountryCode | None = None
    evidence: Digest | None = None
    """SHA-256 of the evidence itself: nonces, signatures, times."""


class Judged(Consequence, frozen=True, kw_only=True, tag="location.judged/1"):
    """The platform records what a measurement says of the claimed place, and by which method."""

    ABOUT: ClassVar[str] = "measurement"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("chip", "chip"),
        ("site", "site"),
        ("landmark", "landmark"),
    )
    RECORDED: ClassVar[bool] = True

    measurement: MeasurementId
    chip: ChipId | None
    site: SiteId | None
    landmark: LandmarkId | None
    locator: str
    policy: str
    tolerate: int
    km_per_ms: Decimal
    slack_km: Decimal
    place: Place | None
    country: CountryCode | None
    verdict: LocationVerdict
    light_verdict: LocationVerdict
    """The same under the speed of light in vacuum, the only one that supports a legal finding."""
    radius_km: Decimal | None
    """Of the smallest circle around all possible places; nothing where there is none."""
    margin_ms: Decimal
    light_margin_ms: Decimal
    excluding: tuple[LandmarkId, ...]
    contradiction: bool
    groups: int
    left_out: tuple[LandmarkId, ...]
    certified_by: tuple[LandmarkId, ...]
    notes: tuple[str, ...]


LocationStatement: TypeAlias = (
    LandmarkRegistered | LandmarkWithdrawn | PolicyAdopted | Measured | Judged
)
