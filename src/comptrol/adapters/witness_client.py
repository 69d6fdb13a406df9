"""Asking witnesses to cosign a head, over HTTP (C2SP tlog-witness): bounded, and never believed.

Nothing that a witness sends is passed on before it is verified under the key that the policy has.
No proxy is used and no redirect followed: a witness is where its address says, or it is silent.
"""

import socket
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from comptrol.flow.publication import ProofFrom
from comptrol.kernel.errors import ComptrolError, UnavailableError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import Line, known_lines
from comptrol.kernel.ledger.policy import KnownWitness
from comptrol.kernel.ledger.spelling import number
from comptrol.kernel.ledger.witnessing import write_request

SECONDS_MAX: Final = 10.0
TURNS_MAX: Final = 4
"""How often one witness is asked: others may move it on between two of our requests."""
ANSWER_BYTES_MAX: Final = 64 * 1024


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: bytes


def ask_witness(
    witness: KnownWitness,
    note: bytes,
    proof_from: ProofFrom,
    *,
    since: int = 0,
    seconds: float = SECONDS_MAX,
) -> list[Line]:
    """Return the cosignature of one witness under a signed head, verified under its key.

    ``since`` is the size that it probably cosigned last; if not, its conflict tells the size.
    Every failure is an UnavailableError that names the witness.
    """
    end = monotonic() + seconds
    try:
        checkpoint = read_checkpoint(note)
        size = checkpoint.head.size
        old_size = min(since, size)
        for _ in range(TURNS_MAX):
            proof = () if old_size in (0, size) else proof_from(old_size)
            reply = _post(witness.url, write_request(old_size, proof, note), end)
            if reply.status != HTTPStatus.CONFLICT:
                return _verified(witness, checkpoint, reply)
            old_size = _size(reply, old_size, size)
        raise UnavailableError(f"its head kept moving while it was asked {TURNS_MAX} times")
    except (ComptrolError, OSError, HTTPException, ValueError) as error:
        said = str(error) or type(error).__name__
        raise UnavailableError(f"witness {witness.name} gave no cosignature: {said}") from error


def _verified(witness: KnownWitness, checkpoint: Checkpoint, reply: Reply) -> list[Line]:
    """Return the newest line of the witness's key; whatever else it sends is ignored.

    One line to a witness: a note has room for so many, and none may take up the room of others.
    """
    if reply.status != HTTPStatus.OK:
        told = reply.body[:200].decode(errors="replace").strip()
        raise UnavailableError(f"it answered {reply.status}, {told!r}")
    answered = read_checkpoint(checkpoint.text.encode() + b"\n" + reply.body)
    known = known_lines(answered.lines, [witness.key])
    if answered.text != checkpoint.text or not known:
        raise UnavailableError("its answer has no line of the key that is known of it")
    timed = [(signed_at(checkpoint, key, line), line) for key, line in known]
    if not all(at for at, _ in timed):
        raise UnavailableError("its cosignature has no time")
    return [max(timed, key=lambda each: each[0] or 0)[1]]


def _size(reply: Reply, asked: int, most: int) -> int:
    """Return the size that a witness cosigned last, from which it wants a proof."""
    text = reply.body.decode()
    if not text.endswith("\n"):
        raise UnreadableError("its conflict names no size")
    size = number(text[:-1], "the size it cosigned last")
    if size > most:
        raise UnavailableError(f"it has cosigned a head of {size} already, and this has {most}")
    if size == asked:
        raise UnavailableError(f"it refused the size {asked} that it names itself")
    return size


def _post(url: str | None, body: bytes, end: float) -> Reply:
    """Send one request; whatever the other side does, it is over at the end."""
    seconds = end - monotonic()
    if seconds <= 0:
        raise TimeoutError("the time is over")
    connection, prefix = connection_to(url, seconds)
    with closing(connection), _ended(connection, seconds):
        headers = {"content-type": "text/plain; charset=utf-8", "connection": "close"}
        connection.request("POST", f"{prefix}/add-checkpoint", body, headers)
        response = connection.getresponse()
        read = response.read(ANSWER_BYTES_MAX + 1)
    if monotonic() >= end:
        raise TimeoutError("its answer took too long")
    if len(read) > ANSWER_BYTES_MAX:
        raise UnreadableError(f"its answer has more than {ANSWER_BYTES_MAX} bytes")
    return Reply(response.status, read)


def connection_to(url: str | None, seconds: float) -> tuple[HTTPConnection, str]:
    """Return a connection to a witness, not open yet, and where its paths begin."""
    if not url:
        raise UnavailableError("the policy has no address of it")
    parts = urlsplit(url)
    kinds = {"http": HTTPConnection, "https": HTTPSConnection}
    odd = parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in kinds or not parts.hostname or odd:
        raise UnavailableError(f"{url} is no address of a witness: http or https, host, path")
    connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=seconds)
    return connection, parts.path.rstrip("/")


@contextmanager
def _ended(connection: HTTPConnection, seconds: float) -> Generator[None]:
    """End a connection when its time is over: a socket's own time-out starts anew at each byte."""

    def shut() -> None:
        with suppress(OSError):  # it is closed already
            if connection.sock is not None:
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
