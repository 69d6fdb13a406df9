"""What can be said of usage: that an order used so much, and that this was told wrongly."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.gate import OrderId
from comptrol.domains.metering.statements.words import (
    CHIPS_MAX,
    Cause,
    Chips,
    ChipSeconds,
    EnergyMillijoules,
    EventName,
    Flag,
    Meter,
    SourceName,
    Text,
    Version,
)
from comptrol.kernel.quantity import Flop
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Statement


class Used(Statement, frozen=True, kw_only=True, tag="metering.used/1"):
    """A provider says what an order used in [since, until), as one meter saw it.

    ``source`` and ``event`` name it for ever: told again in the same words it is known already.
    It may be said while the work runs. Different meters see the same time: they are kept side by
    side and never added up.
    """

    ABOUT: ClassVar[str] = "event"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("order", "order"),)
    FORESEES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("gate_orders", "order"),
        ("caps_holds", "order"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    source: SourceName
    event: EventName
    order: OrderId | None = None
    """Nothing: nobody knows whose it was. It is reported as such, and spread over nobody."""
    model: ModelId | None = None
    """Which chips; of an order's usage those of the order."""
    meter: Meter
    chips: Chips
    since: datetime
    until: datetime
    chip_seconds: ChipSeconds
    """How long chips were in use, all together: at most chips times the seconds between."""
    flop: Flop | None = None
    """Operations as measured, a range: the number format is seldom known."""
    energy_mj: EnergyMillijoules | None = None
    """Millijoules, the difference of two raw readings."""
    flags: Annotated[tuple[Flag, ...], Meta(max_length=4)] = ()

    def __post_init__(self) -> None:
        """Refuse so many operations that a sum of them would have no place."""
        check_sayable(self.flop)


class Corrected(Statement, frozen=True, kw_only=True, tag="metering.corrected/1"):
    """A provider says that it told an event wrongly: what it should have been, and why.

    The next version takes the place of the last in every sum; both stay in the log, and what
    they differ by is posted. No chips withdraw the event. Its time stays: what happened at
    another time is withdrawn, and told as another event.
    """

    ABOUT: ClassVar[str] = "event"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = ()
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    source: SourceName
    event: EventName
    version: Version
    """The next: one more than the version in force."""
    chips: Annotated[int, Meta(ge=0, le=CHIPS_MAX)]
    chip_seconds: ChipSeconds
    flop: Flop | None = None
    energy_mj: EnergyMillijoules | None = None
    cause: Cause
    reason: Text

    def __post_init__(self) -> None:
        """Refuse so many operations that a sum of them would have no place."""
        check_sayable(self.flop)


def check_sayable(flop: Flop | None) -> None:
    """Raise where a statement says more operations than sums have a place for."""
    if flop is not None and not flop.is_sayable:
        raise ValueError("flop is below 10^30")
