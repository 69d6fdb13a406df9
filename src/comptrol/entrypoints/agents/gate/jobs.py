"""What becomes of an order that was let through here?"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import msgspec

from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.kernel.statement import Statement

Said = Ordered | Amended | Confirmed | Ended
"""What the gate says to the authority of an order, as soon as it can."""


class Life(Enum):
    """Where a job is in its life, as it is known here."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    ENDED = "ended"
    LAPSED = "lapsed"
    """Nobody confirmed it in time: the authority lets go of it by itself."""


class Job(msgspec.Struct, kw_only=True):
    """An order that was let through here, under a lease, and how it stands."""

    order: OrderId
    lease: OrderId
    said: Ordered
    """As it was made here and filed."""
    first: Told
    """What was answered then."""
    chips: int
    length_s: int
    life: Life = Life.OPEN
    name: str | None = None
    """Of the job, as the scheduler calls it."""
    ended: Ended | None = None
    amended: Amended | None = None
    """The last change that was let through."""
    against: Told | None = None
    """What the authority says, where it does not let through what was let through here."""

    @property
    def live(self) -> bool:
        """Tell whether it takes chips."""
        return self.life in {Life.OPEN, Life.CONFIRMED}

    @property
    def taken(self) -> tuple[int, int]:
        """Return the chips and chip-seconds that it takes of its lease, or took."""
        if self.live:
            return self.chips, self.chips * self.length_s
        return 0, self.ended.used if self.ended is not None else 0

    @property
    def lapses_at(self) -> datetime | None:
        """Return when it lapses unless it is confirmed."""
        within, asked = self.said.confirm_within_s, self.said.asked_at
        if self.life is not Life.OPEN or within is None or asked is None:
            return None
        return asked + timedelta(seconds=within)

    def go_against(self, said: Said, why: str) -> None:
        """Note that the authority does not let through what was let through here.

        That it does not take up or end what it never let through follows, and says nothing new.
        """
        if self.against is None and isinstance(said, Ordered | Amended):
            self.against = Told(
                order=self.order, outcome=Outcome.REFUSE, reasons=(why,), ruled_by="authority"
            )

    def changed_by(self, said: Amended) -> bool:
        """Tell whether a change makes anything of it other than it is."""
        after = said.change.chips or self.chips, said.change.length_s or self.length_s
        return after != (self.chips, self.length_s)

    def fold(self, said: Said) -> None:
        """Take in what is said of it."""
        match said:
            case Amended(change=change):
                self.amended = said
                self.chips = change.chips or self.chips
                self.length_s = change.length_s or self.length_s
            case Confirmed(job=name):
                self.life, self.name = Life.CONFIRMED, name
            case Ended():
                self.life, self.ended = Life.ENDED, said
            case Ordered():
                return


def as_asked(said: Ordered) -> Ordered:
    """Return an order as it was asked for here, before it got its place under a lease."""
    return msgspec.structs.replace(said, under=None, asked_at=None)


def job_of(said: Ordered, first: Told) -> Job:
    """Return the job that an order begins."""
    assert said.under is not None  # noqa: S101
    return Job(
        order=said.order,
        lease=said.under,
        said=said,
        first=first,
        chips=said.chips,
        length_s=said.length_s or 0,
    )


_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Ordered | Amended | Confirmed | Ended)


def read_said(payload: bytes) -> Said:
    """Read what was said of an order."""
    said: Said = _DECODER.decode(payload)
    return said


def written(said: Statement) -> bytes:
    """Write what is said as it is kept, and as it will be signed."""
    return msgspec.json.encode(said)
