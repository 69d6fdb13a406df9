"""What a log keeps when things fail: kills, full disks, old copies, wrong clocks, two writers."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import httpx
import msgspec
import pytest
from tests.scenario.conftest import Told
from tests.scenario.harness import COSE, SEQUENCE, comptrol, problem, size, until
from tests.scenario.ledger_harness import (
    MAKER,
    ROOT,
    Serving,
    crowd,
    fsck,
    grown,
    head_of,
    in_future,
    lot,
    opened,
    published,
    publishing,
    raws,
    server,
    with_byte_turned,
)
from tests.speaking import accepted, signed

from comptrol.adapters.keyring_files import FileKeyring
from comptrol.adapters.shelf_files import FileShelf
from comptrol.adapters.signer.head_store import HEAD, HeadStore
from comptrol.adapters.store_sqlite.engine import connect
from comptrol.bootstrap import DATABASE, SIGNER, checked
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.tree import check_consistency, leaf_hash

DEAD: Final = 86
"""How a process ends that dies where the test wants it to."""
INIT: Final = ("--name", "Another", "--country", "nl", "--by", "x", "--reason", "y")
ROUNDS: Final = 8
SPEAKERS: Final = 3
BATCH: Final = 260
"""Statements: more than a tile, and enough for the signatures to be checked beside the server."""


def said(serving: Serving, raw: bytes) -> httpx.Response:
    """Send a statement."""
    return serving.client.post("/statements", content=raw, headers=COSE)


def ledger(folder: Path, command: str, *arguments: object) -> int:
    """Run a command of the ledger; return its exit code."""
    return comptrol("--data", folder, "ledger", command, *arguments).code


def sound(folder: Path) -> None:
    """Check that all that is stored and published is what the entries make it."""
    assert fsck(folder).differences == ()


def all_final(serving: Serving) -> bool:
    """Tell whether everything that was said is under a final head."""
    health = serving.health
    return health["final"] == health["entries"]


# -- kill -9, at any moment -------------------------------------------------------------------


class Load:
    """Makers who speak as fast as they are answered, and remember every answer."""

    def __init__(self, folder: Path, makers: list[PartyId], named: str) -> None:
        self._keyring, self._makers, self._named = FileKeyring(folder / "keys"), makers, named
        self.acknowledged: dict[int, str] = {}
        self.heads: set[Head] = set()

    def speak(self, url: httpx.URL, maker: PartyId) -> None:
        """Speak until nobody answers any more."""
        voice = self._keyring.of(maker)
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
            first = client.get(f"/keys/{voice.key.hex()}").json()["next_sequence"]
            for number in count(first):
                raw = signed(lot(f"{self._named}-{maker}-{number}"), voice, number)
                response = client.post("/statements", content=raw, headers=COSE)
                assert response.status_code == 201, response.text
                leaf = response.json()["receipt"]["leaf"]
                assert leaf == leaf_hash(raw).hex()
                self.acknowledged[response.json()["position"]] = leaf

    def spoken(self, serving: Serving, seconds: float) -> None:
        """Let all speak, and the heads be watched, until the server is killed."""
        url = serving.client.base_url
        with ThreadPoolExecutor(len(self._makers)) as pool:
            speaking = [pool.submit(self.speak, url, maker) for maker in self._makers]
            until(lambda: self.acknowledged)
            end = monotonic() + seconds
            while monotonic() < end:
                seen = serving.client.get("/checkpoint")
                if seen.status_code == 200:  # before the first there is none
                    self.heads.add(read_checkpoint(seen.content).head)
                sleep(0.01)
            os.kill(serving.program.pid, signal.SIGKILL)
            for one in speaking:
                assert isinstance(one.exception(20), httpx.TransportError)


def moment(number: int) -> float:
    """Return how long a round lasts: no two alike, and the same at every run."""
    return 0.1 + int.from_bytes(sha256(b"round %d" % number).digest()[:2], "big") / 2**16 * 0.7


def keeps(folder: Path, acknowledged: dict[int, str], heads: set[Head]) -> None:
    """Check that the log has all that was acknowledged, and fits every head that was seen."""
    with opened(folder) as platform, platform.store.reading() as reading:
        stored = {one.position: leaf_hash(one.raw).hex() for one in reading.entries()}
        assert acknowledged.items() <= stored.items()
        prover, length = Prover(reading.tile), reading.size()
        root = prover.root(length)
        for head in heads:
            proof = prover.consistency(head.size, length)
            check_consistency(head.size, head.root, length, root, proof)
        assert checked(platform, folder).differences == ()


def test_what_was_acknowledged_outlives_every_kill(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert comptrol("init", *INIT, "--data", folder).code == 0
    makers = crowd(folder, SPEAKERS)
    acknowledged: dict[int, str] = {}
    heads: set[Head] = set()
    for number in range(ROUNDS):
        load = Load(folder, makers, f"round-{number}")
        with server(folder) as serving:
            load.spoken(serving, moment(number))
            assert serving.program.ended() == -signal.SIGKILL
        assert load.acknowledged
        assert not load.acknowledged.keys() & acknowledged.keys(), "no position is given twice"
        acknowledged.update(load.acknowledged)
        heads |= load.heads
        keeps(folder, acknowledged, heads)
        heads.add(head_of(folder))
    assert len({head.size for head in heads}) == len(heads)
    with server(folder) as serving:
        until(lambda: all_final(serving))
        assert serving.program.stop() == 0
    assert head_of(folder).size == size(folder) > max(acknowledged)
    assert ledger(folder, "verify", "--signatures") == 0
    assert ledger(folder, "rebuild", "--check") == 0


def test_nobody_outlives_a_server_however_it_ends(folder: Path) -> None:
    for ending, code in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
        with opened(folder) as platform:
            first = platform.store.sequence(platform.keyring.of(MAKER).key) + 1
            voice = platform.speaker(MAKER)
            many = [voice.envelope(lot(f"{ending}-{n}"), first + n) for n in range(BATCH)]
        with server(folder) as serving:
            batch = {"content": b"".join(many), "headers": SEQUENCE}
            assert serving.client.post("/statements/batch", **batch).status_code == 200
            others = serving.program.children()
            assert len(others) > 2, "it has begun to check signatures beside itself"
            os.kill(serving.program.pid, ending)
            assert serving.program.ended() == code
        until(lambda gone=others: not any(Path(f"/proc/{pid}").exists() for pid in gone))
    sound(folder)


# -- killed where it hurts --------------------------------------------------------------------

BOUNDARIES: Final = {
    "laid out": "comptrol.adapters.shelf_files:FileShelf.put_all",
    "signed": "comptrol.adapters.signer.client:ProcessSigner.sign",
    "witnessed": "comptrol.flow.publishing:Publisher._witnessed",
    "replaced": "comptrol.adapters.shelf_files:FileShelf.put",
    "cleared": "comptrol.adapters.shelf_files:FileShelf.clear",
}
"""A publication dies before something is."""
COMMITTED: Final = "comptrol.adapters.store_sql.step:SqlStep.finish"
HEARD_OF: Final = "comptrol.entrypoints.api.publishing:Publishing.wake"


def driver(boundary: str) -> tuple[str, ...]:
    """Return the command line as a program that dies in the middle, as in a power cut."""
    module, _, name = boundary.partition(":")
    owner = name.partition(".")[0]
    code = (
        f"import os, sys; from {module} import {owner}; "
        f"{name} = lambda *_, **__: os._exit({DEAD}); "
        "from comptrol.entrypoints.cli.app import main; main(sys.argv[1:])"
    )
    return (sys.executable, "-c", code)


def killed(boundary: str, *arguments: object) -> int:
    """Run the command line until it dies; return its exit code."""
    command = [*driver(boundary), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=60, capture_output=True)  # noqa: S603  (ours)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode


@pytest.fixture(scope="module")
def far(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration after more than a tile of which nothing is published."""
    folder = shutil.copytree(told.folder, tmp_path_factory.mktemp("far") / "data")
    with opened(folder) as platform:
        answers = platform.speaker(MAKER).say_all([lot(f"many-{n}") for n in range(BATCH)])
    assert all(isinstance(answer, Receipt) for answer in answers)
    return folder


