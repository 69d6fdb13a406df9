"""Through whom does a customer come, and who is the end user behind it?

A party's chain is that of the file on it, then of the file on its reseller, and so on. Where
several keep files on the same party, that of whoever asks counts before the latest. Nothing here
is refused for being a circle: two files may close one, each of which was right when it was filed.
"""

from collections import deque
from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.identification.view import IdentificationView, IdentifiedFile
from comptrol.domains.privacy import PrivacyView, hiding_under
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

LINKS_MAX: Final = 16
END_USERS_MAX: Final = 200


class ChainEnd(Enum):
    """Where the chain of resellers ends."""

    DIRECT = "direct"
    """At a party that is said to come through nobody."""
    UNIDENTIFIED = "unidentified"
    """At a reseller on whom nobody keeps a file."""
    CIRCLE = "circle"
    """At a party that stands in it already."""
    TOO_LONG = "too-long"
    """It goes on: only so many links are followed."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One reseller of a chain, and whether the file on it names who comes through it."""

    reseller: PartyId
    identified: bool
    names_the_next: bool | None
    """Nothing means that nobody keeps a file on this reseller."""


class EndUser(msgspec.Struct, frozen=True, kw_only=True):
    """A party to whom a reseller passes on, and whether it is identified or resells in turn."""

    party: PartyId
    through: PartyId
    identified: bool
    resells: bool | None
    """Nothing means that nobody keeps a file on it."""


def kept(world: World, party: PartyId, by: PartyId) -> IdentifiedFile | None:
    """Return the file that stands for a party: that of ``by``, or else the latest of anybody."""
    privacy = world[PrivacyView]
    latest = {one.by: one for one in world[IdentificationView].files.where(party=party)}
    standing = [one for one in latest.values() if erased_at(privacy, one) is None]
    own = [one for one in standing if one.by == by]
    return max(own or standing, key=lambda one: one.position, default=None)


def erased_at(view: PrivacyView, file: IdentifiedFile) -> int | None:
    """Return the position at which the words of a file are said to be erased, if they are."""
    hidden = hiding_under(view, file.commitment)
    assert hidden is not None, "an admitted file is sealed in the log"
    return hidden.erased_at


def resellers(world: World, file: IdentifiedFile) -> tuple[tuple[Link, ...], ChainEnd]:
    """Return the resellers that a customer comes through, the nearest first, and how it ends."""
    links: list[Link] = []
    passed, at = {file.party}, file
    while at.reseller is not None:
        if at.reseller in passed:
            return tuple(links), ChainEnd.CIRCLE
        if len(links) == LINKS_MAX:
            return tuple(links), ChainEnd.TOO_LONG
        theirs = kept(world, at.reseller, file.by)
        links.append(_link(at.reseller, theirs, at.party))
        if theirs is None:
            return tuple(links), ChainEnd.UNIDENTIFIED
        passed.add(at.reseller)
        at = theirs
    return tuple(links), ChainEnd.DIRECT


def _link(reseller: PartyId, theirs: IdentifiedFile | None, following: PartyId) -> Link:
    return Link(
        reseller=reseller,
        identified=theirs is not None,
        names_the_next=None if theirs is None else following in (theirs.end_users or ()),
    )


def end_users(world: World, file: IdentifiedFile) -> tuple[tuple[EndUser, ...], bool]:
    """Return all to whom a customer resells, directly or not, and whether that is all of them."""
    met: dict[PartyId, EndUser] = {}
    waiting = deque(_passes_to(file))
    while waiting:
        party, through = waiting.popleft()
        if party in met or party == file.party:
            continue
        if len(met) == END_USERS_MAX:
            return tuple(met.values()), False
        theirs = kept(world, party, file.by)
        met[party] = EndUser(
            party=party,
            through=through,
            identified=theirs is not None,
            resells=None if theirs is None else theirs.end_users is not None,
        )
        waiting.extend(_passes_to(theirs) if theirs is not None else ())
    return tuple(met.values()), True


def _passes_to(file: IdentifiedFile) -> Iterator[tuple[PartyId, PartyId]]:
    yield from ((end_user, file.party) for end_user in file.end_users or ())
