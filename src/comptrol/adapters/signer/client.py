"""How the platform asks the signer's process."""

import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec

from comptrol.adapters.signer.process import Asked, How, Signed
from comptrol.flow.publication import SignedNote
from comptrol.kernel.errors import (
    ComptrolError,
    NotProvenError,
    UnavailableError,
    UnreadableError,
)
from comptrol.kernel.ledger.guard import AskedHead, SignedHead

_MODULE = "comptrol.adapters.signer.process"
_ERRORS: Final[dict[How, tuple[type[ComptrolError], str]]] = {
    "refused": (NotProvenError, "the signer refuses"),
    "unreadable": (UnreadableError, "the signer cannot do that"),
    "unavailable": (UnavailableError, "the signer cannot do that now"),
}


class ProcessSigner:
    """A signer in a process of its own, started when it is first asked, and anew if it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._asking = Lock()

    def sign(self, head: AskedHead, keys: tuple[str, ...]) -> SignedNote:
        """Return the signatures of a head, or raise NotProvenError and say why there are none."""
        answer = self._ask(Asked(head=head, keys=keys))
        return SignedNote(answer.note, answer.receipt)

    def last(self) -> SignedHead | None:
        """Return the head that was last signed."""
        return self._ask(Asked()).last

    def create(self, origin: str) -> tuple[str, ...]:
        """Make a new pair of keys for an origin; return their verifier keys."""
        return self._ask(Asked(create=origin)).keys

    def close(self) -> None:
        """End the process: it ends when its input does."""
        with self._asking:
            process, self._process = self._process, None
            if process is not None:
                process.communicate(timeout=10)

    def _ask(self, asked: Asked) -> Signed:
        with self._asking:
            raw = self._exchange(msgspec.json.encode(asked) + b"\n")
        answer = msgspec.json.decode(raw, type=Signed)
        if answer.failed:
            error, told = _ERRORS[answer.how]
            raise error(f"{told}: {answer.failed}")
        return answer

    def _exchange(self, line: bytes) -> bytes:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = b""
        if not answer.endswith(b"\n"):
            process.kill()
            process.communicate()
            self._process = None
            raise UnavailableError(
                "the signer's process has ended; it is started again when asked"
            )
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-P", "-m", _MODULE, str(self._folder)]
            self._process = subprocess.Popen(  # noqa: S603  (our own module, and a folder)
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
        return self._process
