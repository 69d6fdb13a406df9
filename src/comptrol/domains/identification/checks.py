"""What may be said about files on customers, given what is known."""

from collections.abc import Iterator
from typing import Final, assert_never

from comptrol.domains.identification.formulas import RETENTION_MAX
from comptrol.domains.identification.refusals import IdentificationRefusal
from comptrol.domains.identification.statements import (
    Identification,
    IdentificationStatement,
    Identified,
)
from comptrol.domains.identification.view import IdentificationView
from comptrol.domains.parties import PartiesView
from comptrol.domains.privacy import PrivacyView, SealedEntry, hiding_under
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry, kind
from comptrol.kernel.view import World

_FILE: Final = kind(Identification)


def check(entry: Entry[IdentificationStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Identification():
            detail = "nothing of it was kept here; see comptrol kyc file"
            yield Finding.of(IdentificationRefusal.ONLY_SEALED, detail)
        case Identified() as said:
            yield from _unknown(said, world[PartiesView])
            yield from _check_file(said, entry.signer, world)
            yield from _check_chain(said, entry.signer, world[IdentificationView])
            yield from _named_twice(said)
            yield from _check_days(said, entry)
        case never:
            assert_never(never)


def _unknown(said: Identified, parties: PartiesView) -> Iterator[Finding]:
    named = (said.party, said.reseller, *(said.end_users or ()))
    for party in dict.fromkeys(named):
        if party is not None and parties.parties.get(party) is None:
            yield Finding.of(IdentificationRefusal.UNKNOWN_PARTY, party)


def _check_file(said: Identified, signer: PartyId, world: World) -> Iterator[Finding]:
    sealed = hiding_under(world[PrivacyView], said.commitment)
    if not isinstance(sealed, SealedEntry) or (sealed.kind, sealed.by) != (_FILE, signer):
        detail = f"{signer} has sealed no {_FILE} under {said.commitment}"
        yield Finding.of(IdentificationRefusal.UNKNOWN_FILE, detail)
    elif sealed.erased_at is not None:
        yield Finding.of(IdentificationRefusal.FILE_ERASED, f"at position {sealed.erased_at}")
    for known in world[IdentificationView].files.where(commitment=said.commitment):
        detail = f"of {known.party}, at position {known.position}"
        yield Finding.of(IdentificationRefusal.FILE_TAKEN, detail)


def _check_chain(said: Identified, signer: PartyId, view: IdentificationView) -> Iterator[Finding]:
    if said.party == signer:
        yield Finding.of(IdentificationRefusal.OF_ITSELF, signer)
    end_users = said.end_users or ()
    if said.party in {said.reseller, *end_users} or said.reseller in end_users:
        yield Finding.of(IdentificationRefusal.ITS_OWN_RESELLER, said.party)
    behind = next(view.files.where(reseller=said.party, limit=1), None)
    if behind is not None and not end_users:
        detail = f"{behind.party} comes through {said.party}: see position {behind.position}"
        yield Finding.of(IdentificationRefusal.END_USERS_UNNAMED, detail)


def _named_twice(said: Identified) -> Iterator[Finding]:
    if len(set(said.complete)) < len(said.complete):
        yield Finding.of(IdentificationRefusal.NAMED_TWICE, "complete")
    if len(set(said.end_users or ())) < len(said.end_users or ()):
        yield Finding.of(IdentificationRefusal.NAMED_TWICE, "end_users")


def _check_days(said: Identified, entry: Entry[IdentificationStatement]) -> Iterator[Finding]:
    today = entry.logged_at.date()
    if said.verified_on is not None and said.verified_on > today:
        yield Finding.of(IdentificationRefusal.NOT_YET, f"{said.verified_on} is after {today}")
    if said.retention_until < today:
        detail = f"{said.retention_until} is before {today}"
        yield Finding.of(IdentificationRefusal.RETENTION_OVER, detail)
    if said.retention_until > today + RETENTION_MAX:
        detail = f"{said.retention_until} is after {today + RETENTION_MAX}"
        yield Finding.of(IdentificationRefusal.RETENTION_TOO_LONG, detail)
