"""What happens to a statement inside the transaction."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from comptrol.domains.ledger import Equivocated, LedgerView
from comptrol.domains.parties import PartiesView, key_in_force
from comptrol.flow.admission import admit
from comptrol.flow.awaiting import AwaitingStep
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Logged, Voice
from comptrol.flow.sealing import seal_of
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import Claims, Envelope, open_envelope
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import Digest, PartyId, PublicKey
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.statement import Consequence, Entry, Statement, fitted

S = TypeVar("S", bound=Statement)


class Letter(NamedTuple):
    """A statement whose signature holds, and the envelope it came in."""

    envelope: Envelope
    statement: Statement
    leaf: bytes
    """The hash of the envelope's bytes, as the log's tree has it."""


class Turn:
    """One step's worth of statements, taken in order."""

    def __init__(
        self, step: AwaitingStep, world: RowsWorld, catalogue: Catalogue, voice: Voice
    ) -> None:
        self._step, self._world, self._catalogue, self._voice = step, world, catalogue, voice

    def take(self, letter: Letter) -> Answer:
        """Check, log, fold and react; or refuse with every reason; or say it is known already."""
        envelope, statement, leaf = letter
        claims = envelope.claims
        known = self._step.said(claims.key, claims.sequence)
        if known:
            if open_envelope(known.raw).to_be_signed() == envelope.to_be_signed():
                return self._receipt(known, repeated=True)
            if not statement.ONLY_SEALED:  # evidence is kept in clear, and for good
                self._note_equivocation(known, envelope)
        entry = self._entry(PartyId(claims.issuer), statement)
        last = self._step.sequence(claims.key)
        findings = tuple(admit(envelope, entry, last, self._world, self._voice))
        findings = findings or tuple(self._catalogue.owner(statement).check(entry, self._world))
        if findings:
            return Refused(self._catalogue.by_precedence(findings))
        self._step.append(envelope.raw, claims, statement.subjects_named())
        return _receipt(entry, leaf, tuple(self._followed(entry)))

    def seal(self) -> None:
        """Close the batch: seal what was logged since the last seal, if anything was."""
        said = seal_of(self._step, self._world, self._catalogue.shape, self._step.at)
        if said is not None:
            tuple(self._say(said))
        self._step.log()

    def _note_equivocation(self, known: Logged, envelope: Envelope) -> None:
        """Note, once for a number, that its signer used it for two things; keep both."""
        claims, before = envelope.claims, open_envelope(known.raw).claims
        if (before.key, before.sequence) != (claims.key, claims.sequence):
            raise UnavailableError(  # nobody is accused of what a damaged disk says
                f"entry {known.position} is not number {claims.sequence} of its signer: what "
                "is stored was damaged; see comptrol ledger fsck, then comptrol ledger rebuild"
            )
        key = PublicKey(claims.key.hex())
        held = key_in_force(self._world[PartiesView], key)
        if held is None or not before.issuer == claims.issuer == held.party:
            return  # what is said under a lost key, or in another's name, accuses nobody
        if self._world[LedgerView].equivocations.get((key, claims.sequence)) is not None:
            return
        self._step.keep_evidence(envelope.raw)
        said = Equivocated(
            because=known.position,
            party=PartyId(before.issuer),
            key=key,
            sequence=claims.sequence,
            other=Digest(leaf_hash(envelope.raw).hex()),
        )
        tuple(self._say(said))

    def _followed(self, entry: Entry[Statement]) -> Iterator[Entry[Consequence]]:
        """Fold an entry, and log whatever the platform says because of it."""
        domain = self._catalogue.owner(entry.statement)
        for change in domain.apply(self._world[domain.view], entry):
            self._step.store(change)
        for speak in self._catalogue.speakers(entry.statement):
            for said in tuple(speak(entry, self._world)):
                yield from self._say(said)

    def _say(self, said: Consequence) -> Iterator[Entry[Consequence]]:
        """Log and fold what the platform says, and what follows from that in turn."""
        claims = Claims(
            issuer=self._voice.party,
            subject=said.subject,
            said_at=int(self._step.at.timestamp()),
            sequence=self._step.sequence(self._voice.key) + 1,
            key=self._voice.key,
        )
        said, payload = fitted(said)
        entry = self._entry(self._voice.party, said)
        self._step.say(claims, payload, said.subjects_named())
        yield entry
        yield from self._followed(entry)

    def _entry(self, signer: PartyId, statement: S) -> Entry[S]:
        return Entry(
            position=self._step.position,
            logged_at=self._step.at,
            signer=signer,
            statement=statement,
        )

    def _receipt(self, known: Logged, *, repeated: bool) -> Receipt:
        """Answer for an entry logged earlier, with the consequences that followed it."""
        return Receipt(
            position=known.position,
            logged_at=known.logged_at,
            leaf=Digest(leaf_hash(known.raw).hex()),
            repeated=repeated,
            consequences=tuple(self._consequences(known.position)),
        )

    def _consequences(self, position: int) -> Iterator[Entry[Consequence]]:
        causes = {position}
        for logged in self._step.after(position):
            said = read_entry(self._catalogue, logged).statement
            if not isinstance(said, Consequence) or said.because not in causes:
                return
            if said.FROM_THE_PATH:
                return  # it may name the entry, and yet nothing led from the one to the other
            causes.add(logged.position)
            yield Entry(
                position=logged.position,
                logged_at=logged.logged_at,
                signer=self._voice.party,
                statement=said,
            )


def read_entry(catalogue: Catalogue, logged: Logged) -> Entry[Statement]:
    """Read an entry of the log. Its signature was verified when it came in."""
    envelope = open_envelope(logged.raw)
    return Entry(
        position=logged.position,
        logged_at=logged.logged_at,
        signer=PartyId(envelope.claims.issuer),
        statement=catalogue.read(envelope),
    )


def _receipt(
    entry: Entry[Statement], leaf: bytes, consequences: tuple[Entry[Consequence], ...]
) -> Receipt:
    return Receipt(
        position=entry.position,
        logged_at=entry.logged_at,
        leaf=Digest(leaf.hex()),
        consequences=consequences,
    )
