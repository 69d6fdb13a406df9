"""What can be said about the law: which rulebook, posture and policy the authority adopts."""

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from comptrol.kernel.identifiers import NAME, Digest
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
    small_use_chip_hours: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    """Rentals up to this many chip-hours are exempt from operator policy. Never from law."""


LawStatement: TypeAlias = Adopted
