"""May this head be signed? The one promise of a log: never two heads that do not fit together.

"A log MUST not sign any checkpoint which is inconsistent with any checkpoint it previously signed"
(C2SP tlog-checkpoint). What is asked here is asked by the signer's process, of what it remembers
itself: a database restored from an old copy, or one whose bits have turned, is found out.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.tree import check_consistency

STEP_BACK_MAX: Final = timedelta(seconds=1)
"""How far those who keep a clock right may set it back: further, and it is not believed. Time as
it is signed advances all the same, by a microsecond."""
CLOCKS_APART_MAX: Final = timedelta(minutes=5)
"""How far the log's time may run ahead of the signer's clock."""


class SignedHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The head that was last signed, as its signer remembers it."""

    origin: str
    size: int
    root: Digest
    signed_at: datetime
    generation: int
    """How many heads were signed before it."""


class AskedHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A head that is to be signed, and how it grew from the last one signed."""

    origin: str
    size: int
    root: Digest
    logged_at: datetime
    """The log's time of its last entry."""
    proof: tuple[Digest, ...]


def signed_next(last: SignedHead | None, asked: AskedHead, now: datetime) -> SignedHead:
    """Return what the signer remembers once it has signed, or say why not: NotProvenError.

    The steps: one origin; the clock advances; never smaller; grown from what was signed before.
    """
    if asked.size < 1:
        raise NotProvenError("an empty log has no head to sign")
    if asked.logged_at > now + CLOCKS_APART_MAX:
        raise NotProvenError(f"the log's time {asked.logged_at} is after the signer's, {now}")
    if last is not None:
        _check_follows(last, asked, now)
        now = max(now, last.signed_at + timedelta(microseconds=1))
    return SignedHead(
        origin=asked.origin,
        size=asked.size,
        root=asked.root,
        signed_at=now,
        generation=last.generation + 1 if last else 0,
    )


def _check_follows(last: SignedHead, asked: AskedHead, now: datetime) -> None:
    if asked.origin != last.origin:
        raise NotProvenError(f"this signer signs for {last.origin!r}, not for {asked.origin!r}")
    if now <= last.signed_at - STEP_BACK_MAX:
        raise NotProvenError(
            f"it is {now}, and the last head was signed at {last.signed_at}: set the clock"
        )
    if asked.size < last.size:
        raise NotProvenError(
            f"this log has {asked.size} entries, and a head of {last.size} was signed: it was "
            "restored from an old copy, or is another; nothing is signed till the newest is back"
        )
    try:
        check_consistency(
            last.size,
            bytes.fromhex(last.root),
            asked.size,
            bytes.fromhex(asked.root),
            [bytes.fromhex(hash_) for hash_ in asked.proof],
        )
    except NotProvenError as error:
        raise NotProvenError(
            f"this log did not grow from the head of size {last.size} that was signed: {error}"
        ) from error


def check_steady(elapsed: timedelta, passed: timedelta, most: timedelta) -> None:
    """Raise NotProvenError where a wall clock has jumped, by a clock that only ever runs on."""
    if abs(elapsed - passed) > most:
        raise NotProvenError(
            f"the clock moved by {elapsed} while {passed} passed: it was set. Start again"
        )
