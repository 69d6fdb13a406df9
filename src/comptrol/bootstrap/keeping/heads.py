"""How far did a log go that others have seen? The heads that bind whoever restores it.

A log never signs two heads that do not fit together. Its signer knows the last; where it was lost,
the newest head that anybody has says how far the log must at least go before it is gone on with.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from comptrol.adapters.signer.head_store import HeadStore
from comptrol.adapters.signing_keys import SUFFIX
from comptrol.bootstrap.monitoring import log_at
from comptrol.flow.ports import Reading
from comptrol.flow.publishing import CHECKPOINT
from comptrol.kernel.errors import NotProvenError, UnavailableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.guard import SignedHead
from comptrol.kernel.ledger.note import known_lines
from comptrol.kernel.ledger.policy import Judged, Policy, believe, judge
from comptrol.kernel.ledger.proving import Prover


class Seen(NamedTuple):
    """A head of the log that is out there, and where it was seen."""

    head: SignedHead
    where: str


def last_of(signer: Path) -> Seen | None:
    """Return the head that a signer signed last; nothing before its first."""
    if not signer.is_dir():
        raise UnavailableError(f"{signer} is no folder of a signer")
    last = HeadStore(signer).last()
    if last is None and not any(signer.glob(f"*{SUFFIX}")):  # a disk that is not mounted looks so
        raise UnavailableError(f"{signer} has neither a head nor a key: it is not the signer")
    return None if last is None else Seen(last, f"the signer in {signer}")


def named(place: str, policy: Policy) -> Seen:
    """Return a head that the log signed, whoever cosigned it: in a file, a folder, under a URL."""
    return _seen(judge(policy, _note(place)), policy, place)


def published(place: str, policy: Policy) -> Seen:
    """Return the head of a published log; it is believed by the policy, or NotProvenError."""
    return _seen(believe(policy, _note(place)), policy, place)


def check_grown(reading: Reading, seen: Seen) -> None:
    """Refuse a log that did not grow from a head that was signed: NotProvenError."""
    head = seen.head
    if Prover(reading.tile).root(head.size).hex() != head.root:
        raise NotProvenError(
            f"the log in the backup is not the one whose head of {head.size} entries is known "
            f"from {seen.where}: to go on from it would be a fork"
        )


def _note(place: str) -> bytes:
    if Path(place).is_file():
        return Path(place).read_bytes()
    note = log_at(place.removesuffix(f"/{CHECKPOINT}")).get(CHECKPOINT)
    if note is None:
        raise UnavailableError(f"{place} has no published head")
    return note


def _seen(judged: Judged, policy: Policy, place: str) -> Seen:
    at = judged.checkpoint.head
    signed = max(_moments(judged, policy), default=datetime.fromtimestamp(0, UTC))
    head = SignedHead(
        origin=at.origin,
        size=at.size,
        root=Digest(at.root.hex()),
        signed_at=signed,
        generation=0,  # how many were signed before it died with the signer; they count anew
    )
    return Seen(head, place)


def _moments(judged: Judged, policy: Policy) -> Iterator[datetime]:
    """Yield when a head was signed, as far as its lines say."""
    checkpoint = judged.checkpoint
    keys = [log.key for log in policy.logs]
    for key, line in known_lines(checkpoint.lines, keys):
        at = signed_at(checkpoint, key, line)
        if at is not None:
            yield datetime.fromtimestamp(at, UTC)
    for at in judged.cosigned.values():
        yield datetime.fromtimestamp(at, UTC)