@pytest.mark.parametrize("before", BOUNDARIES)
def test_a_publication_that_is_killed_is_taken_up_again(
    far: Path, tmp_path: Path, before: str
) -> None:
    folder = shutil.copytree(far, tmp_path / "data")
    old, grown_to = head_of(folder), size(folder)
    assert killed(BOUNDARIES[before], "--data", folder, "ledger", "publish") == DEAD
    assert ledger(folder, "verify") == 0, "what is published is whole at every moment"
    assert head_of(folder).size == (grown_to if before == "cleared" else old.size)
    grown(folder, "after")
    assert ledger(folder, "publish") == 0
    assert ledger(folder, "verify") == 0
    keeps(folder, {}, {old, head_of(folder)})


def test_what_was_not_committed_is_not_there(folder: Path, tmp_path: Path) -> None:
    before, body = raws(folder), tmp_path / "body.json"
    body.write_bytes(msgspec.json.encode(lot("lost")))
    say = ("say", "registry.made/1", body, "--as", MAKER, "--data", folder)
    assert killed(COMMITTED, *say) == DEAD
    assert raws(folder) == before
    again = comptrol(*say, "--json")
    assert (again.code, again.json["position"]) == (0, len(before))
    sound(folder)


def test_what_was_committed_before_a_kill_is_published_after_it(folder: Path) -> None:
    before = size(folder)
    with opened(folder) as platform:
        raw = platform.speaker(MAKER).next_envelope(lot("unheard"))
    with server(folder, command=driver(HEARD_OF)) as serving:
        with suppress(httpx.TransportError):  # the answer may be lost; what was said is not
            said(serving, raw)
        assert serving.program.ended() == DEAD
    assert raws(folder)[before] == raw
    assert head_of(folder).size == before
    with server(folder) as serving:
        until(lambda: all_final(serving))
        again = said(serving, raw)
        assert again.status_code == 200
        assert again.json()["receipt"]["repeated"] is True
        assert again.json()["position"] == before
    sound(folder)


