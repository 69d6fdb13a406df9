"""Which witnesses cannot be reached? Each is asked for a connection and no more, not for long."""

from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Final

from comptrol.adapters.witness_client import connection_to
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.ledger.policy import KnownWitness

SECONDS_MAX: Final = 3.0
"""For all of them together: a name that is not found may take longer than any connection."""


def unreached(witnesses: Sequence[KnownWitness], seconds: float = SECONDS_MAX) -> dict[str, str]:
    """Return of each witness that cannot be reached why not, as a sentence, by its name."""
    answers: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for witness in witnesses:
        arguments = (witness, seconds, answers)
        Thread(target=_reach, args=arguments, name=witness.name, daemon=True).start()
    why = {witness.name: f"it did not answer in {seconds} s" for witness in witnesses}
    end = monotonic() + seconds
    for _ in witnesses:
        try:
            why.update([answers.get(timeout=max(end - monotonic(), 0))])
        except Empty:
            break
    return {name: reason for name, reason in why.items() if reason}


def _reach(witness: KnownWitness, seconds: float, answers: "SimpleQueue[tuple[str, str]]") -> None:
    try:
        connection, _ = connection_to(witness.url, seconds)
        with closing(connection):
            connection.connect()
    except (UnavailableError, OSError, HTTPException, ValueError) as error:
        answers.put((witness.name, str(error) or type(error).__name__))
    else:
        answers.put((witness.name, ""))
