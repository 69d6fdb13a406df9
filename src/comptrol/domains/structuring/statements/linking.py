"""What can be said about who belongs together, and who does not."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.structuring.statements.words import Evidence, LinkId, Sentence, SplitId
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

LINKERS = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.EXPORTER, Role.INSPECTOR})
"""Who deals with customers, or looks into them, and sees what they have in common."""
SPLITTERS = frozenset({Role.AUTHORITY, Role.REVIEWER})


class Linked(Statement, frozen=True, kw_only=True, tag="structuring.linked/1"):
    """Somebody says that parties have one thing in common, of which kind, and how it is known.

    The thing itself is not said: no card, key, address or name, only that it is the same one.
    """

    ABOUT: ClassVar[str] = "link"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "parties"),)
    SAID_BY: ClassVar[frozenset[Role]] = LINKERS

    link: LinkId
    by: Evidence
    parties: Annotated[tuple[PartyId, ...], Meta(min_length=2, max_length=50)]
    source: Sentence
    """How it is known, without what must not be kept."""
    since: date
    until: date | None = None
    """The first day on which it no longer holds."""
    evidence: Position | None = None
    """Where in the log that stands which it is known by."""


class Split(Statement, frozen=True, kw_only=True, tag="structuring.split/1"):
    """A person says that a party does not belong to others, whatever links them.

    A group is a hypothesis. Once split, the evidence between the party and these others no longer
    counts; if nobody is named, none does. It changes nothing in what law and the gate add up.
    """

    ABOUT: ClassVar[str] = "split"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "party"), ("party", "others"))
    SAID_BY: ClassVar[frozenset[Role]] = SPLITTERS

    split: SplitId
    party: PartyId
    others: Annotated[tuple[PartyId, ...], Meta(max_length=50)] = ()
    reason: Sentence
    by: Sentence
    """Which person decided, by title."""