DYING_SIGNER = """#!{python}
import os, sys
from pathlib import Path
from comptrol.adapters.signer import process
{where} = lambda *_: os._exit({dead})
process.main(Path(sys.argv[-1]))
"""


@pytest.mark.parametrize("where", ["process.Signer._signed", "Path.rename"])
def test_a_signer_that_dies_before_it_answers_has_signed_nothing_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    signer = tmp_path / "dying-signer"
    signer.write_text(DYING_SIGNER.format(python=sys.executable, where=where, dead=DEAD))
    signer.chmod(0o700)
    before, kept = head_of(folder), HeadStore(folder / SIGNER)
    grown(folder, "unsigned")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(signer))
        ran = comptrol("ledger", "publish", "--data", folder)
    assert (ran.code, ran.out) == (3, "")
    assert "the signer's process has ended" in ran.err
    assert head_of(folder) == before
    last = kept.last()
    assert last is not None
    assert last.size == (before.size if where == "Path.rename" else size(folder))
    assert ledger(folder, "publish") == 0
    assert head_of(folder).size == size(folder)
    sound(folder)


# -- old copies, other logs -------------------------------------------------------------------


def all_refuse(folder: Path, tmp_path: Path, sentence: str) -> None:
    """Check that nothing is served, said or signed over a database, and why."""
    before = (folder / DATABASE).read_bytes()
    body = tmp_path / "body.json"
    body.write_bytes(msgspec.json.encode(lot("never")))
    for command in (
        ("serve", "--port", 0),
        ("say", "registry.made/1", body, "--as", MAKER),
        ("ledger", "publish"),
        ("ledger", "rotate", "--reason", "r"),
        ("ledger", "prove", 0),
    ):
        ran = comptrol("--data", folder, *command)
        assert (ran.code, ran.out) == (3, ""), command
        assert sentence in ran.err
    assert (folder / DATABASE).read_bytes() == before


def test_a_database_from_an_old_copy_is_not_written_on(folder: Path, tmp_path: Path) -> None:
    old = shutil.copy(folder / DATABASE, tmp_path / "old.db")
    grown(folder, "since-then")
    published(folder)
    newest = shutil.copy(folder / DATABASE, tmp_path / "newest.db")
    shutil.copy(old, folder / DATABASE)
    all_refuse(folder, tmp_path, "restored from an old copy")
    assert fsck(folder).differences != ()
    shutil.copy(newest, folder / DATABASE)
    grown(folder, "it-goes-on")
    assert published(folder).final


