"""A monitor of a published log: what it reads, remembers, gives alarm of, and keeps as proof."""

import shutil
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from tests.ledger_cast import COSIGNER
from tests.scenario.conftest import Told
from tests.scenario.harness import Ran, comptrol, size
from tests.scenario.ledger_harness import (
    ORIGIN,
    believed,
    grown,
    head_of,
    laid_out,
    published,
    publishing,
    raws,
    turn_byte,
    with_byte_turned,
)

from comptrol.adapters.clock_system import SystemClock
from comptrol.bootstrap import POLICY, PUBLISHED
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.policy import believe

STATE = "watched.json"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def monitor(log: Path | str, folder: Path, state: Path, *options: object) -> Ran:
    """Look at a log as a monitor that has the policy of a data folder."""
    asked = ("--policy", folder / POLICY, "--state", state, "--json", *options)
    ran = comptrol("ledger", "monitor", log, *asked)
    assert "Traceback" not in ran.err
    return ran


def looked(folder: Path, state: Path, *options: object) -> Ran:
    """Look at what a data folder has published."""
    return monitor(folder / PUBLISHED, folder, state, *options)


def quiet(ran: Ran, new: int) -> None:
    """Check that a look found nothing wrong, and so many new entries."""
    assert (ran.code, ran.out) == (0, ""), ran
    assert f"{new} of them new" in ran.err


def alarmed(ran: Ran, detector: str) -> dict[str, Any]:
    """Return the one alarm of a look."""
    assert ran.code == 1, ran
    (alarm,) = ran.lines
    assert alarm["detector"] == detector
    assert alarm["subjects"] == [f"log:{ORIGIN}"]
    assert alarm["explanation"]
    return dict(alarm)


def proofs(state: Path, folder: Path) -> set[Head]:
    """Return the heads that are kept as evidence: the log has signed every one."""
    notes = [path.read_bytes() for path in (state / "evidence").glob("*")]
    return {believe(believed(folder), note).checkpoint.head for note in notes}


def copied(log: Path, to: Path) -> Path:
    """Put another published log in the place of one."""
    shutil.rmtree(to)
    return shutil.copytree(log, to)


# -- as it should be --------------------------------------------------------------------------


def test_a_log_that_grows_is_read_to_its_end(folder: Path, state: Path) -> None:
    first = size(folder)
    quiet(looked(folder, state), first)
    quiet(looked(folder, state), 0)
    grown(folder, "more", "and-more")
    quiet(looked(folder, state), 0)
    published(folder)
    quiet(looked(folder, state), size(folder) - first)
    remembered = msgspec.json.decode((state / STATE).read_bytes())
    assert (remembered["origin"], remembered["size"]) == (ORIGIN, size(folder))
    assert not (state / "evidence").exists()


def test_a_log_is_read_where_it_is_served(folder: Path, state: Path) -> None:
    first = size(folder)
    with publishing(folder) as log:
        url = log.served.url
        quiet(monitor(url, folder, state), first)
        log.say("seen-from-afar")
        log.client.get(f"/ledger/receipt/{first}").raise_for_status()
        quiet(monitor(f"{url}/", folder, state), 2)
    assert monitor(url, folder, state).code == 3, "nobody answers there any more"
    quiet(looked(folder, state), 0)


def test_a_person_is_told_in_a_sentence(folder: Path, state: Path) -> None:
    asked = ("--policy", folder / POLICY, "--state", state)
    ran = comptrol("ledger", "monitor", folder / PUBLISHED, *asked)
    assert (ran.code, ran.out) == (0, "")
    turn_byte(folder / PUBLISHED / CHECKPOINT, len(ORIGIN) + 3)
    ran = comptrol("ledger", "monitor", folder / PUBLISHED, *asked)
    assert ran.code == 1
    assert ran.out.startswith("ALARM ledger.head-not-believed (look): ")


