"""What can be said about an inspection: planned, seeded, looked at, closed."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.domains.attestation import ChallengeId
from comptrol.domains.chips import FactorSetId, ModelId
from comptrol.domains.registry import ChipId, SiteId
from comptrol.kernel.identifiers import NAME, CountryCode, Digest, PartyId
from comptrol.kernel.quantity import Count, Position
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Consequence, Statement

InspectionId = NewType("InspectionId", Annotated[str, Meta(pattern=NAME)])
StratumName = NewType("StratumName", Annotated[str, Meta(pattern=NAME)])

Text = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
SAMPLES_MAX = 10_000
"""More in one inspection is several inspections."""
Moment = Annotated[datetime, Meta(tz=True)]
Samples = Annotated[int, Meta(ge=0, le=SAMPLES_MAX)]


class Stratum(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chips that are drawn from together: those that everything named here fits."""

    stratum: StratumName
    site: SiteId | None = None
    country: CountryCode | None = None
    """Where the site is; chips of which nobody knows the site are in no country."""
    holder: PartyId | None = None
    model: ModelId | None = None


class StratumPlanned(Stratum, frozen=True, kw_only=True):
    """A stratum, how many chips it has, and how many of them are drawn."""

    population: Count
    samples: Samples


class RunToCatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A training run that the samples are to catch afterwards (arXiv:2303.11341, equation 1)."""

    flop: Decimal
    chip_flop_per_day: Decimal
    run_days: Decimal
    period_days: Decimal
    snapshots_per_day: Decimal


class Planned(Statement, frozen=True, kw_only=True, tag="inspection.planned/1"):
    """Somebody plans an inspection and freezes what is drawn from, before the seed is known."""

    ABOUT: ClassVar[str] = "inspection"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    inspection: InspectionId
    as_of: Position
    """How far of the log the planner had read when asking for the frame."""
    frame: Digest
    """The digest of all chips, by stratum, in runs of serials: see ``inspection/frame``."""
    strata: Annotated[tuple[StratumPlanned, ...], Meta(min_length=1, max_length=40)]
    confidence: Decimal
    """The probability wanted that the inspection shows something; above 0, below 1."""
    miss_rate: Decimal
    """The probability that a wrong chip passes the check; 0 or more, below 1."""
    diverted: Count | None = None
    """How many wrong chips matter; in H100 equivalents where a factor set is named."""
    factor_set: FactorSetId | None = None
    """By what chips count where they do not count alike: each stratum is then of one model."""
    run: RunToCatch | None = None
    """The run to be caught, in place of wrong chips."""
    beacon_source: Text
    """Where the value will be published that the seed is made of."""
    beacon_from: Moment
    """The value is the first that is published at this moment or after it."""
    beacon_until: Moment
    """The last moment at which the value may be published: at most seven days later."""
    live_challenge_required: bool = False
    """A chip counts as found only if it has answered a challenge after it was drawn."""
    assumptions: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=10)]


class FramedRun(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chips of a stratum whose serials follow each other: ``prefix``, then so many digits.

    The prefix begins with the maker and a slash. A serial without a number has no digits.
    """

    prefix: str
    digits: int
    first: int
    last: int

    @property
    def chips(self) -> int:
        """Return how many chips the run has."""
        return self.last - self.first + 1


class Framed(Consequence, frozen=True, kw_only=True, tag="inspection.framed/1"):
    """The platform writes down what is drawn from, a part of a stratum at a time."""

    ABOUT: ClassVar[str] = "inspection"

    inspection: InspectionId
    stratum: StratumName
    part: int
    runs: tuple[FramedRun, ...]


class Seeded(Statement, frozen=True, kw_only=True, tag="inspection.seeded/1"):
    """The beacon has spoken: from its value and the frame follows what is drawn."""

    ABOUT: ClassVar[str] = "inspection"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    inspection: InspectionId
    beacon: Text
    """The value, letter for letter as it was published."""
    source: Text
    published_at: Moment


class Drawn(Consequence, frozen=True, kw_only=True, tag="inspection.drawn/1"):
    """The platform says which chips are drawn, in the order of the draw, a part at a time."""

    ABOUT: ClassVar[str] = "inspection"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("chip", "chips"),)

    inspection: InspectionId
    stratum: StratumName
    part: int
    seed: Digest
    chips: tuple[ChipId, ...]


class Outcome(Enum):
    """What an inspector found in the place of a chip that was drawn."""

    FOUND = "found"
    """The chip itself, its serial the one asked for, and nobody has been at it."""
    NOT_SHOWN = "not-shown"
    SERIAL_DIFFERS = "serial-differs"
    TAMPERED = "tampered"
    REFUSED_ACCESS = "refused-access"


class Tampering(Enum):
    """What looking for tampering came to."""

    NONE_SEEN = "none-seen"
    SEEN = "seen"
    NOT_CHECKED = "not-checked"


class Looked(Statement, frozen=True, kw_only=True, tag="inspection.result/1"):
    """An inspector has asked to be shown a chip that was drawn, and says what came of it."""

    ABOUT: ClassVar[str] = "chip"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("inspection", "inspection"),
        ("site", "site"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.INSPECTOR})

    inspection: InspectionId
    chip: ChipId
    outcome: Outcome
    serial_matches: bool
    still_owned: bool | None
    """Whether it still belongs to its holder and was not sold on; nothing where nobody can say."""
    logs_read: bool
    tampering: Tampering
    live_challenge: ChallengeId | None = None
    """The challenge that the chip has answered, after it was drawn, with grade A or B."""
    site: SiteId | None
    """Where it was seen, or where it was asked for."""
    looked_at: Moment
    evidence: Digest
    """Of photographs and notes, which the inspector keeps."""


class Closed(Statement, frozen=True, kw_only=True, tag="inspection.closed/1"):
    """The inspection is over: what has no result now stays without one."""

    ABOUT: ClassVar[str] = "inspection"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    inspection: InspectionId
    reason: Text


InspectionStatement: TypeAlias = Planned | Framed | Seeded | Drawn | Looked | Closed
