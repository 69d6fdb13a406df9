"""What the agent keeps is there after a restart, bound once, and never half there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comptrol.bootstrap.journals import journal_database
from comptrol.domains.gate import OrderId
from comptrol.entrypoints.agents.slurm.journal import Journal
from comptrol.entrypoints.agents.slurm.kept import STANDING, JobName, Kept, State, Unjoined
from comptrol.kernel.errors import UnavailableError

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NAME = JobName(job=7, submitted_at=1_795_910_069, uid=65534)


def kept(order: str = "c1-a", **other: Any) -> Kept:
    told = {
        "order": OrderId(order),
        "key": f"key of {order}",
        "state": State.ASKED,
        "asked_at": NOW,
        "uid": 65534,
        "account": "alpha",
        "fields": {"time_limit": "1", "comment": "'; drop table orders; --"},
        "kind": "h100",
        "each": 2,
        "width": 3,
        "length_s": 100,
    }
    return Kept(**{**told, **other})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "folder" / "journal.db", NOW)


def test_an_order_is_kept_whole(journal: Journal):
    journal.add(kept())
    assert journal.of("c1-a") == journal.under("key of c1-a") == kept()
    assert (kept().chips, kept().held) == (6, 600)
    assert journal.of("c1-b") is None


def test_what_was_kept_is_there_after_a_restart(journal: Journal, tmp_path: Path):
    journal.add(kept())
    journal.bind(kept(), NAME)
    journal.close()
    again = Journal(tmp_path / "folder" / "journal.db", NOW + timedelta(days=9))
    assert again.began_at == NOW
    found = again.of_job(NAME)
    assert found is not None
    assert (found.order, found.job, found.submitted_at) == ("c1-a", 7, NAME.submitted_at)


def test_a_request_is_one_order(journal: Journal):
    journal.add(kept())
    with pytest.raises(UnavailableError):
        journal.add(kept("c1-b", key="key of c1-a"))
    assert journal.of("c1-b") is None


def test_a_job_is_bound_to_one_order_by_id_moment_and_user(journal: Journal):
    first, second = kept(), kept("c1-b")
    for one in (first, second):
        journal.add(one)
    journal.bind(first, NAME)
    assert journal.bind(second, NAME).order == first.order, "it is bound already"
    assert journal.of("c1-b") == second, "nothing of it was kept"
    for other in ({"job": 8}, {"submitted_at": 1}, {"uid": 0}):
        assert journal.of_job(msgspec.structs.replace(NAME, **other)) is None


def test_a_job_that_is_submitted_again_keeps_its_order_and_first_name(journal: Journal):
    journal.add(kept())
    bound = journal.bind(kept(), NAME)
    later = msgspec.structs.replace(NAME, submitted_at=NAME.submitted_at + 60)
    journal.bind(bound, later)
    for name in (NAME, later):
        found = journal.of_job(name)
        assert found is not None
        assert found.submitted_at == NAME.submitted_at
    reused = kept("c1-b")
    journal.add(reused)
    journal.bind(reused, msgspec.structs.replace(NAME, submitted_at=NAME.submitted_at + 999))
    latest = journal.latest_of(7)
    assert latest is not None
    assert latest.order == "c1-b"


def test_what_came_too_late_stands_again_once_its_job_is_seen(journal: Journal):
    journal.add(kept(state=State.LAPSED))
    assert journal.bind(kept(state=State.LAPSED), NAME).state is State.ASKED


def test_orders_are_found_by_their_state_the_oldest_first(journal: Journal):
    for at, state in enumerate((State.TAKEN, State.ASKED, State.OVER, State.LAPSED)):
        journal.add(kept(f"c1-{at}", state=state, asked_at=NOW - timedelta(seconds=at)))
    assert [it.order for it in journal.standing(*STANDING)] == ["c1-1", "c1-0"]
    assert journal.oldest_standing() == NOW - timedelta(seconds=1)
    assert journal.counts() == {"asked": 1, "lapsed": 1, "over": 1, "taken": 1}


def test_what_has_no_order_is_listed_once_and_struck_out_when_it_has_one(journal: Journal):
    one = Unjoined(job="9", submitted_at=5, account="a", chip_seconds=1, reason="none")
    more = msgspec.structs.replace(one, chip_seconds=7)
    journal.note_unjoined([one], [])
    journal.note_unjoined([more], [("8", 5)])
    assert journal.unjoined() == [more]
    journal.note_unjoined([], [("9", 5)])
    assert journal.unjoined() == []


def test_what_is_written_together_is_there_whole_or_not_at_all(journal: Journal):
    journal.add(kept())

    def fails() -> None:
        with journal.together():
            journal.bind(kept(), NAME)
            assert journal.of_job(NAME) is not None, "what was written is read"
            journal.add(kept("c1-b", key="key of c1-a"))

    with pytest.raises(UnavailableError, match="cannot be written"):
        fails()
    assert journal.of_job(NAME) is None
    assert journal.of("c1-a") == kept()


def test_many_threads_write_and_read_at_once(journal: Journal):
    def keep(number: int) -> bool:
        journal.add(kept(f"c1-{number}"))
        return journal.of(f"c1-{number}") is not None

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(keep, range(100)))
    assert journal.counts() == {"asked": 100}


def test_a_full_or_broken_disk_is_said_and_changes_nothing(journal: Journal, tmp_path: Path):
    journal.add(kept())
    other = journal_database(tmp_path / "folder" / "journal.db")
    other.execute(
        "create trigger full before update on orders begin select raise(abort, 'full'); end"
    )
    with pytest.raises(UnavailableError, match=r"journal\.db cannot be written: full"):
        journal.put(kept(state=State.OVER))
    assert journal.of("c1-a") == kept()
    other.close()
    journal.close()
    with pytest.raises(UnavailableError, match="cannot be read"):
        journal.of("c1-a")
