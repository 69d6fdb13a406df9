"""What can be said about caps: how much compute is allowed, and what is held and used of it."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Consequence, Statement

CapId = NewType("CapId", Annotated[str, Meta(pattern=NAME)])
HoldId = NewType("HoldId", Annotated[str, Meta(pattern=NAME)])
"""The name of a hold: the name of the order that it is for."""
Sentence = Annotated[str, Meta(min_length=1, max_length=400)]
AMOUNT_MAX = 10**15
"""Chip-seconds: thirty million chips for a year."""
TAKES_MAX = 100
"""So many caps bind one order, and no more: each has to be named in what it holds."""


class Unit(Enum):
    """What a cap counts. A posting never mixes units."""

    CHIPS = "chips"
    """Chips at once: a rate."""
    CHIP_SECONDS = "chip-seconds"
    """Chip time in all, whole seconds: a total."""


class Bearer(Enum):
    """Whom or what a cap binds."""

    PARTY = "party"
    """A customer, whoever uses the compute in the end, and all whose ultimate parent it is."""
    PROVIDER = "provider"
    """Whoever hands the compute out."""
    COUNTRY = "country"
    """Chips that stand in a country."""
    WORLD = "world"
    """Everything that passes the gate."""


class CapSet(Statement, frozen=True, kw_only=True, tag="caps.set/1"):
    """The authority sets a cap, or sets it anew: raised, lowered, ended.

    What is held and used stays when a ceiling is cut below it: nothing new is let through then.
    """

    ABOUT: ClassVar[str] = "cap"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    cap: CapId
    bearer: Bearer
    whose: Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9._-]{0,62}|[A-Z]{2})$(?!\n)")] | None = (
        None
    )
    """The party or provider by name, the country by its code; nothing for the world."""
    unit: Unit
    ceiling: Annotated[int, Meta(ge=0, le=AMOUNT_MAX)] | None
    """Nothing: it counts and never refuses."""
    source: Sentence
    """The rule, licence or agreement that it comes from, as one cites it."""
    since: date
    until: date | None = None
    """The first day on which it no longer binds."""


class Act(Enum):
    """What a posting does. A hold ends once: settled, void or lapsed."""

    HOLD = "hold"
    GROW = "grow"
    SHRINK = "shrink"
    CONFIRM = "confirm"
    """The work has begun: the hold no longer lapses by itself."""
    SETTLE = "settle"
    VOID = "void"
    LATE = "late"
    """It ran after its hold had ended: what happened is counted, whatever the ceiling."""


class Take(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a posting changes one cap: what is held and what is used, either sign."""

    cap: CapId
    held: Annotated[int, Meta(ge=-AMOUNT_MAX, le=AMOUNT_MAX)] = 0
    used: Annotated[int, Meta(ge=-AMOUNT_MAX, le=AMOUNT_MAX)] = 0


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


class Lapsed(Consequence, frozen=True, kw_only=True, tag="caps.lapsed/1"):
    """The platform ends holds that nobody confirmed in time: what they held is free again."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "until_s"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("order", "holds"),)

    until_s: Annotated[int, Meta(ge=0, le=2**62)]
    """Holds that lapsed up to this second of the epoch."""
    holds: Annotated[tuple[HoldId, ...], Meta(max_length=200)]


CapsStatement: TypeAlias = CapSet | Posted | Lapsed