def test_a_database_that_went_another_way_is_not_written_on(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    grown(folder, "as-it-was-signed")
    published(folder)
    grown(other, "as-it-was-not", "and-longer")
    shutil.copy(other / DATABASE, folder / DATABASE)
    all_refuse(folder, tmp_path, "is not the one whose head of")


def test_the_database_of_another_log_is_not_written_on(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert comptrol("init", *INIT, "--data", other).code == 0
    shutil.copy(other / DATABASE, folder / DATABASE)
    all_refuse(folder, tmp_path, "is not the key under which this log's platform speaks")


def test_a_database_whose_last_tile_was_damaged_is_not_written_on(
    folder: Path, tmp_path: Path
) -> None:
    with closing(connect(folder / DATABASE)) as db:
        db.execute("UPDATE tiles SET hashes = zeroblob(64) WHERE level = 1")
    all_refuse(folder, tmp_path, "comptrol ledger fsck")


def test_nobody_is_accused_because_a_bit_turned_over(folder: Path) -> None:
    grown(folder, "said-once", "said-next")
    entries = raws(folder)
    (raw,) = [one for one in entries if b'"said-once"' in one]
    claims = open_envelope(raw).claims
    with closing(connect(folder / DATABASE)) as db:
        query = "SELECT issuer FROM issuers WHERE key = ?"
        (issuer,) = db.execute(query, (claims.key,)).fetchone()
        query = "SELECT positions FROM numbers WHERE issuer = ? AND list = 0"
        (positions,) = db.execute(query, (issuer,)).fetchone()
        turned = with_byte_turned(positions, claims.sequence * 5 - 1)
        db.execute("UPDATE numbers SET positions = ? WHERE issuer = ?", (turned, issuer))
    with opened(folder) as platform, pytest.raises(UnavailableError, match="was damaged"):
        platform.intake.submit(raw)
    assert raws(folder) == entries
    assert ledger(folder, "rebuild") == 0
    with opened(folder) as platform:
        assert accepted(platform.intake.submit(raw)).repeated


# -- two writers ------------------------------------------------------------------------------


def test_one_process_writes_and_all_may_read(folder: Path, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_bytes(msgspec.json.encode(lot("second-writer")))
    data, writing = ("--data", folder), ("say", "registry.made/1", body, "--as", MAKER)
    with opened(folder) as platform:
        first = platform.store.sequence(platform.keyring.of(MAKER).key) + 1
        voice = platform.speaker(MAKER)
        one, two = (voice.envelope(lot(f"writer-{n}"), first + n) for n in range(2))
    with server(folder) as serving:
        assert said(serving, one).status_code == 201
        until(lambda: all_final(serving))
        before = size(folder)
        for command in (
            ("serve", "--port", 0),
            writing,
            ("ledger", "publish"),
            ("ledger", "rebuild"),
            ("ledger", "rotate", "--reason", "r"),
            ("demo", "--fresh"),
        ):
            ran = comptrol(*data, *command)
            assert (ran.code, ran.out) == (3, ""), (command, ran)
            assert "in use by another process" in ran.err
        assert size(folder) == before
        for reading in (("ledger", "fsck"), ("ledger", "verify"), ("ledger", "prove", 0)):
            assert comptrol(*data, *reading).code == 0, reading
        assert said(serving, two).status_code == 201
        until(lambda: all_final(serving))
        assert serving.health["publishing"] == "as it should"
        assert serving.program.stop() == 0
    assert comptrol(*data, *writing).code == 0
    assert ledger(folder, "publish") == 0


# -- a full disk ------------------------------------------------------------------------------


def disk_of(pid: int, most: int) -> None:
    """Let a process write no file further than so many bytes."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


def test_while_the_disk_is_full_nothing_is_taken_and_nothing_is_lost(folder: Path) -> None:
    with opened(folder) as platform:
        first = platform.store.sequence(platform.keyring.of(MAKER).key) + 1
        speaker = platform.speaker(MAKER)
        one, two, three = (speaker.envelope(lot(f"full-{n}"), first + n) for n in range(3))
    with server(folder) as serving:
        assert said(serving, one).status_code == 201
        until(lambda: all_final(serving))
        before = serving.health["entries"]
        disk_of(serving.program.pid, 4096)
        for _ in range(2):
            told = problem(said(serving, two), 503)
            assert told["type"] == "urn:comptrol:error:unavailable"
            assert "cannot be written" in told["detail"]
        assert serving.client.get("/health").status_code == 503
        assert serving.health["taking_statements"] is False
        assert serving.health["entries"] == before
        assert serving.client.get(f"/ledger/receipt/{first}").status_code == 200
        disk_of(serving.program.pid, resource.RLIM_INFINITY)
        assert said(serving, two).status_code == 201
        assert said(serving, three).status_code == 201
        assert serving.client.get("/health").status_code == 200
        until(lambda: all_final(serving))
    assert [one, two, three] == [raw for raw in raws(folder) if raw in {one, two, three}]
    sound(folder)


def test_a_signer_whose_disk_is_full_signs_again_when_there_is_room(folder: Path) -> None:
    with opened(folder) as platform:
        raw = platform.speaker(MAKER).next_envelope(lot("no-room"))
    with server(folder) as serving:
        until(serving.program.children)
        (signer,) = serving.program.children()
        disk_of(signer, 0)
        position = said(serving, raw).json()["position"]
        until(lambda: "cannot be written" in str(serving.health["publishing"]))
        assert serving.health["taking_statements"] is True
        assert serving.health["final"] == position
        disk_of(signer, resource.RLIM_INFINITY)
        until(lambda: all_final(serving))
        assert serving.health["publishing"] == "as it should"
    sound(folder)


# -- the signer -------------------------------------------------------------------------------


def test_a_signer_that_is_killed_is_started_again(folder: Path) -> None:
    with opened(folder) as platform:
        raw = platform.speaker(MAKER).next_envelope(lot("without-a-signer"))
    with server(folder) as serving:
        until(serving.program.children)
        (signer,) = serving.program.children()
        os.kill(signer, signal.SIGKILL)
        position = said(serving, raw).json()["position"]
        until(lambda: all_final(serving))
        assert serving.program.children() != [signer]
        assert serving.client.get(f"/ledger/receipt/{position}").status_code == 200
    sound(folder)


@pytest.fixture
def clock_set_back(folder: Path) -> Iterator[Path]:
    """Return a data folder whose last head was signed, so it seems, in an hour."""
    kept = HeadStore(folder / SIGNER)
    last = kept.last()
    assert last is not None
    kept.remember(msgspec.structs.replace(last, signed_at=in_future(hours=1)))
    yield folder
    kept.remember(msgspec.structs.replace(last, generation=last.generation + 1))
    assert ledger(folder, "publish") == 0, "when the time is right again, it goes on"


def test_a_clock_that_was_set_back_signs_nothing(clock_set_back: Path) -> None:
    before = head_of(clock_set_back)
    grown(clock_set_back, "out-of-time")
    ran = comptrol("ledger", "publish", "--data", clock_set_back)
    assert (ran.code, ran.out) == (1, "")
    assert "set the clock" in ran.err
    assert head_of(clock_set_back) == before
    assert (clock_set_back / SIGNER / HEAD).exists()


def test_a_server_whose_clock_was_set_back_says_so_and_stops_publishing(
    clock_set_back: Path,
) -> None:
    before = head_of(clock_set_back)
    with publishing(clock_set_back) as log:
        position = log.say("out-of-time")["position"]
        until(lambda: "set the clock" in log.client.get("/health").json()["publishing"])
        health = log.client.get("/health").json()
        assert (health["taking_statements"], health["final"]) == (True, before.size)
        assert log.head() == before
        assert log.client.get("/ledger/receipt/0").status_code == 200
        assert position == before.size


def test_a_mistake_of_ours_ends_publishing_and_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", told.append)

    class Shelf(FileShelf):
        def put_all(self, files: object) -> None:
            del files
            raise RuntimeError("what nobody has thought of")

    with publishing(folder) as log:
        log.publisher.shelf = Shelf(folder / "published")
        assert log.say("in-vain")["accepted"] is True
        until(lambda: "our mistake" in log.client.get("/health").json()["publishing"])
        assert "what nobody has thought of" in log.client.get("/health").json()["publishing"]
    assert len(told) == 1