def test_a_monitor_looks_again_and_again(folder: Path, state: Path) -> None:
    ran = looked(folder, state, "--every", 0.1, "--times", 3)
    assert (ran.code, ran.out) == (0, "")
    assert [line.endswith(" 0 of them new") for line in ran.err.splitlines()] == [
        False,
        True,
        True,
    ]


def test_a_log_that_is_out_of_reach_is_tried_again(folder: Path, state: Path) -> None:
    (folder / PUBLISHED / CHECKPOINT).unlink()
    assert looked(folder, state).code == 3
    ran = looked(folder, state, "--every", 0.1, "--times", 2)
    assert (ran.code, ran.out) == (3, ""), "who never saw it has not watched it"
    assert ran.err.count("publishes no head") == 2


# -- forks ------------------------------------------------------------------------------------


@pytest.fixture
def fork(folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the data folder, keys and all, that says other things from here on."""
    other = shutil.copytree(folder, tmp_path / "fork")
    grown(folder, "one-thing")
    grown(other, "another-thing")
    assert published(folder).head.size == published(other).head.size
    assert head_of(folder) != head_of(other)
    return other


def test_a_fork_of_the_same_size_is_proven(folder: Path, fork: Path, state: Path) -> None:
    quiet(looked(folder, state), size(folder))
    heads = {head_of(folder), head_of(fork)}
    kept = (state / STATE).read_bytes()
    copied(fork / PUBLISHED, folder / PUBLISHED)
    for _ in range(2):
        alarm = alarmed(looked(folder, state), "ledger.forked")
        assert alarm["strength"] == "proof"
        assert "of the same size has another root" in alarm["explanation"]
        assert proofs(state, folder) == heads
    assert (state / STATE).read_bytes() == kept, "what it believed first stays"


def test_a_fork_that_has_grown_is_proven(folder: Path, fork: Path, state: Path) -> None:
    quiet(looked(folder, state), size(folder))
    grown(fork, "and-on-it-goes")
    published(fork)
    heads = {head_of(folder), head_of(fork)}
    copied(fork / PUBLISHED, folder / PUBLISHED)
    alarm = alarmed(looked(folder, state), "ledger.forked")
    assert "did not grow from" in alarm["explanation"]
    assert proofs(state, folder) == heads
    assert len({head.size for head in heads}) == 2


def test_a_log_that_goes_back_is_proven_to(folder: Path, state: Path, tmp_path: Path) -> None:
    before = shutil.copytree(folder / PUBLISHED, tmp_path / "before")
    grown(folder, "to-be-unsaid")
    published(folder)
    heads = {head_of(folder)}
    quiet(looked(folder, state), size(folder))
    copied(before, folder / PUBLISHED)
    heads.add(head_of(folder))
    alarm = alarmed(looked(folder, state), "ledger.went-back")
    assert alarm["strength"] == "proof"
    assert proofs(state, folder) == heads


def test_a_password_in_the_address_of_a_log_is_refused_and_not_repeated(
    folder: Path, state: Path
) -> None:
    ran = monitor("http://watcher:hunter2@127.0.0.1:9/", folder, state)
    assert (ran.code, ran.out) == (2, "")
    assert "no password" in ran.err
    assert "hunter2" not in ran.err


class HangsUp(SimpleHTTPRequestHandler):
    """Serves heads, and hangs up in the midst of every bundle."""

    def do_GET(self) -> None:
        if self.path.startswith("/tile/entries"):
            self.send_response(200)
            self.send_header("content-length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Tell nobody."""


def test_a_log_that_hangs_up_in_the_midst_was_not_seen_and_is_asked_again(
    folder: Path, state: Path
) -> None:
    quiet(looked(folder, state), size(folder))
    grown(folder, "more")
    published(folder)
    remembered = (state / STATE).read_bytes()
    handler = partial(HangsUp, directory=str(folder / PUBLISHED))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        ran = monitor(f"http://127.0.0.1:{server.server_address[1]}", folder, state)
        server.shutdown()
    assert (ran.code, ran.out) == (3, "")
    assert "/tile/entries/" in ran.err
    assert (state / STATE).read_bytes() == remembered
    assert looked(folder, state).code == 0


def test_entries_that_do_not_lead_to_their_head_prove_no_fork(
    folder: Path, state: Path, tmp_path: Path
) -> None:
    quiet(looked(folder, state), size(folder))
    grown(folder, "damaged")
    log = laid_out(tmp_path / "log", folder, raws(folder))
    turn_byte(max((log / "tile/entries").rglob("*.p/*")), -1)
    for known in (state, tmp_path / "first-look"):
        alarm = alarmed(monitor(log, folder, known), "ledger.unreadable")
        assert "does not lead to its head" in alarm["explanation"]
        assert alarm["strength"] == "look"
        assert not (known / "evidence").exists()


# -- what does not look as it must ------------------------------------------------------------


def test_an_entry_that_nobody_signed_is_named(folder: Path, state: Path, tmp_path: Path) -> None:
    entries = raws(folder)
    for position in (3, 300):
        entries[position] = with_byte_turned(entries[position], -1)
    ran = monitor(laid_out(tmp_path / "log", folder, entries), folder, state)
    assert ran.code == 1
    assert [alarm["evidence"] for alarm in ran.lines] == [[3], [300]]
    for alarm in ran.lines:
        assert alarm["detector"] == "ledger.entry-not-signed"
        assert alarm["strength"] == "proof"
        assert "signature does not hold" in alarm["explanation"]


def test_not_every_unsigned_entry_is_told(folder: Path, state: Path, tmp_path: Path) -> None:
    entries = [b"nonsense %d" % number for number in range(1000)]
    ran = monitor(laid_out(tmp_path / "log", folder, entries), folder, state)
    assert ran.code == 1
    assert 1 <= len(ran.lines) <= 20


def test_a_head_that_is_not_believed_is_not_read_further(
    folder: Path, state: Path, tmp_path: Path
) -> None:
    quiet(looked(folder, state), size(folder))
    kept = (state / STATE).read_bytes()
    policy = tmp_path / "policy"
    policy.write_text(f"log {STRANGER}\nquorum none\n")
    asked = ("--policy", policy, "--state", state, "--json")
    ran = comptrol("ledger", "monitor", folder / PUBLISHED, *asked)
    assert ran.code == 1
    (alarm,) = ran.lines
    assert alarm["detector"] == "ledger.head-not-believed"
    assert (state / STATE).read_bytes() == kept


def test_a_head_that_is_none_is_an_alarm(folder: Path, state: Path) -> None:
    for note in (b"", b"nonsense", b"\xff" * 100, b"a\n1\nb\n\n"):
        (folder / PUBLISHED / CHECKPOINT).write_bytes(note)
        ran = looked(folder, state)
        assert ran.code == 1, ran.err
        assert [alarm["detector"] for alarm in ran.lines] == ["ledger.head-not-believed"]
    assert not (state / STATE).exists()


STRANGER = "registry.example/test+3c163b15+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


def test_a_head_that_nobody_has_cosigned_for_long_is_told(
    folder: Path, state: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "policy"
    text = (folder / POLICY).read_text()
    policy.write_text(text.replace("quorum none", f"witness w {COSIGNER.key.text}\nquorum w"))
    path = folder / PUBLISHED / CHECKPOINT
    note = path.read_bytes()
    now = int(SystemClock().now().timestamp())
    for time, code in ((1_700_000_000, 1), (2**63 - 1, 1), (now, 0)):
        path.write_bytes(note + COSIGNER.line(read_checkpoint(note), time).text.encode())
        asked = ("--policy", policy, "--state", state, "--json", "--stale-after", 60)
        ran = comptrol("ledger", "monitor", folder / PUBLISHED, *asked)
        assert ran.code == code, ran
    path.write_bytes(note + COSIGNER.line(read_checkpoint(note), 1_700_000_000).text.encode())
    alarm = alarmed(comptrol("ledger", "monitor", folder / PUBLISHED, *asked), "ledger.head-stale")
    assert alarm["strength"] == "look"
    assert "2023-11-14" in alarm["explanation"]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [cut, emptied, gone], ids=lambda damage: damage.__name__)
def test_what_cannot_be_read_is_a_thing_to_look_into_and_proves_nothing(
    folder: Path, state: Path, damage: Callable[[Path], None]
) -> None:
    before = size(folder)
    quiet(looked(folder, state), before)
    grown(folder, "unreadable")
    published(folder)
    (path,) = (folder / PUBLISHED / "tile/entries/002.p").glob(f"{size(folder) - 512}")
    whole = path.read_bytes()
    damage(path)
    alarm = alarmed(looked(folder, state), "ledger.unreadable")
    assert alarm["strength"] == "look"
    assert not (state / "evidence").exists(), "two sound heads convict nobody"
    path.write_bytes(whole)
    quiet(looked(folder, state), size(folder) - before)


def test_a_log_under_another_origin_is_another_log(
    folder: Path, state: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    opening = ("--name", "Another", "--country", "nl", "--by", "x", "--reason", "y")
    assert comptrol("init", *opening, "--data", other).code == 0
    published(other)
    quiet(looked(folder, state), size(folder))
    ran = monitor(other / PUBLISHED, other, state)
    assert ran.code == 1
    assert [alarm["detector"] for alarm in ran.lines] == ["ledger.another-origin"]


# -- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [b"", b"[]", b"{", b'{"origin": 1}', b"\xff"])
def test_a_state_that_cannot_be_read_is_named(told: Told, state: Path, kept: bytes) -> None:
    state.mkdir()
    (state / STATE).write_bytes(kept)
    ran = looked(told.folder, state)
    assert (ran.code, ran.out) == (2, "")
    assert f"{state / STATE} is not what a monitor remembers" in ran.err
    assert (state / STATE).read_bytes() == kept


@pytest.mark.parametrize("peaks", ["[]", '["AAAA"]'])
def test_a_state_that_cannot_be_is_named(told: Told, state: Path, peaks: str) -> None:
    state.mkdir()
    text = f'{{"origin": "{ORIGIN}", "size": 3, "peaks": {peaks}, "note": ""}}'
    (state / STATE).write_text(text)
    ran = looked(told.folder, state)
    assert (ran.code, ran.out) == (2, ""), ran
    assert f"{state / STATE} is not what a monitor remembers" in ran.err


def test_a_monitor_is_told_what_to_watch(told: Told, state: Path, tmp_path: Path) -> None:
    policy, log = told.folder / POLICY, told.folder / PUBLISHED
    cases = {
        (tmp_path / "nowhere", "--policy", policy, "--state", state): 3,
        ("http://127.0.0.1:9/log", "--policy", policy, "--state", state): 3,
        ("http://", "--policy", policy, "--state", state): 2,
        ("https://x.example/?a=b", "--policy", policy, "--state", state): 2,
        (log, "--policy", tmp_path / "nowhere", "--state", state): 3,
        (log, "--policy", log / CHECKPOINT, "--state", state): 2,
        (log, "--policy", policy): 2,
        (log, "--state", state): 2,
        (log, "--policy", policy, "--state", state, "--every", 0): 2,
        (log, "--policy", policy, "--state", state, "--times", 0): 2,
    }
    for given, code in cases.items():
        ran = comptrol("ledger", "monitor", *given, "--json")
        assert (ran.code, ran.out) == (code, ""), (given, ran)
        assert "Traceback" not in ran.err
    assert not state.exists()


def test_a_monitor_reads_entries_and_a_head_and_needs_no_tiles(
    folder: Path, state: Path, tmp_path: Path
) -> None:
    log = laid_out(tmp_path / "log", folder, raws(folder))
    quiet(monitor(log, folder, state), size(folder))
    quiet(looked(folder, state), 0)
