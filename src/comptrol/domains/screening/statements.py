"""What can be said about screening a name against the lists."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar, NewType, TypeAlias

import msgspec

from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Consequence, Statement

EditionId = NewType("EditionId", str)


class Verdict(Enum):
    """What screening a name came to. Only a person turns a review into an answer."""

    CLEAR = "clear"
    REVIEW = "review"
    MATCH = "match"


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One listed entity that a name may be."""

    entity_id: str
    name: str
    """The listed name or alias that matched, as the list prints it."""
    list: str
    """The list's own code: SDN, EL, DPL, UVL, MEU, CMIC, …"""
    score: Decimal
    """1 is the listed name letter for letter; less is a normalised match."""
    why: str
    effect: str
    """The legal effect of the list, in words."""
    citation: str
    footnotes: tuple[int, ...] = ()
    """Footnotes of the Entity List that the entry carries; 0 where it does not say which."""


class Adopted(Statement, frozen=True, kw_only=True, tag="screening.adopted/1"):
    """The authority adopts an edition of a list, known by its digest."""

    ABOUT: ClassVar[str] = "edition"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY})

    edition: EditionId
    title: str
    published: date
    digest: Digest
    entities: Count
    names: Count
    source: str


class Screened(Consequence, frozen=True, kw_only=True, tag="screening.screened/1"):
    """The platform records what screening a party's names found, and by which list and matcher."""

    ABOUT: ClassVar[str] = "party"
    RECORDED: ClassVar[bool] = True

    party: PartyId
    edition: EditionId
    digest: Digest
    matcher: str
    verdict: Verdict
    matches: tuple[Match, ...]


ScreeningStatement: TypeAlias = Adopted | Screened
