"""What is known about files on customers: that they are there, and never what they say."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import msgspec

from comptrol.domains.identification.statements import (
    Field,
    Identification,
    IdentificationStatement,
    Identified,
    LegalBasis,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class IdentifiedFile(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody keeps a file on a party, and which fields of it are complete."""

    party: PartyId
    position: int
    commitment: Digest
    by: PartyId
    filed_on: date
    complete: tuple[Field, ...]
    beneficial_owners: int
    verified_on: date | None
    retention_until: date
    legal_basis: LegalBasis
    reseller: PartyId | None
    end_users: tuple[PartyId, ...] | None


class IdentificationView(View):
    """Files on customers, in the order in which they were filed. What they say is not here."""

    files: Table[Key, IdentifiedFile] = Table.of(
        "identification_files",
        IdentifiedFile,
        key="party position",
        indexes=("commitment", "reseller"),
    )


def apply(view: IdentificationView, entry: Entry[IdentificationStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Identification():
            raise AssertionError("a file that is said openly is not admitted")
        case Identified() as said:
            yield view.files.put(
                IdentifiedFile(
                    party=said.party,
                    position=entry.position,
                    commitment=said.commitment,
                    by=entry.signer,
                    filed_on=entry.logged_at.date(),
                    complete=said.complete,
                    beneficial_owners=said.beneficial_owners,
                    verified_on=said.verified_on,
                    retention_until=said.retention_until,
                    legal_basis=said.legal_basis,
                    reseller=said.reseller,
                    end_users=said.end_users,
                )
            )
        case never:
            assert_never(never)
