"""A shelf has each file whole or not at all, whatever fails in between."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import pytest
from tests.ledger_making import files

from comptrol.adapters.durable_files import put
from comptrol.adapters.shelf_files import FileShelf
from comptrol.kernel.errors import UnavailableError

OLD, NEW = b"old" * 5_000, b"new" * 9_000
DEEP = "tile/0/x001/067.p/5"


@pytest.fixture
def shelf(tmp_path: Path) -> FileShelf:
    return FileShelf(tmp_path / "published")


def everything(shelf: FileShelf) -> dict[str, bytes]:
    """Return every file that a web server would serve."""
    return {
        str(path.relative_to(shelf.folder)): path.read_bytes()
        for path in shelf.folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


# What is put is there.


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", DEEP])
@pytest.mark.parametrize("content", [b"", b"\0", NEW], ids=["empty", "short", "long"])
def test_what_is_put_is_found(shelf: FileShelf, path: str, content: bytes):
    assert shelf.get(path) is None
    shelf.put(path, content)
    assert shelf.get(path) == content
    assert everything(shelf) == {path: content}


def test_a_file_takes_the_place_of_an_earlier_one(shelf: FileShelf):
    for content in (OLD, NEW, b""):
        shelf.put("checkpoint", content)
        assert shelf.get("checkpoint") == content


def test_many_files_are_put_at_once(shelf: FileShelf):
    log = dict(files([b"entry"] * 600, [bytes([at % 251]) * 32 for at in range(600)]))
    shelf.put_all(log.items())
    assert everything(shelf) == log
    shelf.put_all([])
    assert everything(shelf) == log


def test_everyone_reads_what_is_published_and_nobody_else_writes(shelf: FileShelf):
    before = os.umask(0)
    try:
        shelf.put("checkpoint", NEW)
        shelf.put_all([(DEEP, NEW)])
    finally:
        os.umask(before)
    modes = {stat.S_IMODE((shelf.folder / path).stat().st_mode) for path in everything(shelf)}
    assert modes == {0o644}


def test_a_private_file_is_never_readable_by_others(tmp_path: Path):
    before = os.umask(0)
    try:
        put(tmp_path / "secret", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_folder_that_nobody_needs_is_cleared(shelf: FileShelf):
    shelf.put_all([("tile/0/000.p/5", OLD), ("tile/0/000.p/17", OLD), ("tile/0/000", NEW)])
    for _ in range(2):
        shelf.clear("tile/0/000.p")
        assert everything(shelf) == {"tile/0/000": NEW}
    shelf.clear("tile/0/000")
    assert everything(shelf) == {"tile/0/000": NEW}, "a file is no folder"


def test_a_file_that_cannot_be_read_is_not_taken_for_a_missing_one(shelf: FileShelf):
    shelf.put("tile/0/000", NEW)
    with pytest.raises(UnavailableError, match="tile/0"):
        shelf.get("tile/0")


def test_what_stands_where_a_folder_must_is_told(shelf: FileShelf):
    shelf.put("tile", OLD)
    with pytest.raises(UnavailableError, match="cannot be written"):
        shelf.put("tile/0/000", NEW)
    assert everything(shelf) == {"tile": OLD}


@pytest.mark.parametrize("lies", ["link", "leftover"])
def test_what_lies_where_a_file_is_written_first_is_not_followed(
    shelf: FileShelf, tmp_path: Path, lies: str
):
    """A file is written beside its place; a crash may have left one there, a stranger a link."""
    outside, beside = tmp_path / "outside", shelf.folder / ".checkpoint.new"
    outside.write_bytes(b"precious")
    shelf.put("checkpoint", OLD)
    if lies == "leftover":
        beside.write_bytes(b"half" * 90_000)
        shelf.put("checkpoint", NEW)
        assert (shelf.get("checkpoint"), beside.exists()) == (NEW, False)
        return
    beside.symlink_to(outside)
    with pytest.raises(UnavailableError, match="cannot be written"):
        shelf.put("checkpoint", NEW)
    assert (outside.read_bytes(), shelf.get("checkpoint")) == (b"precious", OLD)


# What fails in between.


class Failing:
    """A call of the operating system that fails once, before or after it is done."""

    def __init__(self, name: str, number: int, *, late: bool) -> None:
        self.name, self.left, self.late = name, number, late
        self.call = getattr(os, name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left:
            return self.call(*arguments, **named)
        if self.late:
            self.call(*arguments, **named)
        raise OSError(28, "No space left on device")


class HalfWritten:
    """A file on a disk that is full when half of it is written."""

    def __init__(self, *arguments: Any) -> None:
        self.file = open(*arguments)  # noqa: PTH123, SIM115  (of a descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> None:
        self.file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")


FAULTS = {
    "before it is opened": ("open", 1, False),
    "while it is written": ("fdopen", 1, False),
    "before it is synced": ("fsync", 1, False),
    "after it is synced": ("fsync", 1, True),
    "before it is renamed": ("rename", 1, False),
    "after it is renamed": ("rename", 1, True),
    "before its folder is opened": ("open", 2, False),
    "before its folder is synced": ("fsync", 2, False),
    "after its folder is synced": ("fsync", 2, True),
}
RENAMED = {"after it is renamed", *(name for name in FAULTS if "folder" in name)}


def to_fail(monkeypatch: pytest.MonkeyPatch, name: str, number: int, *, late: bool) -> None:
    failing = HalfWritten if name == "fdopen" else Failing(name, number, late=late)
    monkeypatch.setattr(os, name, failing)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_fails_anywhere_is_the_old_or_the_new_one_and_a_retry_puts_it(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch, fault: str
):
    shelf.put("checkpoint", OLD)
    name, number, late = FAULTS[fault]
    with monkeypatch.context() as broken:
        to_fail(broken, name, number, late=late)
        with pytest.raises(UnavailableError, match="cannot be written: No space left on device"):
            shelf.put("checkpoint", NEW)
    assert everything(shelf) == {"checkpoint": NEW if fault in RENAMED else OLD}
    shelf.put("checkpoint", NEW)
    assert everything(shelf) == {"checkpoint": NEW}


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_folder_that_cannot_be_made_leaves_nothing_and_a_retry_puts_the_file(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch, number: int
):
    with monkeypatch.context() as broken:
        to_fail(broken, "mkdir", number, late=False)
        with pytest.raises(UnavailableError, match="cannot be written"):
            shelf.put(DEEP, NEW)
    assert shelf.get(DEEP) is None
    shelf.put(DEEP, NEW)
    assert everything(shelf) == {DEEP: NEW}


MANY = [("tile/0/000", 7), ("tile/0/x001/067.p/5", 3), ("tile/entries/000", 90), ("checkpoint", 1)]
CALLS = [("open", 10), ("fsync", 10), ("rename", 4)]
"""What is called to put the files, and how often: four files, in six folders."""


@pytest.mark.parametrize(
    ("name", "number", "late"),
    [
        (name, number, late)
        for name, most in CALLS
        for number in range(1, most + 1)
        for late in (False, True)
        if (name, late) != ("open", True)  # what was opened would stay open
    ],
)
def test_of_many_files_each_is_the_old_or_the_new_one_and_a_retry_puts_all(
    shelf: FileShelf,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    number: int,
    late: bool,  # noqa: FBT001
):
    old, new = ([(path, word * 999 * size) for path, size in MANY] for word in (b"old", b"new"))
    shelf.put_all(old)
    with monkeypatch.context() as broken:
        to_fail(broken, name, number, late=late)
        with pytest.raises(UnavailableError, match="cannot be written"):
            shelf.put_all(new)
    found = everything(shelf)
    assert all(found.pop(path) in {before, dict(new)[path]} for path, before in old)
    assert found == {}
    shelf.put_all(new)
    assert everything(shelf) == dict(new)


def test_every_folder_of_new_files_is_synced_up_to_the_shelfs_own(
    shelf: FileShelf, monkeypatch: pytest.MonkeyPatch
):
    synced: list[int] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    with monkeypatch.context() as watched:
        watched.setattr(os, "fsync", noted)
        shelf.put_all([(DEEP, NEW)])
    names = [DEEP, "", "tile", "tile/0", "tile/0/x001", "tile/0/x001/067.p"]
    assert synced[-len(names) :] == [(shelf.folder / name).stat().st_ino for name in names]
    assert shelf.folder.parent.stat().st_ino in synced, "where the shelf's own folder is new"


def test_what_cannot_be_cleared_is_told(shelf: FileShelf, monkeypatch: pytest.MonkeyPatch):
    shelf.put("tile/0/000.p/5", OLD)
    with monkeypatch.context() as broken:
        to_fail(broken, "unlink", 1, late=False)
        with pytest.raises(UnavailableError, match="cannot be removed"):
            shelf.clear("tile/0/000.p")
    shelf.clear("tile/0/000.p")
    assert everything(shelf) == {}


WRITER = r"""
import sys
from pathlib import Path
from comptrol.adapters.shelf_files import FileShelf

shelf, number = FileShelf(Path(sys.argv[1])), 0
while True:
    number += 1
    shelf.put("checkpoint", b"%d\n" % number * 40_000)
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_the_whole_file_that_it_told_of_or_the_next(shelf: FileShelf):
    command = [sys.executable, "-c", WRITER, str(shelf.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(25)]
        os.kill(writer.pid, signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().splitlines()]
    lines = (shelf.get("checkpoint") or b"").splitlines()
    assert len(lines) == 40_000
    assert {int(line) for line in lines} in ({told[-1]}, {told[-1] + 1})
