"""What can be said about screening a party against the lists, and about what was found."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Consequence, Statement

EditionId = NewType("EditionId", str)
EntityId = NewType("EntityId", Annotated[str, Meta(min_length=1, max_length=200)])
ReasonText = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]

REVIEWERS = frozenset({Role.AUTHORITY, Role.REVIEWER})
"""Who may say whether a party is whom it was taken for: never the party's own seller."""


class Verdict(Enum):
    """What screening a name came to. Only a person turns a review into an answer."""

    CLEAR = "clear"
    REVIEW = "review"
    MATCH = "match"


class Compared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word of each name that was taken for the other; one of them empty: it has no other."""

    asked: str
    listed: str
    alike: Decimal
    weight: Decimal
    """1 is a word that the list does not know; the commoner a word is the less it weighs."""


class Match(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One listed entity that a party may be."""

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
    verdict: Verdict | None = None
    """What this match alone comes to; nothing in records from before it was said."""
    jurisdiction: str = ""
    """Whose list it is: a country code, or UN."""
    requirement: str = ""
    """The licence requirement of the entry, as printed."""
    codes: tuple[str, ...] = ()
    """What requirement and policy of the entry come to; ``new-wording`` is for a person."""
    words: tuple[Compared, ...] = ()
    """The words of the two names, side by side, the heaviest first."""
    entry: Digest | None = None
    """The fingerprint of all that the list says of the entity and matching reads."""


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


class Cleared(Statement, frozen=True, kw_only=True, tag="screening.cleared/1"):
    """A reviewer has looked, and a party is not the listed entity it was taken for."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    party: PartyId
    entity_id: EntityId
    record: Digest
    """The fingerprint of the party's record that was looked at."""
    entry: Digest
    """The fingerprint of the list's entry that was looked at."""
    reason: ReasonText
    until: date
    """The day on which it has to be looked at again, if neither side changes before."""


class Confirmed(Statement, frozen=True, kw_only=True, tag="screening.confirmed/1"):
    """A reviewer has looked, and a party is the listed entity it was taken for."""

    ABOUT: ClassVar[str] = "party"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    party: PartyId
    entity_id: EntityId
    record: Digest
    """The fingerprint of the party's record that was looked at."""
    entry: Digest
    """The fingerprint of the list's entry that was looked at."""
    reason: ReasonText
    until: date
    """The day on which it has to be looked at again, if neither side changes before."""


class Screened(Consequence, frozen=True, kw_only=True, tag="screening.screened/1"):
    """The platform records what screening a party found, and by which list and matcher."""

    ABOUT: ClassVar[str] = "party"
    RECORDED: ClassVar[bool] = True

    party: PartyId
    edition: EditionId
    digest: Digest
    matcher: str
    verdict: Verdict
    matches: tuple[Match, ...]
    record: Digest | None = None
    """The fingerprint of the party's record; nothing in records from before it was said."""
    more: bool = False
    """There are more matches than a record can hold: decisions about these alone clear nobody."""


class Rescreened(Consequence, frozen=True, kw_only=True, tag="screening.rescreened/1"):
    """The platform has held every party against an edition as it was adopted.

    For a party of which nothing was recorded because of it, the earlier record still holds: no
    entry that it matched or matches has changed.
    """

    ABOUT: ClassVar[str] = "edition"
    RECORDED: ClassVar[bool] = True

    edition: EditionId
    digest: Digest
    matcher: str
    since: Digest | None
    """The edition whose differences alone were looked at; nothing where all was."""
    parties: int
    """How many were held against it."""
    recorded: int
    """For how many of them something was recorded."""


Decided: TypeAlias = Cleared | Confirmed
ScreeningStatement: TypeAlias = Adopted | Cleared | Confirmed | Screened | Rescreened
