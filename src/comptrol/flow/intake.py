"""The path itself. Read ``submit_all`` and ``turn.Turn.take`` to know the whole system."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

from comptrol.flow.awaiting import AwaitingStep, Sealer
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.opening import Opened, open_verified
from comptrol.flow.ports import Clock, OvertakenError, Step, Store, Voice, Workers
from comptrol.flow.turn import Letter, Turn
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.envelope import Envelope, filled, open_envelope
from comptrol.kernel.errors import EnvelopeError, UnavailableError
from comptrol.kernel.finding import Answer
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.signature import verify

BATCH: Final = 1_000
"""Statements to a step: past this, waiting longer buys nothing (a commit costs a few ms)."""

OVERTAKEN_MAX: Final = 4
"""How often a step that left nothing because of others is begun again, before that is said."""

CLOCK_BACK_MAX: Final = timedelta(minutes=5)
"""How far the clock may be behind the log: further, and what is logged would have no true time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes signed statements in. There is no other way in."""

    catalogue: Catalogue
    store: Store
    clock: Clock
    voice: Voice
    workers: Workers
    references: References
    opens: Callable[[bytes], Opened | str] = open_verified
    """Opens and verifies an envelope, in the workers' processes, or says what is wrong with it."""

    def submit(self, raw: bytes) -> Answer:
        """Take one statement."""
        return self.take((self.read(raw),))[0]

    def submit_all(self, raws: Sequence[bytes]) -> list[Answer]:
        """Take many in one step: open, verify, read; then check, log, fold and react in order.

        Bytes that cannot be read or verified raise EnvelopeError, naming which, and leave
        nothing. A refusal is an answer: it leaves nothing of its own and stops no other.
        """
        return self.take(self.read_all(raws))

    def submit_stream(self, raws: Iterable[bytes], batch: int = BATCH) -> Iterator[Answer]:
        """Take any number, a step to a batch; each is read while the one before is committed."""
        source, reading, start = iter(raws), None, 0
        while following := tuple(islice(source, batch)):
            begun = self._begin_reading(following, start)
            if reading is not None:
                yield from self.take(reading())
            reading, start = begun, start + len(following)
        if reading is not None:
            yield from self.take(reading())

    def read_all(self, raws: Sequence[bytes]) -> list[Letter]:
        """Open, verify and read many."""
        return self._begin_reading(raws, 0)()

    def _begin_reading(self, raws: Sequence[bytes], start: int) -> Callable[[], list[Letter]]:
        """Begin to open envelopes; what is returned waits, then reads the statements."""
        opened = self.workers.begin(self.opens, raws)

        def read() -> list[Letter]:
            letters = []
            for index, (raw, found) in enumerate(zip(raws, opened(), strict=True), start):
                if isinstance(found, str):
                    raise EnvelopeError(f"statement {index} of the batch: {found}")
                leaf, outline = found
                if leaf_hash(raw) != leaf:
                    raise UnavailableError(f"statement {index} was opened as another: try again")
                letters.append(self._letter(filled(raw, outline), leaf, index))
            return letters

        return read

    def _letter(self, envelope: Envelope, leaf: bytes, index: int) -> Letter:
        try:
            return Letter(envelope, self.catalogue.read(envelope), leaf)
        except EnvelopeError as error:
            raise EnvelopeError(f"statement {index} of the batch: {error}") from error

    def read(self, raw: bytes) -> Letter:
        """Open, verify and read one statement; whether it may be said is asked later."""
        envelope = open_envelope(raw)
        verify(envelope)
        return Letter(envelope, self.catalogue.read(envelope), leaf_hash(raw))

    def take(self, letters: Sequence[Letter]) -> list[Answer]:
        """Check, log, fold and react, statement by statement, and seal, in one transaction.

        One that was overtaken, as a distributed store may say, is taken again as a whole.
        """
        for _ in range(OVERTAKEN_MAX):
            with suppress(OvertakenError):
                return self._take(letters)
        return self._take(letters)

    def _take(self, letters: Sequence[Letter]) -> list[Answer]:
        now = self.clock.now()
        with self.store.writing(now) as step:
            if step.at - now > CLOCK_BACK_MAX:
                raise UnavailableError(
                    f"it is {now}, and the log is at {step.at}: the clock went back. Set it"
                )
            _foresee(step, letters)
            turn = self.turn(step, RowsWorld(step.rows, self.references))
            answers = [turn.take(letter) for letter in letters]
            turn.seal()
            return answers

    def turn(self, step: Step, world: RowsWorld) -> Turn:
        """Return what takes statements in a step, in which what the platform says is signed."""
        sealer = Sealer(self.voice.apart(), self.catalogue.decode)
        awaiting = AwaitingStep(step, self.workers, sealer)
        return Turn(awaiting, world, self.catalogue, self.voice)


def _foresee(step: Step, letters: Sequence[Letter]) -> None:
    """Tell a step with many statements which rows these will be checked against."""
    if len(letters) == 1:
        return
    keys = defaultdict[str, dict[str, None]](dict)
    for _, statement, _ in letters:
        for table, field in statement.FORESEES:
            keys[table][getattr(statement, field)] = None
    for table, names in keys.items():
        step.foresee(table, tuple(names))
