"""How does a provider get pseudonyms, so that each is counted and none is told? Asked, then made.

1. The provider signs how many elements it sends, and their digest; beside it, the elements.
2. Whatever is wrong with the elements is told before anything is logged.
3. What it signed goes down the one path, which counts it against what a day allows.
4. Only then is evaluated: the same request once more is answered once more, and counted once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta

from comptrol.domains.parties import PartiesView, key_in_force
from comptrol.domains.pseudonyms import (
    BATCH_MAX,
    EvaluationAsked,
    Pseudonym,
    PseudonymsView,
    epoch_key,
)
from comptrol.flow.intake import Intake
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import EnvelopeError, UnavailableError, UnreadableError
from comptrol.kernel.finding import Answer, Refused
from comptrol.kernel.identifiers import HEX_32, Digest, PublicKey

ElementHex = Annotated[str, Meta(pattern=HEX_32)]


class EvaluationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a provider sends: a signed ``pseudonyms.evaluation-asked/1``, and the elements."""

    statement: bytes
    """The envelope; in JSON as base64."""
    blinded: Annotated[tuple[ElementHex, ...], Meta(min_length=1, max_length=BATCH_MAX)]


class EvaluationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What it gets: where its request is logged, the evaluated elements, and a proof of them."""

    position: int
    epoch: int
    evaluated: tuple[str, ...]
    proof: str


class Evaluation(Protocol):
    """Elements that a key made of others, and the proof."""

    @property
    def elements(self) -> tuple[bytes, ...]:
        """Return the elements, in the order in which they were asked for."""
        ...

    @property
    def proof(self) -> bytes:
        """Return the proof that the announced key made them."""
        ...


class Evaluator(Protocol):
    """The keys of epochs. None of its answers is ever logged."""

    def read(self, blinded: Sequence[bytes]) -> None:
        """Raise UnreadableError unless all of these are elements, and none the identity."""
        ...

    def evaluate(self, epoch: int, blinded: Sequence[bytes]) -> Evaluation:
        """Answer blinded elements; UnavailableError where the key is not here."""
        ...

    def pseudonym(self, epoch: int, identifier: str) -> Pseudonym:
        """Return the pseudonym of an identifier in its canonical form."""
        ...


def digest_of(blinded: Sequence[bytes]) -> Digest:
    """Return by what elements are known in the log."""
    return Digest(sha256(b"".join(blinded)).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluating:
    """The authority's side of making pseudonyms."""

    intake: Intake
    evaluator: Evaluator

    def read(self, asked: EvaluationRequest) -> EvaluationAsked:
        """Read a request, and hold it against the elements beside it (1, 2)."""
        letter = self.intake.read(asked.statement)
        said, claims = letter.statement, letter.envelope.claims
        if not isinstance(said, EvaluationAsked):
            raise EnvelopeError("expected a signed pseudonyms.evaluation-asked/1")
        blinded = _elements(asked)
        if (said.many, said.digest) != (len(blinded), digest_of(blinded)):
            raise UnreadableError("the elements are not those that were signed for")
        with self.intake.store.reading() as rows:
            view = RowsWorld(rows, self.intake.references)[PartiesView]
            known = key_in_force(view, PublicKey(claims.key.hex()))
        if known is not None:  # nobody else is worth the work: the path refuses them
            self.evaluator.read(blinded)
        return said

    def answer(
        self, asked: EvaluationRequest, said: EvaluationAsked, told: Answer
    ) -> EvaluationAnswer | Refused:
        """Evaluate what the path has heard; what it refused stays refused (4)."""
        if isinstance(told, Refused):
            return told
        with self.intake.store.reading() as rows:
            view = RowsWorld(rows, self.intake.references)[PseudonymsView]
            key = epoch_key(view, said.epoch)
        assert key is not None, "an admitted request names an announced key"
        if self.intake.clock.now().date() >= key.evaluates_until:
            raise UnavailableError(f"epoch {said.epoch} evaluated until {key.evaluates_until}")
        made = self.evaluator.evaluate(said.epoch, _elements(asked))
        return EvaluationAnswer(
            position=told.position,
            epoch=said.epoch,
            evaluated=tuple(one.hex() for one in made.elements),
            proof=made.proof.hex(),
        )

    def take(self, asked: EvaluationRequest) -> EvaluationAnswer | Refused:
        """Take a request from one end to the other (1 to 4)."""
        said = self.read(asked)
        return self.answer(asked, said, self.intake.submit(asked.statement))


def _elements(asked: EvaluationRequest) -> list[bytes]:
    return [bytes.fromhex(one) for one in asked.blinded]
