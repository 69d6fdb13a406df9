"""How does what is said under seal arrive, with what opens it and what is said openly of it?

As one parcel, whoever made it and wherever it comes from.

1. Hold what is sealed against what is said openly, and look for what no check of the log can see.
2. Ask whether the log would hear what is said openly: what it would not is not kept either.
3. Take in the seal; its words go into the vault.
4. Say openly that it is there.

After a crash between 3 and 4 the same parcel is handed in again, and only the rest is done.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta
from typing_extensions import override

from comptrol.domains.disclosure import (
    DisclosureRefusal,
    DisclosureView,
    Filed,
    LargeCustomers,
    customer_faults,
)
from comptrol.domains.parties import PartiesView, key_in_force, may
from comptrol.domains.privacy import SALT_BYTES, commitment_to
from comptrol.domains.pseudonyms import (
    Name,
    Named,
    PseudonymsRefusal,
    PseudonymsView,
    SealedUsage,
    Usage,
    UsageFiled,
    canonical,
    faults,
    filing_under,
    outline,
    standing_of,
)
from comptrol.flow.ports import Voice
from comptrol.flow.refusals import FlowRefusal
from comptrol.flow.turn import Letter
from comptrol.flow.vaulting import Opening, Vaulting
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.errors import EnvelopeError, NotFoundError, UnreadableError
from comptrol.kernel.finding import Answer, Finding, Receipt, Refused
from comptrol.kernel.identifiers import Digest, PartyId, PublicKey
from comptrol.kernel.statement import Entry, Statement, kind

BODY_BYTES_MAX: Final = 4 * 1024 * 1024
NOT_YET: Final = frozenset(
    it.reason.code for it in (PseudonymsRefusal.NOT_FILED, DisclosureRefusal.NOT_SEALED)
)
"""Why the log would not hear what is said openly, as long as the seal is still to follow."""
Bytes = Annotated[bytes, Meta(max_length=BODY_BYTES_MAX)]
_encode = msgspec.json.Encoder().encode


class Parcel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sealed statement, what opens it, and what is said openly; in JSON as base64."""

    sealed: Bytes
    body: Bytes
    salt: Bytes
    openly: Bytes

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Parcel(…)"


class Handed(NamedTuple):
    """What became of a parcel: its seal, where it came to that, and what is said openly of it."""

    sealed: Receipt | None
    answer: Answer


