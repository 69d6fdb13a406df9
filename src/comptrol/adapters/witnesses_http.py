"""All witnesses of a policy at once, over HTTP: nobody waits for slow ones longer than needed."""

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Final

from comptrol.adapters.witness_client import SECONDS_MAX, ask_witness
from comptrol.flow.publication import ProofFrom
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.checkpoint import read_checkpoint
from comptrol.kernel.ledger.policy import KnownWitness

GRACE_S: Final = 0.1
"""How long the other witnesses may still take once those that came are enough."""

Came = tuple[str, list[bytes], str]


class HttpWitnesses:
    """Asks each witness in a thread of its own; one still being asked is not asked again."""

    def __init__(self, seconds: float = SECONDS_MAX, grace_s: float = GRACE_S) -> None:
        self._seconds, self._grace_s = seconds, grace_s
        self._since: dict[str, int] = {}
        self._busy: set[str] = set()
        self._changing = Lock()

    def cosigned(
        self,
        witnesses: Sequence[KnownWitness],
        note: bytes,
        proof_from: ProofFrom,
        enough: Callable[[bytes], bool],
    ) -> tuple[list[bytes], list[str]]:
        """Return the verified lines that came in time, and a sentence for each witness without.

        ``enough`` tells of the note with the lines so far whether the policy is met.
        """
        answers: SimpleQueue[Came] = SimpleQueue()
        asked = [w for w in witnesses if self._begin(w, note, proof_from, answers)]
        silent = {w.name: f"witness {w.name} is still being asked" for w in witnesses}
        silent.update((w.name, f"witness {w.name} has not answered yet") for w in asked)
        lines: list[bytes] = []
        end = monotonic() + self._seconds
        for _ in asked:
            try:
                name, came, why = answers.get(timeout=max(end - monotonic(), 0))
            except Empty:
                break
            lines += came
            silent[name] = why
            if came and enough(note + b"".join(lines)):
                end = min(end, monotonic() + self._grace_s)
        return lines, [why for why in silent.values() if why]

    def _begin(
        self,
        witness: KnownWitness,
        note: bytes,
        proof_from: ProofFrom,
        answers: "SimpleQueue[Came]",
    ) -> bool:
        """Begin to ask one; tell whether it was free to be asked."""
        with self._changing:
            if witness.name in self._busy:
                return False
            self._busy.add(witness.name)
        arguments = (witness, note, proof_from, answers)
        Thread(target=self._ask, args=arguments, name=witness.name, daemon=True).start()
        return True

    def _ask(
        self,
        witness: KnownWitness,
        note: bytes,
        proof_from: ProofFrom,
        answers: "SimpleQueue[Came]",
    ) -> None:
        since = self._since.get(witness.name, 0)
        came: Came = (witness.name, [], f"witness {witness.name} could not be asked")
        try:
            lines = ask_witness(witness, note, proof_from, since=since, seconds=self._seconds)
            self._since[witness.name] = read_checkpoint(note).head.size
            came = (witness.name, [line.text.encode() for line in lines], "")
        except UnavailableError as error:
            came = (witness.name, [], str(error))
        finally:
            with self._changing:
                self._busy.discard(witness.name)
            answers.put(came)
