"""What the platform says is signed by other processes: the log is the same, or nothing is left."""

import pickle
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import msgspec
import pytest
from tests.speaking import (
    ACME,
    AUTHORITY,
    BUG,
    CATALOGUE,
    LOUD,
    PLATFORM,
    REFERENCES,
    Asked,
    Echoed,
    FixedClock,
    accepted,
    enrolled,
    founded,
    intake_into,
    signed,
    voice,
)

from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.workers_processes import START_MIN, ProcessWorkers
from comptrol.flow.awaiting import AT_ONCE, AWAY_MAX, Sealer, Unsigned
from comptrol.flow.intake import Intake
from comptrol.flow.opening import open_verified
from comptrol.flow.replay import replay
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Answer

MANY = max(START_MIN, AT_ONCE * AWAY_MAX // 2) + 30
"""As many questions, each echoed twice, as keep more with the processes than may be there."""
ASKED = [signed(Asked(word=f"w-{at}", times=2), voice(ACME), at + 1) for at in range(MANY)]


def opened(store: MemoryStore, workers: ProcessWorkers) -> Intake:
    intake = replace(intake_into(store, FixedClock()), workers=workers)
    accepted(intake.submit(signed(founded(), voice(AUTHORITY), 1)))
    accepted(intake.submit(signed(enrolled(ACME), voice(AUTHORITY), 2)))
    return intake


def logged(processes: int, raws: Sequence[bytes]) -> tuple[list[bytes], list[Answer]]:
    store = MemoryStore()
    with closing(ProcessWorkers(processes)) as workers:
        answers = opened(store, workers).submit_all(raws)
    return [it.raw for it in store.entries()], answers


def test_the_log_is_the_same_whoever_signs():
    here, apart = logged(0, ASKED), logged(2, ASKED)
    assert here == apart
    raws, answers = apart
    assert len(raws) > 3 * MANY
    assert [len(accepted(it).consequences) for it in answers] == [2] * MANY
    assert not [found for raw in raws if isinstance(found := open_verified(raw), str)]


def test_what_is_repeated_in_the_same_batch_is_told_as_it_stands():
    _, answers = logged(2, [*ASKED, ASKED[7]])
    first, again = accepted(answers[7]), accepted(answers[-1])
    assert again.repeated
    assert (again.position, again.consequences) == (first.position, first.consequences)


def test_a_step_that_fails_leaves_nothing_and_the_next_one_goes_on():
    store = MemoryStore()
    bug = signed(Asked(word=BUG, times=1), voice(ACME), MANY + 1)
    with closing(ProcessWorkers(2)) as workers:
        intake = opened(store, workers)
        before = store.size()
        with pytest.raises(AssertionError, match="what cannot be"):
            intake.submit_all([*ASKED, bug])
        assert store.size() == before
        assert len([accepted(it) for it in intake.submit_all(ASKED)]) == MANY
    every = [open_verified(it.raw) for it in store.entries()]
    assert every
    assert not [found for found in every if isinstance(found, str)]


def test_what_is_too_long_for_an_entry_is_said_in_fewer_words_and_derived_so():
    store = MemoryStore()
    with closing(ProcessWorkers(0)) as workers:
        asked = signed(Asked(word=LOUD, times=1), voice(ACME), 1)
        (said,) = accepted(opened(store, workers).submit(asked)).consequences
    assert said.statement == Echoed(because=4, word=LOUD, times=0, louder=100 * "!")
    assert replay(CATALOGUE, REFERENCES, store, MemoryStore()).differences == ()


def unsigned(payload: bytes) -> Unsigned:
    return AUTHORITY, "word:w", 1, 1, voice(AUTHORITY, PLATFORM).key, payload


def sealer() -> Sealer:
    return Sealer(voice(AUTHORITY, PLATFORM).apart(), CATALOGUE.decode)


def test_what_travels_to_another_process_seals_as_it_does_here():
    said = unsigned(msgspec.json.encode(Echoed(because=0, word="w", times=0)))
    there: Sealer = pickle.loads(pickle.dumps(sealer()))  # noqa: S301  (what was written here)
    assert there(said) == sealer()(said)
    assert not isinstance(open_verified(there(said)), str)
    envelope = open_envelope(there(said))
    assert envelope.payload == said[-1]
    assert msgspec.structs.astuple(envelope.claims) == said[:-1]


@pytest.mark.parametrize("payload", [b"", b"{}", b'{"kind":"echo.echoed/1","word":1}'])
def test_what_could_not_be_read_again_is_never_signed(payload: bytes):
    with pytest.raises(EnvelopeError, match="cannot be read"):
        sealer()(unsigned(payload))


def test_a_key_that_travels_is_never_shown():
    by = voice(AUTHORITY, PLATFORM)
    shown = f"{by.apart()!r} {sealer()!r} {by.apart()}"
    assert by.seed().hex() not in shown
    assert repr(by.seed()) not in shown
