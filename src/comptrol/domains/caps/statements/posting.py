"""What the platform says of caps: what is held and used of each, what lapsed, what comes near."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.caps.statements.words import (
    AMOUNT_MAX,
    TAKES_MAX,
    CapId,
    HoldId,
    Percent,
    Stretch,
    Unit,
)
from comptrol.kernel.statement import Consequence

NOTHING = Decimal(0)


class Act(Enum):
    """What a posting does. A hold ends once: settled, void or lapsed."""

    HOLD = "hold"
    GROW = "grow"
    SHRINK = "shrink"
    CONFIRM = "confirm"
    """The work has begun: the hold no longer lapses by itself."""
    USE = "use"
    """Used so far, while it runs: what was held is used now."""
    SETTLE = "settle"
    VOID = "void"
    LATE = "late"
    """It ran after its hold had ended: what happened is counted, whatever the ceiling."""
    CORRECT = "correct"
    """An earlier posting was wrong: more or less was used, and nothing is rewritten."""


class Take(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a posting changes one cap: what is held and what is used, either sign."""

    cap: CapId
    held: Annotated[int, Meta(ge=-AMOUNT_MAX, le=AMOUNT_MAX)] = 0
    used: Annotated[int, Meta(ge=-AMOUNT_MAX, le=AMOUNT_MAX)] = 0


class ExactTake(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The same of a cap in operations, H100 equivalents or memory: exact, of any size.

    ``used`` is the theoretical figure, ``low``, ``mid`` and ``high`` are what was measured, or
    what the chip can do at 16 bits and at the most where nothing was.
    """

    cap: CapId
    held: Decimal = NOTHING
    used: Decimal = NOTHING
    low: Decimal = NOTHING
    mid: Decimal = NOTHING
    high: Decimal = NOTHING


class Further(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What a posting says of caps that have windows or exact numbers; others need none of it."""

    plan: Stretch | None = None
    """When what is held is meant to run, all of it, from this posting on."""
    ran: Stretch | None = None
    """When what is used here was used: it counts in the windows in which it happened."""
    takes: Annotated[tuple[ExactTake, ...], Meta(max_length=TAKES_MAX)] = ()
    corrects: int | None = None
    """The position of the posting that was wrong."""


class Posted(Consequence, frozen=True, kw_only=True, tag="caps.posted/1"):
    """The platform posts what an order takes, on every cap that binds it, all or none."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "hold"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("order", "hold"),)

    hold: HoldId
    act: Act
    takes: Annotated[tuple[Take, ...], Meta(max_length=TAKES_MAX)]
    lapses_at: datetime | None = None
    """When an unconfirmed hold ends by itself, by the time of the log; nothing: it does not."""
    overrun: int = 0
    """How many chip-seconds were used beyond what was held."""
    further: Further | None = None


class Lapsed(Consequence, frozen=True, kw_only=True, tag="caps.lapsed/1"):
    """The platform ends holds that nobody confirmed in time: what they held is free again."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "until_s"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("order", "holds"),)

    until_s: Annotated[int, Meta(ge=0, le=2**62)]
    """Holds that lapsed up to this second of the epoch."""
    holds: Annotated[tuple[HoldId, ...], Meta(max_length=200)]


class Noticed(Consequence, frozen=True, kw_only=True, tag="caps.noticed/1"):
    """The platform gives notice that a cap comes near its ceiling: once for a percent and window.

    It refuses nothing, and says nothing of anybody: it is there in time to be talked about.
    """

    ABOUT: ClassVar[str] = "cap"

    cap: CapId
    window: str
    percent: Percent
    unit: Unit
    ceiling: Decimal
    held: Decimal
    used: Decimal
