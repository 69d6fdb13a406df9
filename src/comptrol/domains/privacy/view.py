"""What is known about entries that hide their words."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

import msgspec

from comptrol.domains.privacy.formulas import core_digest, kind_of_core
from comptrol.domains.privacy.statements import (
    Disclosable,
    Erased,
    Looked,
    PrivacyStatement,
    Purpose,
    Sealed,
    Topic,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Table, View


class SealedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A statement under seal: what it commits to, whose it is, and whether it was erased."""

    position: int
    commitment: Digest
    kind: str
    by: PartyId
    erased_at: int | None = None
    """The position at which the authority says so."""


class DisclosableEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A statement whose claims can be shown one by one, and whether they were erased."""

    position: int
    commitment: Digest
    """SHA-256 of the core."""
    topic: Topic
    kind: str
    by: PartyId
    erased_at: int | None = None
    """The position at which the authority says so."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody looked at what an entry hides, and why."""

    position: int
    at: int
    """The position of the entry that hides it."""
    kind: str
    of: PartyId
    """Whose words they are."""
    by: PartyId
    purpose: Purpose
    citation: str | None
    case: str | None
    looked_on: date


class PrivacyView(View):
    """Sealed and disclosable entries, and looks at them. What they hide is not here."""

    sealed: Table[int, SealedEntry] = Table.of(
        "privacy_sealed", SealedEntry, key="position", indexes=("commitment",)
    )
    disclosables: Table[int, DisclosableEntry] = Table.of(
        "privacy_disclosables", DisclosableEntry, key="position", indexes=("commitment", "topic")
    )
    looks: Table[int, Look] = Table.of(
        "privacy_looks",
        Look,
        key="position",
        indexes=(
            *("at", "by", "purpose", "looked_on"),
            *("by purpose", "by looked_on", "purpose looked_on", "by purpose looked_on"),
            "at by",
        ),
    )


def apply(view: PrivacyView, entry: Entry[PrivacyStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Sealed() as said:
            yield view.sealed.put(
                SealedEntry(
                    position=entry.position,
                    commitment=said.commitment,
                    kind=said.preimage_kind,
                    by=entry.signer,
                )
            )
        case Disclosable() as said:
            yield view.disclosables.put(
                DisclosableEntry(
                    position=entry.position,
                    commitment=core_digest(said.core),
                    topic=said.topic,
                    kind=kind_of_core(said.core),
                    by=entry.signer,
                )
            )
        case Erased(position=position):
            yield _gone(view, position, entry.position)
        case Looked() as said:
            yield view.looks.put(_look(view, said, entry))
        case never:
            assert_never(never)


def _gone(view: PrivacyView, position: int, erased_at: int) -> Change:
    sealed = view.sealed.get(position)
    if sealed is not None:
        return view.sealed.put(msgspec.structs.replace(sealed, erased_at=erased_at))
    disclosable = view.disclosables.get(position)
    assert disclosable is not None, "an admitted erasure names an entry that hides something"
    return view.disclosables.put(msgspec.structs.replace(disclosable, erased_at=erased_at))


def _look(view: PrivacyView, said: Looked, entry: Entry[PrivacyStatement]) -> Look:
    hidden = view.sealed.get(said.position) or view.disclosables.get(said.position)
    assert hidden is not None, "an admitted look names an entry that hides something"
    return Look(
        position=entry.position,
        at=said.position,
        kind=hidden.kind,
        of=hidden.by,
        by=entry.signer,
        purpose=said.purpose,
        citation=said.citation,
        case=said.case,
        looked_on=entry.logged_at.date(),
    )
