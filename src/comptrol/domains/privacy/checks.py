"""What may be said about things that stay hidden, given what is known."""

from collections.abc import Iterator
from typing import Final, assert_never

from comptrol.domains.parties import PartiesView, key_in_force, may
from comptrol.domains.privacy.formulas import core_digest
from comptrol.domains.privacy.queries import hiding_at, hiding_under
from comptrol.domains.privacy.refusals import PrivacyRefusal
from comptrol.domains.privacy.statements import (
    OFFICES,
    Disclosable,
    Erased,
    Looked,
    PrivacyStatement,
    Purpose,
    Sealed,
)
from comptrol.domains.privacy.view import PrivacyView
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import Digest, PartyId, PublicKey
from comptrol.kernel.jws import Jws, read_jws
from comptrol.kernel.selective import Fault, faults
from comptrol.kernel.signature import verify_bytes
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

_OWN_KINDS: Final = "privacy."
_REFUSAL_OF: Final = {
    Fault.FORM: PrivacyRefusal.NOT_SD_JWT,
    Fault.ALGORITHM: PrivacyRefusal.SIGNED_OTHERWISE,
    Fault.DIGEST: PrivacyRefusal.HASHED_OTHERWISE,
    Fault.IN_CLEAR: PrivacyRefusal.CLAIM_IN_CLEAR,
}


def check(entry: Entry[PrivacyStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view, signer = world[PrivacyView], entry.signer
    match entry.statement:
        case Sealed() as said:
            yield from _logged_already(view, said.commitment)
            if said.preimage_kind.startswith(_OWN_KINDS):
                yield Finding.of(PrivacyRefusal.NOT_SEALABLE, said.preimage_kind)
        case Disclosable() as said:
            yield from _logged_already(view, core_digest(said.core))
            yield from _check_core(said.core, signer, world[PartiesView])
        case Erased() as said:
            yield from _not_hidden(said.position, view)
        case Looked() as said:
            yield from _not_hidden(said.position, view)
            yield from _check_looked(said, signer, world)
        case never:
            assert_never(never)


def _logged_already(view: PrivacyView, commitment: Digest) -> Iterator[Finding]:
    known = hiding_under(view, commitment)
    if known is not None:
        yield Finding.of(PrivacyRefusal.LOGGED_ALREADY, f"at position {known.position}")


def _check_core(text: str, signer: PartyId, parties: PartiesView) -> Iterator[Finding]:
    try:
        core = read_jws(text)
    except EnvelopeError as error:
        yield Finding.of(PrivacyRefusal.NOT_SD_JWT, str(error))
        return
    for fault, detail in faults(core):
        yield Finding.of(_REFUSAL_OF[fault], detail)
    if core.claims.get("iss") != signer:
        yield Finding.of(PrivacyRefusal.NOT_THE_ISSUER, f"{signer} is not its issuer")
    yield from _check_signature(core, signer, parties)


def _check_signature(core: Jws, signer: PartyId, parties: PartiesView) -> Iterator[Finding]:
    """Refuse unless the core is signed under a key that its signer has in force."""
    kid = core.header.get("kid")
    held = key_in_force(parties, PublicKey(kid)) if isinstance(kid, str) else None
    if held is None or held.party != signer or held.platform:
        yield Finding.of(PrivacyRefusal.UNKNOWN_KEY, f"kid is no key of {signer}")
        return
    try:
        verify_bytes(bytes.fromhex(held.key), core.signature, core.signed)
    except EnvelopeError as error:
        yield Finding.of(PrivacyRefusal.SIGNATURE_BROKEN, str(error))


def _not_hidden(position: int, view: PrivacyView) -> Iterator[Finding]:
    known = hiding_at(view, position)
    if known is None:
        yield Finding.of(PrivacyRefusal.NOTHING_HIDDEN, f"position {position}")
    elif known.erased_at is not None:
        yield Finding.of(PrivacyRefusal.ERASED_ALREADY, f"at position {known.erased_at}")


def _check_looked(said: Looked, signer: PartyId, world: World) -> Iterator[Finding]:
    """Refuse whoever has no part in it, and an office that does not say why."""
    holds_office = may(world[PartiesView], signer, OFFICES)
    known = hiding_at(world[PrivacyView], said.position)
    if said.purpose is Purpose.OWN_WORDS:
        if known is not None and known.by != signer:
            yield Finding.of(PrivacyRefusal.NOT_YOURS, f"it was said by {known.by}")
        elif holds_office:
            yield Finding.of(PrivacyRefusal.OFFICE_SAYS_WHY, f"{signer} holds an office")
        return
    if not holds_office:
        yield Finding.of(PrivacyRefusal.NOT_YOURS, f"{signer} holds no office")
    if said.citation is None or said.case is None:
        yield Finding.of(PrivacyRefusal.NO_REASON, "citation and case")
