"""A log that wants two of three witnesses: what becomes of its heads when some fail it."""

import shutil
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from tests.ledger_cast import COSIGNER
from tests.scenario.harness import COSE, comptrol, problem, until
from tests.scenario.ledger_harness import (
    MAKER,
    ORIGIN,
    Witness,
    believed,
    grown,
    head_of,
    lot,
    opened,
    published,
    publishing,
    wants,
    witnesses,
)

from comptrol.adapters.witnesses_http import HttpWitnesses
from comptrol.bootstrap import POLICY, PUBLISHED, publisher
from comptrol.entrypoints.api.scitt import RECEIPT_TYPE
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.policy import KnownLog, Policy, believe, judge
from comptrol.kernel.ledger.proof import read_proof, verify_proof
from comptrol.kernel.ledger.witnessing import read_request

OURS = sha256(ORIGIN.encode()).hexdigest()
"""Where a witness keeps and shows what it cosigned of the log."""


@pytest.fixture
def three(folder: Path, tmp_path: Path) -> Iterator[list[Witness]]:
    """Run three witnesses, of which the policy wants two."""
    with witnesses(tmp_path, folder / POLICY, "a", "b", "c") as running:
        wants(folder, 2, *(one.line for one in running))
        yield running


@pytest.fixture
def two(folder: Path, tmp_path: Path) -> Iterator[list[Witness]]:
    """Run two witnesses; who is the third, and what the policy wants, is the test's business."""
    with witnesses(tmp_path, folder / POLICY, "a", "b") as running:
        yield running


def note(folder: Path) -> bytes:
    """Return the head that is published, as its file has it."""
    return (folder / PUBLISHED / CHECKPOINT).read_bytes()


def cosigners(folder: Path) -> set[str]:
    """Return who cosigned the published head, which is believed."""
    return set(believe(believed(folder), note(folder)).cosigned)


# -- as it should be --------------------------------------------------------------------------


def test_a_head_is_final_when_the_quorum_has_cosigned(folder: Path, three: list[Witness]) -> None:
    grown(folder, "seen")
    head = published(folder)
    assert (head.final, head.missing) == (True, "")
    assert len(cosigners(folder)) >= 2
    told = comptrol("ledger", "verify", "--data", folder, "--json")
    assert told.code == 0
    assert set(told.json["witnesses"]) == cosigners(folder)
    for one in three:
        kept = httpx.get(f"{one.url}/{OURS}/checkpoint", trust_env=False)
        assert read_checkpoint(kept.content).head == head.head


def test_one_witness_may_be_missing(folder: Path, three: list[Witness]) -> None:
    three[1].kill()
    grown(folder, "seen-by-two")
    assert published(folder).final
    assert cosigners(folder) == {"a", "c"}


def test_a_witness_that_was_away_catches_up(folder: Path, three: list[Witness]) -> None:
    assert published(folder).final
    three[2].kill()
    grown(folder, "missed", "missed-too")
    assert published(folder).final
    three[2].start()
    three[0].kill()
    grown(folder, "after")
    assert published(folder).final
    assert cosigners(folder) == {"b", "c"}


def test_a_witness_that_is_restarted_knows_what_it_cosigned(
    folder: Path, three: list[Witness]
) -> None:
    published(folder)
    where = f"{three[0].url}/{OURS}/checkpoint"
    before = httpx.get(where, trust_env=False).content
    key = three[0].key
    three[0].kill()
    three[0].start()
    assert httpx.get(where, trust_env=False).content == before
    assert three[0].key == key
    three[1].kill()
    grown(folder, "later")
    assert published(folder).final
    assert cosigners(folder) == {"a", "c"}


# -- a slow one -------------------------------------------------------------------------------


class Silent:
    """Whoever asks here is never answered."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = "http://{}:{}".format(*self._listening.getsockname())
        self.asked: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                asked, _ = self._listening.accept()
                asked.setblocking(False)  # noqa: FBT003  (as the library has it)
                self.asked.append(asked)

    def is_waited_for(self, number: int) -> bool:
        """Tell whether one who asked has not gone away."""
        try:
            while self.asked[number].recv(65536):
                pass
        except BlockingIOError:
            return True
        return False

    def close(self) -> None:
        """Go away."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for asked in self.asked:
            asked.close()


def test_nobody_waits_for_a_slow_witness_once_there_are_enough(
    folder: Path, two: list[Witness]
) -> None:
    with closing(Silent()) as slow, opened(folder) as platform:
        wants(folder, 2, *(one.line for one in two), f"witness s {COSIGNER.key.text} {slow.url}")
        with publisher(platform, folder) as made:
            platform.speaker(MAKER).say(lot("first"))
            assert made.publish().final
            until(lambda: len(slow.asked) == 1)
            assert slow.is_waited_for(0), "the head came out while it was still being asked"
            platform.speaker(MAKER).say(lot("second"))
            assert made.publish().final
            assert len(slow.asked) == 1, "who has not answered yet is not asked again"
            assert cosigners(folder) == {"a", "b"}


