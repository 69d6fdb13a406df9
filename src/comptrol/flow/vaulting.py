"""How does what an entry hides stay out of the log, and yet in reach? It is kept, then logged.

After a crash in between, the vault has words that no entry hides: nobody can read them who could
not read the rest of the vault, and they go when their data subject is erased. The other way round,
the log would commit to words that are lost.

**Said, then opened.** Nobody has words of the vault who has not said that it looks, and why: what
opens them says so itself, in the same call. After a crash in between, the log has a look at which
nothing was seen. What the platform reads by itself, to add up usage or to compare it, no person
is shown; that is in ``bootstrap/sealed_usage.py``, and there is no third reader.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import msgspec
from typing_extensions import override

from comptrol.domains.privacy import (
    SALT_BYTES,
    Hiding,
    Looked,
    PrivacyView,
    Sealed,
    SealedEntry,
    commitment_to,
    hiding_at,
    hiding_under,
)
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Voice
from comptrol.flow.speech import Speaker
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.errors import EnvelopeError, NotFoundError, UnavailableError, UnreadableError
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import NAME, Digest
from comptrol.kernel.signature import check_names
from comptrol.kernel.statement import Statement, kind

_encode = msgspec.json.Encoder().encode


class Opening(NamedTuple):
    """What opens a commitment. Never printed, never logged."""

    body: bytes
    salt: bytes

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Opening(…)"


class Seen(NamedTuple):
    """What came of a look: that it is logged, and what it opens; nothing where it was refused."""

    answer: Answer
    opening: Opening | None

    @property
    def words(self) -> bytes | None:
        """Return the words, without what proves that they are those committed to."""
        return None if self.opening is None else self.opening.body

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return f"Seen({type(self.answer).__name__}, …)"


class Vault(Protocol):
    """Keeps what entries hide, each for one data subject: a person, under a pseudonym.

    Whatever it answers is durable. What it has destroyed it cannot give back: not from its files,
    and not from a copy of the bodies made before, read with the keys that it has now.
    """

    def keep(self, data_subject: str, commitment: Digest, body: bytes, salt: bytes) -> None:
        """Keep an opening; the same once more changes nothing, another under it is refused."""
        ...

    def opening(self, commitment: Digest) -> Opening:
        """Return an opening, or raise NotFoundError. For people, ``Vaulting.unseal`` asks this."""
        ...

    def erase(self, commitment: Digest) -> None:
        """Destroy an opening, if it is kept."""
        ...

    def erase_all(self, data_subject: str) -> None:
        """Destroy all openings of a data subject; which commitments they were is still known."""
        ...

    def commitments(self, data_subject: str) -> tuple[Digest, ...]:
        """Return what commitments are kept for a data subject, or were until ``erase_all``."""
        ...

    def forget(self, data_subject: str) -> None:
        """Drop what ``erase_all`` has left: the commitments, and the subject's name."""
        ...

    def close(self) -> None:
        """Let go of everything held."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Vaulting:
    """The vault beside the one path: the words go into the one, the statement down the other."""

    vault: Vault
    intake: Intake
    randomness: Callable[[int], bytes]
    """Returns so many bytes that nobody can foresee."""

    def seal(self, voice: Voice, statement: Statement, data_subject: str) -> Answer:
        """Say something under seal: the log has the commitment, the vault the words."""
        opening = Opening(_encode(statement), self.randomness(SALT_BYTES))
        commitment = commitment_to(opening.salt, opening.body)
        claims = Claims(
            issuer=voice.party,
            subject=f"commitment:{commitment}",
            said_at=int(self.intake.clock.now().timestamp()),
            sequence=self.intake.store.sequence(voice.key) + 1,
            key=voice.key,
        )
        payload, preimage_kind = bytes.fromhex(commitment), kind(type(statement))
        raw = seal(claims, payload, voice.sign, preimage_kind=preimage_kind)
        return self.submit(raw, opening, data_subject)

    def submit(self, raw: bytes, opening: Opening, data_subject: str) -> Answer:
        """Take in a sealed statement with what opens it, from whoever sealed it."""
        letter = self.intake.read(raw)
        said = letter.statement
        if not isinstance(said, Sealed):
            raise EnvelopeError("only what is said under seal comes with its words")
        self._check_opening(said, opening)
        self.keep(data_subject, said.commitment, opening)
        (answer,) = self.intake.take((letter,))
        self.forget_unless_hidden(said.commitment)
        return answer

    def keep(self, data_subject: str, commitment: Digest, opening: Opening) -> None:
        """Keep an opening for a data subject, who has a pseudonym here and never a name."""
        if not re.search(NAME, data_subject):
            raise UnreadableError("a data subject's pseudonym: lower-case letters, digits, . _ -")
        self.intake.store.claim()  # what cannot be logged now is not kept either
        self.vault.keep(data_subject, commitment, opening.body, opening.salt)

    def forget_unless_hidden(self, commitment: Digest) -> None:
        """Forget what was kept for an entry that the log refused, or calls erased."""
        hidden = self.hidden_under(commitment)
        if hidden is None or hidden.erased_at is not None:
            self.vault.erase(commitment)

    def unseal(self, voice: Voice, said: Looked) -> Seen:
        """Say that somebody looks, and return what opens a sealed entry: words and salt."""
        if not isinstance(self.hidden_at(said.position), SealedEntry):
            raise NotFoundError(f"the entry at position {said.position} is not sealed")
        return self.look(voice, said)

    def look(self, voice: Voice, said: Looked) -> Seen:
        """Say that somebody looks at what an entry hides, and only then open it.

        For a sealed entry these are its words; for a disclosable one, what shows each claim.
        """
        hidden = self.hidden_at(said.position)
        answer = Speaker(self.intake, voice).say(said)
        if not isinstance(answer, Receipt):
            return Seen(answer, None)
        body, salt = self.vault.opening(hidden.commitment)
        if isinstance(hidden, SealedEntry) and commitment_to(salt, body) != hidden.commitment:
            at = said.position
            raise UnavailableError(f"what the vault has for position {at} does not open it")
        return Seen(answer, Opening(body, salt))

    def hidden_at(self, position: int) -> Hiding:
        """Return the entry at a position that hides something still, or say why there is none."""
        with self.intake.store.reading() as rows:
            found = hiding_at(RowsWorld(rows, self.intake.references)[PrivacyView], position)
        if found is None:
            raise NotFoundError(f"the entry at position {position} hides nothing")
        if found.erased_at is not None:
            raise NotFoundError(f"what position {position} hid is erased: see {found.erased_at}")
        return found

    def hidden_under(self, commitment: Digest) -> Hiding | None:
        """Return the entry with a commitment, or with a core of this digest."""
        with self.intake.store.reading() as rows:
            view = RowsWorld(rows, self.intake.references)[PrivacyView]
            return hiding_under(view, commitment)

    def _check_opening(self, said: Sealed, opening: Opening) -> None:
        """Refuse words that are not those committed to, or that could not be said openly."""
        if len(opening.salt) != SALT_BYTES:
            raise EnvelopeError(f"a salt has {SALT_BYTES} bytes")
        if commitment_to(opening.salt, opening.body) != said.commitment:
            raise EnvelopeError("these words and this salt are not what was committed to")
        check_names(opening.body)
        read = self.intake.catalogue.decode(opening.body)
        if kind(type(read)) != said.preimage_kind:
            raise EnvelopeError(f"what was sealed is no {said.preimage_kind}")
