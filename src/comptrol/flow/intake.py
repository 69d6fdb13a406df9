"""The path itself. Read ``submit_all`` and ``turn.Turn.take`` to know the whole system."""

from collections.abc import Sequence
from dataclasses import dataclass

from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Clock, Store, Voice, Workers
from comptrol.flow.turn import Letter, Turn
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Answer
from comptrol.kernel.signature import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes signed statements in. There is no other way in."""

    catalogue: Catalogue
    store: Store
    clock: Clock
    voice: Voice
    workers: Workers
    references: References

    def submit(self, raw: bytes) -> Answer:
        """Take one statement."""
        return self.take((self.read(raw),))[0]

    def submit_all(self, raws: Sequence[bytes]) -> list[Answer]:
        """Take many in one step: open, verify, read; then check, log, fold and react in order.

        Bytes that cannot be read or verified raise EnvelopeError, naming which, and leave
        nothing. A refusal is an answer: it leaves nothing of its own and stops no other.
        """
        return self.take(self.read_all(raws))

    def read_all(self, raws: Sequence[bytes]) -> list[Letter]:
        """Open, verify and read many, several at a time."""
        return self.workers.each(self._read_numbered, tuple(enumerate(raws)))

    def read(self, raw: bytes) -> Letter:
        """Open, verify and read one statement; whether it may be said is asked later."""
        envelope = open_envelope(raw)
        verify(envelope)
        return Letter(envelope, self.catalogue.decode(envelope.payload))

    def take(self, letters: Sequence[Letter]) -> list[Answer]:
        """Check, log, fold and react, statement by statement, in one transaction."""
        with self.store.writing(self.clock.now()) as step:
            turn = Turn(step, RowsWorld(step.rows, self.references), self.catalogue, self.voice)
            return [turn.take(letter) for letter in letters]

    def _read_numbered(self, numbered: tuple[int, bytes]) -> Letter:
        index, raw = numbered
        try:
            return self.read(raw)
        except EnvelopeError as error:
            raise EnvelopeError(f"statement {index} of the batch: {error}") from error
