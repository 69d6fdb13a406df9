"""What other processes find out about envelopes is taken for those very envelopes alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.speaking import Asked, FixedClock, intake_into, signed, voice

from comptrol.adapters.store_memory import MemoryStore
from comptrol.kernel.errors import EnvelopeError, UnavailableError


class Confused:
    """Workers that answer for each item what they found out about another."""

    def begin(
        self, function: Callable[[Any], Any], items: Sequence[Any], *, soon: bool = False
    ) -> Callable[[], list[Any]]:
        del soon
        done = [function(item) for item in reversed(items)]
        return lambda: done

    def close(self) -> None:
        pass


def test_what_was_opened_as_another_is_not_taken() -> None:
    intake = replace(intake_into(MemoryStore(), FixedClock()), workers=Confused())
    raws = [signed(Asked(word=word), voice(by), 1) for word, by in (("a", "acme"), ("b", "beta"))]
    with pytest.raises(UnavailableError, match="statement 0 was opened as another"):
        intake.read_all(raws)
    assert [it.envelope.raw for it in intake.read_all(raws[:1])] == raws[:1]


def test_what_is_wrong_names_the_statement_that_it_is_wrong_with() -> None:
    intake = intake_into(MemoryStore(), FixedClock())
    right = signed(Asked(word="a"), voice("acme"), 1)
    with pytest.raises(EnvelopeError, match="statement 1 of the batch: the signature does not"):
        intake.read_all([right, right[:-1] + bytes([right[-1] ^ 1])])
