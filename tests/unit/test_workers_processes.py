"""Processes beside the main one: in order, whole, and whatever becomes of them."""

import gc
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest

from comptrol.adapters.worker_process import FUNCTIONS_MAX, PIPE_BYTES, WorkerProcess
from comptrol.adapters.workers_processes import AT_ONCE_MIN, BEHIND_MAX, START_MIN, ProcessWorkers
from comptrol.kernel.errors import EnvelopeError

MANY = START_MIN + 45


class OfItsOwnError(Exception):
    """An error that cannot be made anew from its words."""

    def __init__(self, *, what: str) -> None:
        super().__init__(what)


def doubled(number: int) -> int:
    return 2 * number


def where(_: int) -> int:
    return os.getpid()


def plus(more: int, number: int) -> int:
    return number + more


def large(number: int) -> bytes:
    return bytes([number % 256]) * 8_192


def refused(number: int) -> int:
    if number == 7:
        raise EnvelopeError("the seventh is none")
    return number


def odd(number: int) -> int:
    raise OfItsOwnError(what=f"number {number}")


def ended(main: int, number: int) -> int:
    if number == 3 and os.getpid() != main:
        os._exit(1)
    return number


def napped(number: int) -> int:
    time.sleep(0.3)
    return number


def slow(_: int) -> None:
    time.sleep(60)


MAIN = os.getpid()


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessWorkers]:
    with closing(ProcessWorkers(2)) as made:
        made.begin(doubled, range(MANY))()
        yield made


def test_results_come_in_the_order_of_the_items(workers: ProcessWorkers):
    begun = [workers.begin(partial(plus, more), range(MANY)) for more in range(5)]
    for more, results in reversed(list(enumerate(begun))):
        assert results() == [number + more for number in range(MANY)]


def test_the_work_is_done_by_others_and_a_little_is_done_here(workers: ProcessWorkers):
    assert len({MAIN, *workers.begin(where, range(MANY))()}) == 3
    assert MAIN not in workers.begin(where, range(AT_ONCE_MIN))()
    assert set(workers.begin(where, range(AT_ONCE_MIN - 1))()) == {MAIN}


def test_no_process_is_started_for_a_few_or_where_there_shall_be_none():
    with closing(ProcessWorkers(2)) as few, closing(ProcessWorkers(0)) as none:
        assert set(few.begin(where, range(START_MIN - 1))()) == {MAIN}
        assert set(none.begin(where, range(MANY))()) == {MAIN}


def test_more_functions_than_are_remembered_are_all_done(workers: ProcessWorkers):
    for more in range(3 * FUNCTIONS_MAX):
        assert workers.begin(partial(plus, more), range(AT_ONCE_MIN))()[0] == more


def test_a_failure_is_raised_where_it_is_asked_for_and_the_rest_goes_on(workers: ProcessWorkers):
    failing, fine = workers.begin(refused, range(MANY)), workers.begin(doubled, range(MANY))
    assert fine()[-1] == 2 * (MANY - 1)
    with pytest.raises(EnvelopeError, match="the seventh is none"):
        failing()


def test_a_failure_that_cannot_travel_arrives_in_words(workers: ProcessWorkers):
    with pytest.raises(RuntimeError, match="number 0"):
        workers.begin(odd, range(MANY))()


def test_more_than_a_pipe_holds_goes_both_ways_at_once(workers: ProcessWorkers):
    numbers = range(PIPE_BYTES // 8_192 * 4)
    begun = [workers.begin(large, numbers) for _ in range(3)]
    others = [workers.begin(len, [b"x" * 8_192 for _ in numbers]) for _ in range(3)]
    assert all(results() == [large(it) for it in numbers] for results in begun)
    assert all(set(results()) == {8_192} for results in others)


def test_several_threads_get_each_its_own(workers: ProcessWorkers):
    def asked(more: int) -> list[int]:
        return workers.begin(partial(plus, more), range(MANY))()

    with ThreadPoolExecutor(4) as threads:
        for more, found in enumerate(threads.map(asked, range(20))):
            assert found == [number + more for number in range(MANY)]


def test_what_a_process_did_not_do_is_done_here_and_others_are_started():
    with closing(ProcessWorkers(2)) as workers:
        before = set(workers.begin(where, range(MANY))())
        assert workers.begin(partial(ended, MAIN), range(MANY))() == list(range(MANY))
        after = set(workers.begin(where, range(MANY))())
        assert len(after) == 2
        assert not after & {MAIN, *before}


def test_a_process_that_is_gone_before_it_is_asked_is_replaced():
    with closing(ProcessWorkers(1)) as workers:
        (process,) = set(workers.begin(where, range(MANY))())
        os.kill(process, 9)
        assert workers.begin(doubled, range(MANY))() == [2 * it for it in range(MANY)]
        assert MAIN not in workers.begin(where, range(MANY))()


def test_what_nobody_asks_for_any_more_is_let_go_of():
    with closing(WorkerProcess()) as worker:
        for _ in range(50):
            worker.begin(doubled, [1])
        gc.collect()
        last = worker.begin(doubled, [2])
        assert last.results() == [4]
        assert (worker._done_of, worker.behind) == ({}, 0)  # noqa: SLF001  (what it holds)


def test_what_is_wanted_soon_is_done_here_where_much_is_before_it():
    with closing(ProcessWorkers(1)) as workers:
        workers.begin(where, range(MANY))()
        assert MAIN not in workers.begin(where, range(MANY), soon=True)()
        many = workers.begin(doubled, range(BEHIND_MAX + 1))
        assert set(workers.begin(where, range(MANY), soon=True)()) == {MAIN}
        assert MAIN not in workers.begin(where, range(MANY))()
        assert len(many()) == BEHIND_MAX + 1
        assert MAIN not in workers.begin(where, range(MANY), soon=True)()


def test_whoever_waits_for_later_things_keeps_nobody_from_earlier_ones():
    with closing(WorkerProcess()) as worker, ThreadPoolExecutor(1) as threads:
        first, last = worker.begin(doubled, [1]), worker.begin(napped, [2])
        waiting = threads.submit(last.results)
        assert first.results() == [2]
        assert waiting.result() == [2]


def test_a_process_is_ended_in_the_middle_of_its_work():
    worker = WorkerProcess()
    worker.begin(slow, [1])
    worker.close()
    assert worker._process.exitcode == 0, "it was killed, and did not end"  # noqa: SLF001
