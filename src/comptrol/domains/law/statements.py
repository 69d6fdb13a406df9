"""What can be said about the law: what the authority adopts, and letters that bind one company."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

from msgspec import Meta

from comptrol.kernel.identifiers import NAME, Digest, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

RulebookName = Annotated[str, Meta(pattern=NAME)]
Sentence = Annotated[str, Meta(min_length=1, max_length=400)]


class Posture(Enum):
    """Which text binds where the code and the enforcer differ: a named operator decision."""

    ENFORCED = "enforced"
    CODIFIED = "codified"


class Policy(Enum):
    """What the operator asks beyond the law."""

    STATUTE_ONLY = "statute-only"
    RENTAL_PARITY = "rental-parity"
    """A rental is judged as the purchase of the same chips would be."""


class Adopted(Statement, frozen=True, kw_only=True, tag="law.adopted/1"):
    """The authority adopts a rulebook by digest, a posture and a policy."""

    ABOUT: ClassVar[str] = "rulebook"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    rulebook: RulebookName
    digest: Digest
    posture: Posture
    policy: Policy
    by: Sentence
    """The title of the role that accepts the risk; no personal name is needed."""
    reason: Sentence
    on: date
    small_use_chips: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    small_use_chip_hours: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    """Rentals up to so many chips at once, and chip-hours in all, are exempt from operator policy.

    Never from law. All affiliates of a customer are counted together. Each limit that is adopted
    must be kept; none adopted: no rental is exempt.
    """


LetterId = NewType("LetterId", Annotated[str, Meta(pattern=NAME)])
BOUND = frozenset({Role.AUTHORITY, Role.MAKER, Role.EXPORTER, Role.PROVIDER, Role.HOLDER})
"""Whoever keeps the log, and whoever such a letter may be written to."""


class LetterReach(Enum):
    """Which destinations a letter speaks of."""

    CHINA = "china"
    """China, Hong Kong included, and Macau."""
    RESTRICTED = "restricted"
    """D:5, Macau, and those with headquarters or an ultimate parent there."""
    EVERYWHERE = "everywhere"
    """Every destination outside the United States."""


class LetterRecorded(Statement, frozen=True, kw_only=True, tag="law.letter-recorded/1"):
    """A letter of the government to one company is entered: it binds that company alone."""

    ABOUT: ClassVar[str] = "letter"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "party"),)
    SAID_BY: ClassVar[frozenset[Role]] = BOUND

    letter: LetterId
    party: PartyId
    """Whom it binds."""
    instrument: Sentence
    on: date
    """The day from which it binds."""
    until: date | None = None
    tpp_from: Decimal | None = None
    dram_gb_per_s_from: Decimal | None = None
    io_gb_per_s_from: Decimal | None = None
    """It speaks of chips that reach any of these, or go by one of the names."""
    models: Annotated[tuple[Sentence, ...], Meta(max_length=20)] = ()
    reach: LetterReach


class LetterEnded(Statement, frozen=True, kw_only=True, tag="law.letter-ended/1"):
    """A letter no longer binds, from a day on."""

    ABOUT: ClassVar[str] = "letter"
    SAID_BY: ClassVar[frozenset[Role]] = BOUND

    letter: LetterId
    on: date
    reason: Sentence


LawStatement: TypeAlias = Adopted | LetterRecorded | LetterEnded