def test_a_head_that_has_not_grown_is_cosigned_anew_when_asked(
    folder: Path, two: list[Witness]
) -> None:
    with opened(folder) as platform:
        wants(folder, 2, *(one.line for one in two))
        with publisher(platform, folder) as made:
            first = made.publish()
            assert made.publish() is first
            again = made.publish(renew=True)
    assert (again.final, again.head) == (True, first.head)
    assert again.note != first.note
    assert cosigners(folder) == {"a", "b"}


def test_who_waits_in_vain_is_told_for_whom(folder: Path, two: list[Witness]) -> None:
    two[1].kill()
    before = note(folder)
    with closing(Silent()) as slow, opened(folder) as platform:
        wants(folder, 2, *(one.line for one in two), f"witness s {COSIGNER.key.text} {slow.url}")
        with publisher(platform, folder) as made:
            made.witnesses = HttpWitnesses(seconds=0.3)
            head = made.publish()
            assert not head.final
            assert "witness s" in head.missing
            assert "witness b gave no cosignature" in head.missing
            assert "1 of the 2" in head.missing
    assert note(folder) == before


# -- one that lies ----------------------------------------------------------------------------

Answer = tuple[int, dict[str, str], bytes]


class Liar(ThreadingHTTPServer):
    """A witness that answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Lying)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answer: Callable[[bytes], Answer] = lambda _: (500, {}, b"")
        self.asked = 0


class Lying(BaseHTTPRequestHandler):
    """One request to it."""

    def do_POST(self) -> None:
        assert isinstance(self.server, Liar)
        body = self.rfile.read(int(self.headers["content-length"]))
        status, headers, content = self.server.answer(body)
        self.server.asked += 1
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # whoever asked has heard enough
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def lying() -> Generator[Liar]:
    """Serve a liar."""
    liar = Liar()
    thread = threading.Thread(target=liar.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield liar
    finally:
        liar.shutdown()
        thread.join()
        liar.server_close()


def line_under(checkpoint: Checkpoint) -> bytes:
    return COSIGNER.line(checkpoint).text.encode()


def another_head(body: bytes) -> Answer:
    at = read_request(body).checkpoint.head
    return (
        200,
        {},
        line_under(Checkpoint(head=Head(origin=at.origin, size=at.size, root=bytes(32)))),
    )


def larger_head(body: bytes) -> Answer:
    at = read_request(body).checkpoint.head
    return (
        200,
        {},
        line_under(Checkpoint(head=Head(origin=at.origin, size=at.size + 1, root=at.root))),
    )


def broken_line(body: bytes) -> Answer:
    line = line_under(read_request(body).checkpoint)
    return 200, {}, line[:-8] + b"AAAA" + line[-4:]


def of_another_key(body: bytes) -> Answer:
    return 200, {}, line_under(read_request(body).checkpoint).replace(b"w1", b"w2")


def nothing(_: bytes) -> Answer:
    return 200, {}, b""


def garbage(_: bytes) -> Answer:
    return 200, {}, bytes(range(256)) * 4


def far_too_much(body: bytes) -> Answer:
    return 200, {}, line_under(read_request(body).checkpoint) * 10_000


def headers_without_end(_: bytes) -> Answer:
    return 200, {f"x-{number}": "y" * 1000 for number in range(200)}, b""


def elsewhere(_: bytes) -> Answer:
    return 307, {"location": "http://127.0.0.1:9/add-checkpoint"}, b""


def further_on(_: bytes) -> Answer:
    return 409, {"content-type": "text/x.tlog.size"}, b"999999\n"


def always_further_back(body: bytes) -> Answer:
    old = read_request(body).old_size
    return 409, {"content-type": "text/x.tlog.size"}, b"%d\n" % ((old + 1) % 7)


def no_size(_: bytes) -> Answer:
    return 409, {}, "١٢٣\n".encode()


LIES = [another_head, larger_head, broken_line, of_another_key, nothing, garbage, far_too_much]
LIES += [headers_without_end, elsewhere, further_on, always_further_back, no_size]


def test_whatever_a_witness_sends_only_what_it_signed_counts(
    folder: Path, two: list[Witness]
) -> None:
    with lying() as liar, opened(folder) as platform:
        wants(folder, 2, *(one.line for one in two), f"witness l {COSIGNER.key.text} {liar.url}")
        with publisher(platform, folder) as made:
            made.witnesses = HttpWitnesses(grace_s=5)  # so that the liar is heard out
            for lie in LIES:
                liar.answer, liar.asked = lie, 0
                assert made.publish(again=True).final, lie.__name__
                assert liar.asked, lie.__name__
                assert cosigners(folder) == {"a", "b"}, lie.__name__
                names = {line.name for line in read_checkpoint(note(folder)).lines}
                assert names == {ORIGIN, "a", "b"}, lie.__name__
            liar.answer = lambda body: (200, {}, line_under(read_request(body).checkpoint))
            assert made.publish(again=True).final
            assert cosigners(folder) == {"a", "b", "l"}, "it may do right again"


@pytest.mark.parametrize(
    "lie", [another_head, garbage, far_too_much], ids=lambda lie: lie.__name__
)
def test_a_lie_makes_no_quorum(
    folder: Path, tmp_path: Path, lie: Callable[[bytes], Answer]
) -> None:
    before = note(folder)
    with lying() as liar:
        liar.answer = lie
        wants(folder, 1, f"witness l {COSIGNER.key.text} {liar.url}")
        grown(folder, "unseen")
        ran = comptrol("ledger", "publish", "--data", folder, "--json")
    assert ran.code == 1
    assert "witness l gave no cosignature" in ran.json["missing"]
    assert note(folder) == before
    assert list(tmp_path.glob("witness-*")) == []


# -- too few ----------------------------------------------------------------------------------


def test_with_too_few_witnesses_the_old_head_stays_and_statements_are_taken(
    folder: Path, three: list[Witness]
) -> None:
    assert published(folder).final
    before = note(folder)
    for one in three[1:]:
        one.kill()
    with publishing(folder) as log, ThreadPoolExecutor(2) as pool:
        position = log.say("durable")["position"]
        (raw,) = log.served.sign(MAKER, lot("registered"))
        scitt = pool.submit(log.client.post, "/entries", content=raw, headers=COSE)
        waiting = pool.submit(log.client.get, f"/ledger/receipt/{position}")
        told = problem(waiting.result(), 503)
        assert f"entry {position} is durable, not final" in told["detail"]
        assert "witness b gave no cosignature" in told["detail"]
        assert scitt.result().status_code == 303
        assert scitt.result().headers["location"] == f"/entries/{position + 2}"
        assert log.client.get("/checkpoint").content == before
        assert note(folder) == before
        health = log.client.get("/health").json()
        assert health["taking_statements"] is True
        assert health["final"] == position < health["entries"]
        assert "witness c gave no cosignature" in health["publishing"]
        old = log.client.get("/entries/0", headers={"accept": RECEIPT_TYPE})
        assert old.status_code == 200, "of what is final there are receipts all the while"

        three[1].start()
        until(lambda: log.client.get("/health").json()["publishing"] == "as it should")
        response = log.client.get(f"/ledger/receipt/{position}")
        entry = log.client.get(f"/entries/{position}", headers={"accept": "application/cose"})
        proof = read_proof(response.content)
        judged = verify_proof(proof, entry.content, believed(folder))
        assert set(judged.cosigned) == {"a", "b"}
        assert log.client.get(f"/entries/{position + 2}", headers={"accept": RECEIPT_TYPE})
    assert comptrol("ledger", "verify", "--data", folder).code == 0


# -- a fork -----------------------------------------------------------------------------------


def test_a_fork_is_refused_by_every_witness_and_kept_as_evidence(
    folder: Path, tmp_path: Path, three: list[Witness]
) -> None:
    assert published(folder).final
    fork = shutil.copytree(folder, tmp_path / "fork")
    before = note(fork)
    grown(folder, "as-all-see-it")
    grown(fork, "as-nobody-sees-it")
    assert published(folder).final
    until(lambda: all(kept(one).size == head_of(folder).size for one in three))
    other = published(fork)
    assert not other.final
    assert other.head.size == head_of(folder).size
    assert other.missing.count("422") == 3
    assert note(fork) == before
    log_alone = Policy(
        logs=tuple(KnownLog(key=log.key) for log in believed(folder).logs),
        witnesses=(),
        groups=(),
        quorum=None,
    )
    for one in three:
        evidence = list((one.folder / "logs" / OURS / "evidence").iterdir())
        heads = [judge(log_alone, path.read_bytes()) for path in evidence]
        assert all(len(judged.logs) == 2 for judged in heads), "the log has signed them both"
        assert {judged.checkpoint.head for judged in heads} == {head_of(folder), other.head}
        assert kept(one) == head_of(folder)


def kept(one: Witness) -> Head:
    """Return the head that a witness cosigned last."""
    return read_checkpoint((one.folder / "logs" / OURS / CHECKPOINT).read_bytes()).head


# -- how it is started ------------------------------------------------------------------------


def test_a_witness_is_started_with_what_it_needs(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("quorum none\n")
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        options = {
            ("--name", "a b", "--policy", folder / POLICY, "--port", 0): 2,
            ("--name", "w", "--policy", tmp_path / "nowhere", "--port", 0): 3,
            ("--name", "w", "--policy", empty, "--port", 0): 3,
            ("--name", "w", "--policy", folder / POLICY, "--port", port): 3,
            ("--name", "another", "--policy", folder / POLICY, "--port", 0): 3,
            ("--name", "w", "--port", 0): 2,
        }
        for given, code in options.items():
            ran = comptrol("ledger", "witness", "--folder", tmp_path / "w", *given)
            assert (ran.code, ran.out) == (code, ""), (given, ran.err)
            assert "Traceback" not in ran.err
