"""What may be asked about entries that hide their words. The words themselves are never here."""

from typing import Final

from comptrol.domains.privacy.statements import Position, Topic
from comptrol.domains.privacy.view import DisclosableEntry, Look, PrivacyView, SealedEntry
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

LOOKS_MAX: Final = 1000
"""So many looks at one entry are told."""

Hiding = SealedEntry | DisclosableEntry
"""An entry that hides its words."""


def hiding_at(view: PrivacyView, position: int) -> Hiding | None:
    """Return the entry at a position if it hides something."""
    sealed = view.sealed.get(position)
    return view.disclosables.get(position) if sealed is None else sealed


def hiding_under(view: PrivacyView, commitment: Digest) -> Hiding | None:
    """Return the entry with a commitment, or with a core of this digest."""
    for sealed in view.sealed.where(commitment=commitment):
        return sealed
    for disclosable in view.disclosables.where(commitment=commitment):
        return disclosable
    return None


def looks_at(view: PrivacyView, position: int, *, limit: int = LOOKS_MAX) -> tuple[Look, ...]:
    """Return who looked at what an entry hides, in the order of the log."""
    return tuple(view.looks.where(at=position, limit=limit))


def has_looked(view: PrivacyView, position: int, party: PartyId) -> bool:
    """Tell whether a party has ever looked at what an entry hides."""
    return next(view.looks.where(at=position, by=party, limit=1), None) is not None


def commitment(world: World, *, commitment: Digest) -> SealedEntry:
    """Return the sealed entry with this commitment: whose it is, where, whether it was erased."""
    for found in world[PrivacyView].sealed.where(commitment=commitment):
        return found
    raise NotFoundError(f"no sealed entry commits to {commitment}")


def sealed(
    world: World, *, after: Position | None = None, limit: Limit = 100
) -> tuple[SealedEntry, ...]:
    """Return sealed entries in the order of the log, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[PrivacyView].sealed.where(after=start, limit=limit))


def disclosables(
    world: World, *, topic: Topic, after: Position | None = None, limit: Limit = 100
) -> tuple[DisclosableEntry, ...]:
    """Return the disclosable entries about a topic in the order of the log, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[PrivacyView].disclosables.where(after=start, limit=limit, topic=topic))
