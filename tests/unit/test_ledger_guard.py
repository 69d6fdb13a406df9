"""Which heads are signed: one origin, one history, and a clock that only goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from tests.ledger_cast import ORIGIN, entry, growth, root

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.guard import (
    CLOCKS_APART_MAX,
    AskedHead,
    SignedHead,
    check_steady,
    signed_next,
)
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.tree import leaf_hash

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LAST = SignedHead(
    origin=ORIGIN, size=5, root=Digest(root(0, 5).hex()), signed_at=NOW - TICK, generation=7
)


def asked(size: int, since: int = 0) -> AskedHead:
    """Return a head of the test's log, and how it grew from an earlier one."""
    return AskedHead(
        origin=ORIGIN,
        size=size,
        root=Digest(root(0, size).hex()),
        logged_at=NOW,
        proof=tuple(Digest(hash_.hex()) for hash_ in growth(since, size)),
    )


def but(head: AskedHead, **changed: Any) -> AskedHead:
    return msgspec.structs.replace(head, **changed)


def of_fork(size: int, since: int, fork: int) -> AskedHead:
    """Return a head of a log that has another entry at one place, with that log's own proof."""
    leaves = [leaf_hash(b"fork" if at == fork else entry(at)) for at in range(size)]
    prover = Prover(lambda _level, _number: b"".join(leaves))
    proof = tuple(Digest(hash_.hex()) for hash_ in prover.consistency(since, size))
    return but(asked(size), root=Digest(prover.root(size).hex()), proof=proof)


# What is signed.


def test_the_first_head_is_signed_and_remembered():
    assert signed_next(None, asked(5), NOW) == SignedHead(
        origin=ORIGIN, size=5, root=Digest(root(0, 5).hex()), signed_at=NOW, generation=0
    )


@pytest.mark.parametrize("size", [6, 7, 8, 9, 13, 16, 100])
def test_a_head_that_grew_from_the_last_is_signed(size: int):
    remembered = signed_next(LAST, asked(size, 5), NOW)
    assert (remembered.size, remembered.root) == (size, root(0, size).hex())
    assert (remembered.signed_at, remembered.generation) == (NOW, 8)


def test_the_same_head_is_signed_again():
    """A signer may have died after it remembered a head, and before anybody had its signature."""
    again = signed_next(LAST, asked(5), NOW)
    assert (again.size, again.root, again.generation) == (5, LAST.root, 8)


@pytest.mark.parametrize("ahead", [timedelta(days=-9), timedelta(0), CLOCKS_APART_MAX])
def test_the_logs_clock_may_run_ahead_a_little(ahead: timedelta):
    assert signed_next(LAST, but(asked(6, 5), logged_at=NOW + ahead), NOW).size == 6


# What is not.


@pytest.mark.parametrize("size", [0, -1])
@pytest.mark.parametrize("last", [None, LAST], ids=["first", "later"])
def test_an_empty_log_has_no_head(last: SignedHead | None, size: int):
    empty = but(asked(1), size=size)
    with pytest.raises(NotProvenError, match="empty"):
        signed_next(last, empty, NOW)


@pytest.mark.parametrize("last", [None, LAST], ids=["first", "later"])
def test_a_log_whose_time_is_far_after_the_signers_is_not_signed(last: SignedHead | None):
    ahead = but(asked(6, 5), logged_at=NOW + CLOCKS_APART_MAX + TICK)
    with pytest.raises(NotProvenError, match="after the signer's"):
        signed_next(last, ahead, NOW)


@pytest.mark.parametrize("origin", ["registry.example/other", "", ORIGIN.upper(), f"{ORIGIN} "])
def test_a_signer_signs_for_one_origin(origin: str):
    with pytest.raises(NotProvenError, match="not for"):
        signed_next(LAST, but(asked(6, 5), origin=origin), NOW)


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=400)])
def test_a_clock_that_was_set_back_signs_nothing(back: timedelta):
    with pytest.raises(NotProvenError, match="set the clock"):
        signed_next(LAST, but(asked(6, 5), logged_at=NOW - back), LAST.signed_at - back)


@pytest.mark.parametrize("back", [timedelta(0), TICK, timedelta(seconds=1) - TICK])
def test_time_advances_from_head_to_head_where_the_clock_does_not_quite(back: timedelta):
    remembered = signed_next(LAST, asked(6, 5), LAST.signed_at - back)
    assert remembered.signed_at == LAST.signed_at + TICK


@pytest.mark.parametrize("size", [1, 4])
def test_a_smaller_log_is_not_signed(size: int):
    with pytest.raises(NotProvenError, match="restored from an old copy"):
        signed_next(LAST, asked(size), NOW)


def test_another_log_of_the_same_size_is_not_signed():
    with pytest.raises(NotProvenError, match="two roots of size 5"):
        signed_next(LAST, of_fork(5, 5, fork=2), NOW)


@pytest.mark.parametrize("fork", range(5))
@pytest.mark.parametrize("size", [6, 8, 13])
def test_a_log_with_another_past_is_not_signed_whatever_it_proves(size: int, fork: int):
    with pytest.raises(NotProvenError, match="did not grow from the head of size 5"):
        signed_next(LAST, of_fork(size, 5, fork), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"proof": ()},
        {"proof": asked(13, 5).proof[:-1]},
        {"proof": (*asked(13, 5).proof, Digest("0" * 64))},
        {"proof": asked(13, 5).proof[::-1]},
        {"proof": asked(13, 4).proof},
        {"proof": asked(12, 5).proof},
        {"root": asked(12).root},
        {"root": LAST.root},
        {"size": 17},
        {"size": 5},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_head_without_the_proof_of_its_growth_is_not_signed(wrong: dict[str, Any]):
    with pytest.raises(NotProvenError, match="did not grow from the head of size 5"):
        signed_next(LAST, but(asked(13, 5), **wrong), NOW)


def test_no_proof_is_taken_where_nothing_grew():
    with pytest.raises(NotProvenError, match="no proof is needed"):
        signed_next(LAST, but(asked(5), proof=(LAST.root,)), NOW)


# A clock that was set.

MOST = timedelta(seconds=30)


@pytest.mark.parametrize("apart", [-MOST, timedelta(0), TICK, MOST])
def test_a_clock_that_drifts_a_little_is_steady(apart: timedelta):
    check_steady(timedelta(hours=5) + apart, timedelta(hours=5), MOST)


@pytest.mark.parametrize("apart", [MOST + TICK, -MOST - TICK, timedelta(days=-1)])
def test_a_clock_that_was_set_is_found(apart: timedelta):
    with pytest.raises(NotProvenError, match="it was set"):
        check_steady(timedelta(hours=5) + apart, timedelta(hours=5), MOST)


# What is kept and sent.


@pytest.mark.parametrize("kept", [LAST, asked(6, 5)], ids=["remembered", "asked"])
def test_a_head_comes_back_as_it_was_written(kept: msgspec.Struct):
    written = msgspec.json.encode(kept)
    assert msgspec.json.decode(written, type=type(kept)) == kept
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.json.decode(written[:-1] + b',"colour":1}', type=type(kept))
