"""What is known of an order and its job, and what was used without an order?"""

from datetime import UTC, datetime
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.gate import OrderId


class State(Enum):
    """How far an order has come."""

    ASKED = "asked"
    """Allowed; its job was not seen yet."""
    HELD = "held"
    """A person has to decide; its job waits in the queue."""
    TAKEN = "taken"
    """Its job was seen, and the order confirmed."""
    LAPSED = "lapsed"
    """No job was seen in time. If one comes after all, it is counted late."""
    OVER = "over"


STANDING: Final = (State.ASKED, State.HELD, State.TAKEN)


class JobName(msgspec.Struct, frozen=True, kw_only=True):
    """A job as a scheduler never names another one: an array is one job."""

    job: int
    submitted_at: int
    """Seconds since 1970."""
    uid: int

    def within(self, cluster: str) -> str:
        """Return the name of it that the gate is told.

        >>> JobName(job=7, submitted_at=1795910069, uid=0).within("c1")
        'c1/7@2026-11-28T23:54:29Z'
        """
        at = datetime.fromtimestamp(self.submitted_at, UTC)
        return f"{cluster}/{self.job}@{at:%Y-%m-%dT%H:%M:%SZ}"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An order, and the job that it is for."""

    order: OrderId
    key: str
    """Of the one request for which it was made: asked again, it is the same order."""
    state: State
    asked_at: datetime
    uid: int
    account: str
    fields: dict[str, str]
    """The request as the hook showed it."""
    kind: str
    each: int
    width: int
    length_s: int
    job: int | None = None
    submitted_at: int | None = None
    used: int = 0
    ended_at: int | None = None
    """When its last run ended that was counted."""
    stopped: str | None = None
    """Why its job was stopped, if it was."""

    @property
    def chips(self) -> int:
        """Return how many chips were ordered."""
        return self.each * self.width

    @property
    def held(self) -> int:
        """Return how many chip-seconds were ordered."""
        return self.chips * self.length_s


class Unjoined(msgspec.Struct, frozen=True, kw_only=True):
    """GPU-seconds that were accounted and have no order."""

    job: str
    submitted_at: int
    account: str
    chip_seconds: int
    reason: str
