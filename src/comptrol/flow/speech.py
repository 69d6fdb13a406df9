"""How a party speaks: its statements signed, numbered and sent down the one path."""

from collections.abc import Sequence

import msgspec

from comptrol.flow.intake import Intake
from comptrol.flow.ports import Voice
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.finding import Answer
from comptrol.kernel.statement import Statement

_encode = msgspec.json.Encoder().encode


class Speaker:
    """One party speaking into one log. Numbers are taken from the log at every turn."""

    def __init__(self, intake: Intake, voice: Voice) -> None:
        self._intake, self._voice = intake, voice

    def say(self, statement: Statement) -> Answer:
        """Say one thing and return the answer."""
        return self.say_all((statement,))[0]

    def say_all(self, statements: Sequence[Statement]) -> list[Answer]:
        """Say many things in one step, in order. After a refusal the rest has a gap in numbers."""
        start = self._intake.store.sequence(self._voice.key) + 1
        raws = [self.envelope(said, start + index) for index, said in enumerate(statements)]
        return self._intake.submit_all(raws)

    def next_envelope(self, statement: Statement, sequence: int | None = None) -> bytes:
        """Sign a statement under a number, or the next, without sending it."""
        following = self._intake.store.sequence(self._voice.key) + 1
        return self.envelope(statement, following if sequence is None else sequence)

    def envelope(self, statement: Statement, sequence: int) -> bytes:
        """Sign a statement under a number."""
        claims = Claims(
            issuer=self._voice.party,
            subject=statement.subject,
            said_at=int(self._intake.clock.now().timestamp()),
            sequence=sequence,
            key=self._voice.key,
        )
        return seal(claims, _encode(statement), self._voice.sign)
