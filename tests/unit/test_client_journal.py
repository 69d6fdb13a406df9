"""What a client has under way: kept before it is sent, in memory and in a file alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comptrol.client.journal import FileJournal, Journal, Kept, Letter, MemoryJournal, Round
from comptrol.kernel.errors import UnavailableError, UnreadableError

KEY, SERVER = b"k" * 32, "http://authority.example"
ONE, TWO, THREE = (Letter(number, bytes([number]), None, b"d") for number in (1, 2, 3))
NAMED = Letter(4, b"four", "the fourth", b"digest of four")

Opened = Callable[[], Journal]


@pytest.fixture(params=["memory", "file"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Return what opens a journal; a file is the same one again, when it was closed."""
    memory, made = MemoryJournal(), list[Journal]()

    def opening() -> Journal:
        for before in made:
            before.close()
        file = request.param == "file"
        made[:] = [FileJournal(tmp_path / "folder" / "journal", KEY, SERVER) if file else memory]
        return made[0]

    yield opening
    for journal in made:
        journal.close()


def test_a_new_journal_has_nothing_and_does_not_know_the_number(opened: Opened) -> None:
    journal = opened()
    assert (journal.pending(), journal.following(), journal.said_under("x")) == ([], None, None)


def test_what_is_kept_is_there_in_order_of_its_numbers(opened: Opened) -> None:
    opened().keep([TWO, ONE])
    journal = opened()
    journal.keep([THREE])
    assert opened().pending() == [ONE, TWO, THREE]


def test_a_round_changes_all_or_nothing_of_what_it_names(opened: Opened) -> None:
    opened().keep([ONE, TWO, THREE, NAMED])
    again = Letter(2, b"signed again", None, b"d")
    kept = Kept(NAMED.digest, NAMED.raw, b"answered")
    gone = [ONE, TWO, THREE, NAMED]
    opened().turn(Round(gone=gone, again=[again], said=[("the fourth", kept)], following=2))
    journal = opened()
    assert journal.pending() == [again]
    assert journal.following() == 2
    assert journal.said_under("the fourth") == kept


def test_an_answer_under_a_name_is_kept_until_it_is_forgotten(opened: Opened) -> None:
    kept = Kept(b"d", b"raw", b"answered")
    opened().turn(Round(gone=[], again=[], said=[("a", kept), ("b", kept)], following=None))
    opened().forget(["a", "never"])
    journal = opened()
    assert (journal.said_under("a"), journal.said_under("b")) == (None, kept)


def test_a_file_is_of_one_key_one_server_and_one_program(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    first = FileJournal(path, KEY, SERVER)
    with pytest.raises(UnavailableError, match="in use"):
        FileJournal(path, KEY, SERVER)
    first.close()
    with pytest.raises(UnreadableError, match="another key"):
        FileJournal(path, b"o" * 32, SERVER)
    with pytest.raises(UnreadableError, match="choose another"):
        FileJournal(path, KEY, "http://other.example")
    FileJournal(path, KEY, SERVER).close()


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"something else altogether, and long enough to be read as such" * 50)
    before = path.read_bytes()
    with pytest.raises(UnavailableError):
        FileJournal(path, KEY, SERVER)
    assert path.read_bytes() == before