def parcel_of(
    voice: Voice,
    said: Statement,
    openly: Callable[[Digest], Statement],
    *,
    number: int,
    now: datetime,
    salt: bytes,
) -> Parcel:
    """Seal a statement, and sign what is said openly of it, under a number and the next."""
    body = _encode(said)
    commitment = commitment_to(salt, body)
    told = openly(commitment)

    def claims(subject: str, number: int) -> Claims:
        return Claims(
            issuer=voice.party,
            subject=subject,
            said_at=int(now.timestamp()),
            sequence=number,
            key=voice.key,
        )

    sealed = seal(
        claims(f"commitment:{commitment}", number),
        bytes.fromhex(commitment),
        voice.sign,
        preimage_kind=kind(type(said)),
    )
    signed = seal(claims(told.subject, number + 1), _encode(told), voice.sign)
    return Parcel(sealed=sealed, body=body, salt=salt, openly=signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcels:
    """Takes parcels in: filings of usage, names, and large customers."""

    vaulting: Vaulting

    def take(self, parcel: Parcel) -> Handed:
        """Take a parcel in, or refuse it and keep nothing."""
        intake = self.vaulting.intake
        letter = intake.read(parcel.openly)
        signer = PartyId(letter.envelope.claims.issuer)
        strange = tuple(self._strange(letter))
        if strange:  # nobody else is worth the work
            return Handed(None, Refused(strange))
        self._hold_together(parcel, letter.statement, signer)  # 1
        reasons = tuple(self._reasons(letter.statement, signer))  # 2
        if reasons:
            return Handed(None, Refused(intake.catalogue.by_precedence(reasons)))
        opening = Opening(parcel.body, parcel.salt)
        sealed = self.vaulting.submit(parcel.sealed, opening, _subject(letter.statement))  # 3
        if not isinstance(sealed, Receipt):
            return Handed(None, sealed)
        return Handed(sealed, intake.submit(parcel.openly))  # 4

    def _strange(self, letter: Letter) -> Iterator[Finding]:
        """Yield why a signer may not say what it says, whatever that is."""
        intake, claims, openly = self.vaulting.intake, letter.envelope.claims, letter.statement
        with intake.store.reading() as rows:
            view = RowsWorld(rows, intake.references)[PartiesView]
            held = key_in_force(view, PublicKey(claims.key.hex()))
            if held is None or held.party != claims.issuer:
                yield Finding.of(FlowRefusal.UNKNOWN_KEY, claims.key.hex())
            elif not may(view, held.party, openly.SAID_BY):
                roles = ", ".join(sorted(role.value for role in openly.SAID_BY))
                detail = f"{kind(type(openly))} is said by: {roles}"
                yield Finding.of(FlowRefusal.ROLE_MISSING, detail)

    def _hold_together(self, parcel: Parcel, openly: Statement, signer: PartyId) -> None:
        if len(parcel.salt) != SALT_BYTES:
            raise EnvelopeError(f"a salt has {SALT_BYTES} bytes")
        commitment = commitment_to(parcel.salt, parcel.body)
        said = self.vaulting.intake.catalogue.decode(parcel.body)
        match said, openly:
            case Usage(), UsageFiled(restates=restates):
                if outline(said, commitment, restates) != openly:
                    raise UnreadableError("what is said openly is not of what is sealed")
                wrong = (*faults(said), *self._in_other_parts(said, openly, signer))
            case Name(), Named(due=due, commitment=named):
                if (said.due, commitment) != (due, named):
                    raise UnreadableError("what is said openly is not of what is sealed")
                wrong = tuple(self._misnamed(said))
            case LargeCustomers(), Filed():
                same = (said.filing, said.period) == (openly.filing, openly.period)
                if not same or openly.customers != commitment:
                    raise UnreadableError("what is said openly is not of what is sealed")
                wrong = tuple(self._misfiled(said, openly))
            case _:
                raise EnvelopeError(
                    "expected sealed usage, a name or large customers, and what is said openly"
                )
        if wrong:
            raise UnreadableError("\n".join(wrong))

    def _in_other_parts(self, said: Usage, openly: UsageFiled, signer: PartyId) -> Iterator[str]:
        """Yield the rows whose customers stand in another part of the same period."""
        intake = self.vaulting.intake
        customers = {row.customer: number for number, row in enumerate(said.rows)}
        with intake.store.reading() as rows:
            world = RowsWorld(rows, intake.references)
            read = world.reference(SealedUsage).usage
            for filing in standing_of(world[PseudonymsView], signer, said.epoch):
                same = (filing.since, filing.until) == (said.since, said.until)
                if not same or filing.part == said.part or filing.position == openly.restates:
                    continue
                other = read(filing.commitment)
                for row in other.rows if other is not None else ():
                    if row.customer in customers:
                        number = customers[row.customer]
                        yield f"row {number}, field customer: it stands in part {filing.part} too"

    def _misnamed(self, said: Name) -> Iterator[str]:
        """Yield that the identifier is not that of the row: the key of the epoch tells."""
        intake = self.vaulting.intake
        with intake.store.reading() as rows:
            world = RowsWorld(rows, intake.references)
            view, sealed = world[PseudonymsView], world.reference(SealedUsage)
            due = view.dues.get(said.due)
            filing = view.filings.get(due.filing) if due is not None else None
            if due is None or filing is None:
                return  # the log refuses it
            usage = sealed.usage(filing.commitment)
            if usage is None:
                raise NotFoundError(f"the rows filed at position {filing.position} are erased")
            made = sealed.pseudonym(filing.epoch, canonical(said.identifier))
        if usage.rows[due.row].customer != made:
            yield "field identifier: it is not that of the row that was asked for"

    def _misfiled(self, said: LargeCustomers, openly: Filed) -> Iterator[str]:
        """Yield what is wrong with large customers: who is not large, or not known."""
        intake = self.vaulting.intake
        with intake.store.reading() as rows:
            world = RowsWorld(rows, intake.references)
            period = world[DisclosureView].periods.get(openly.period)
            threshold = period.large_customer_chip_seconds if period is not None else None
            yield from customer_faults(said, openly, threshold)
            for number, row in enumerate(said.customers):
                if world[PartiesView].parties.get(row.customer) is None:
                    yield f"row {number}, field customer: nobody of this name is enrolled"

    def _reasons(self, openly: Statement, signer: PartyId) -> Iterator[Finding]:
        """Yield why the log would not hear what is said openly, but for the seal that follows."""
        intake = self.vaulting.intake
        entry = Entry(
            position=intake.store.size(),
            logged_at=intake.clock.now(),
            signer=signer,
            statement=openly,
        )
        with intake.store.reading() as rows:
            world = RowsWorld(rows, intake.references)
            if _is_known(openly, world):
                return  # handed in again: the path says so, or why not
            for finding in intake.catalogue.owner(openly).check(entry, world):
                if finding.code not in NOT_YET:
                    yield finding


def _is_known(openly: Statement, world: RowsWorld) -> bool:
    view = world[PseudonymsView]
    match openly:
        case UsageFiled(commitment=commitment):
            return filing_under(view, commitment) is not None
        case Named(commitment=commitment):
            return next(view.names.where(commitment=commitment, limit=1), None) is not None
        case Filed(filing=filing, customers=commitment):
            filed = world[DisclosureView].filings.get(filing)
            return filed is not None and filed.customers == commitment
        case _:
            return False


def _subject(openly: Statement) -> str:
    """Return under which name a body is erased: each filing and each name alone."""
    match openly:
        case UsageFiled(commitment=commitment):
            word = "usage"
        case Named(commitment=commitment):
            word = "name"
        case Filed(customers=str(commitment)):
            word = "customers"
        case _:
            raise AssertionError("held together before")
    return f"{word}.{commitment[:40]}"
