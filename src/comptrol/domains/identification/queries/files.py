"""Which files are kept on a party, and what of them is missing, old or over?"""

from datetime import date

import msgspec

from comptrol.domains.identification.formulas import REQUIREMENTS, missing
from comptrol.domains.identification.queries.chain import (
    ChainEnd,
    EndUser,
    Link,
    end_users,
    erased_at,
    resellers,
)
from comptrol.domains.identification.statements import Field, LegalBasis
from comptrol.domains.identification.view import IdentificationView, IdentifiedFile
from comptrol.domains.parties import PartiesView
from comptrol.domains.privacy import PrivacyView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.view import World


class FieldState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a file has a field in full, the text that asks for it, and how far that binds."""

    field: Field
    present: bool
    citation: str
    status: str


class FileState(msgspec.Struct, frozen=True, kw_only=True):
    """One file on a party as it stands on a day. What it says is not here."""

    by: PartyId
    position: int
    commitment: Digest
    filed_on: date
    superseded_by: int | None
    """The position of the next file that the same party keeps on this one."""
    erased_at: int | None
    """The position at which its words are said to be erased: then nobody has them."""
    fields: tuple[FieldState, ...]
    missing: tuple[Field, ...]
    beneficial_owners: int
    verified_on: date | None
    age_days: int | None
    """Days since the oldest verification in it. Nothing: none of it is verified."""
    retention_until: date
    retention_passed: bool
    """It may be kept no longer, and is still there unless it was erased."""
    legal_basis: LegalBasis
    resellers: tuple[Link, ...]
    """Through whom the party comes, the nearest first."""
    chain_end: ChainEnd | None
    """Nothing means that the file does not know through whom the party comes."""
    end_users: tuple[EndUser, ...]
    """To whom it resells, directly or not. None where it is the end user itself."""
    end_users_all: bool
    """Whether these are all of them: only so many are followed."""


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """All files on a party that were filed up to a day, the latest first."""

    party: PartyId
    on: date
    files: tuple[FileState, ...]


def file(world: World, *, party: PartyId, on: date) -> Files:
    """Return which files are kept on a party: complete or not, how old, through whom it comes.

    The list of fields is that of a proposed rule and of guidance; none of it is law in force. What
    was erased meanwhile is erased, whichever day is asked for.
    """
    if world[PartiesView].parties.get(party) is None:
        raise NotFoundError(f"no party {party!r} is enrolled")
    known = world[IdentificationView].files.where(party=party)
    filed = [one for one in known if one.filed_on <= on]
    following: dict[PartyId, int] = {}
    states = []
    for one in reversed(filed):
        states.append(_state(world, one, on, following.get(one.by)))
        following[one.by] = one.position
    return Files(party=party, on=on, files=tuple(states))


def _state(world: World, file: IdentifiedFile, on: date, superseded_by: int | None) -> FileState:
    links, chain_end = resellers(world, file)
    behind, all_of_them = end_users(world, file)
    return FileState(
        by=file.by,
        position=file.position,
        commitment=file.commitment,
        filed_on=file.filed_on,
        superseded_by=superseded_by,
        erased_at=erased_at(world[PrivacyView], file),
        fields=_fields(file),
        missing=missing(file.complete),
        beneficial_owners=file.beneficial_owners,
        verified_on=file.verified_on,
        age_days=None if file.verified_on is None else (on - file.verified_on).days,
        retention_until=file.retention_until,
        retention_passed=on > file.retention_until,
        legal_basis=file.legal_basis,
        resellers=links,
        chain_end=chain_end if Field.RESELLER_CHAIN in file.complete else None,
        end_users=behind,
        end_users_all=all_of_them,
    )


def _fields(file: IdentifiedFile) -> tuple[FieldState, ...]:
    return tuple(
        FieldState(
            field=it.field,
            present=it.field in file.complete,
            citation=it.citation,
            status=it.status,
        )
        for it in REQUIREMENTS
    )
