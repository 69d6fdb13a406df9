"""What is said in one batch, what is under way of it, and what became of each?"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from comptrol.client.journal import Letter
from comptrol.client.replies import Answer
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.statement import Statement

_encode = msgspec.json.Encoder().encode

Told = Answer | ComptrolError
"""What became of one statement."""


class Saying(NamedTuple):
    """What is to be said, and the name under which it is said once and no more."""

    subject: str
    payload: bytes
    name: str | None
    digest: bytes
    lasting: bool = True
    """Kept where it certainly did not arrive, if there is a file to keep it in."""

    @classmethod
    def of(
        cls, statement: Statement, name: str | None = None, *, lasting: bool = True
    ) -> "Saying":
        """Return how a statement is written."""
        payload = _encode(statement)
        return cls(statement.subject, payload, name, sha256(payload).digest(), lasting)


class Delivery:
    """What is said in one batch, what is under way, and what became of it."""

    def __init__(self, sayings: Sequence[Saying], letters: list[Letter]) -> None:
        self.sayings, self.letters = sayings, letters
        self.answers: dict[int, Told] = {}
        self.heard: dict[tuple[bytes, int], int] = {}
        """Which saying has which letter, by its words and its number."""
        self.fresh: set[int] = set()
        """Numbers that no earlier try can have used."""
        self.fleeting: set[int] = set()
        """Numbers of what is not kept where it did not arrive."""

    def unmatched(self) -> list[int]:
        """Return what is not under way yet; what is, is waited for and not said again."""
        rest = []
        for index, said in enumerate(self.sayings):
            found = next((it for it in self.letters if self._is(it, said)), None)
            if found is not None:
                self.heard[found.digest, found.sequence] = index
            elif said.name and any(it.name == said.name for it in self.letters):
                self.answers[index] = otherwise(said.name)
            else:
                rest.append(index)
        return rest

    def _is(self, letter: Letter, said: Saying) -> bool:
        free = (letter.digest, letter.sequence) not in self.heard
        return free and letter.digest == said.digest and letter.name == said.name

    def move(self, letters: Sequence[Letter], signed: Sequence[Letter]) -> None:
        """Note under which numbers things are said now."""
        pairs = [(old, new) for old, new in zip(letters, signed, strict=True)]
        found = {
            (new.digest, new.sequence): self.heard.pop((old.digest, old.sequence))
            for old, new in pairs
            if (old.digest, old.sequence) in self.heard
        }
        self.heard |= found

    def answer(self, letter: Letter, told: Told) -> None:
        """Note what became of a letter."""
        index = self.heard.pop((letter.digest, letter.sequence), None)
        if index is not None:
            self.answers[index] = told

    def fail(self, error: ComptrolError) -> None:
        """Note what went wrong, for all that has no answer."""
        for index in range(len(self.sayings)):
            self.answers.setdefault(index, error)

    def told(self) -> list[Told]:
        """Return what became of each thing that was to be said."""
        return [self.answers[index] for index in range(len(self.sayings))]


def otherwise(name: str) -> UnreadableError:
    """Return what is wrong with a name that stands for something else."""
    return UnreadableError(f"{name!r} was said before, in other words: choose another name")
