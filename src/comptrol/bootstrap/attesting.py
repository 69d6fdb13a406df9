"""What a challenge is made from, and what evidence is held against where there is no log."""

from datetime import datetime
from pathlib import Path
from secrets import token_bytes

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.reference_files import anchors
from comptrol.bootstrap.platform import Platform
from comptrol.bootstrap.publishing import publisher
from comptrol.domains.attestation import SALT_BYTES, Anchor, Nonce
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return SystemClock().now()


def shipped_anchors() -> tuple[Anchor, ...]:
    """Return whose keys are believed before anybody has pinned any."""
    return anchors().shipped


def new_salt() -> Nonce:
    """Return 32 random bytes in hexadecimal."""
    return Nonce(token_bytes(SALT_BYTES).hex())


def witnessed_root(platform: Platform, data: Path) -> tuple[Digest, int]:
    """Return the newest root of a log for which its policy is met, and its size.

    The log is published first, so that the root is new; where witnesses are silent, the one that
    they cosigned last stands.
    """
    with publisher(platform, data) as made:
        newest = made.publish()
        if made.final is None:
            raise UnavailableError(
                f"no head of this log meets its policy yet, and a challenge is made from one: "
                f"{newest.missing}"
            )
        head = made.final.head
    return Digest(head.root.hex()), head.size
