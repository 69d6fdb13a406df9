"""What the platform says at the gate of decided cases: who is restrained, who is free again."""

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.gate.statements.words import OrderId, Text
from comptrol.kernel.identifiers import NAME, PartyId
from comptrol.kernel.statement import Consequence

CaseName = Annotated[str, Meta(pattern=NAME)]
RESTRAINED_MAX = 50
"""So many parties, and so many orders, one measure names at most."""
Parties = Annotated[tuple[PartyId, ...], Meta(max_length=RESTRAINED_MAX)]
Orders = Annotated[tuple[OrderId, ...], Meta(max_length=RESTRAINED_MAX)]
MeasureNumber = Annotated[int, Meta(ge=1, le=100)]


class Restraint(Enum):
    """What a decided case does at the gate, the milder first."""

    HOLD = "hold"
    """Nothing more begins. What has been taken up goes on as it is."""
    SUSPEND = "suspend"
    """What goes on has to stop too."""


class Restrained(Consequence, frozen=True, kw_only=True, tag="gate.restrained/1"):
    """A decided case restrains parties, as customers and as sellers, or single orders.

    The same measure of the same case said again takes the place of what was said before.
    """

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "case"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "parties"), ("order", "orders"))

    case: CaseName
    number: MeasureNumber
    """Which of the measures of that case."""
    measure: Restraint
    parties: Parties = ()
    orders: Orders = ()
    until: date | None = None
    """The first day on which it no longer binds; nothing: until it is said to be over."""
    citation: Text


class Freed(Consequence, frozen=True, kw_only=True, tag="gate.freed/1"):
    """A measure of a case no longer restrains anybody: it has ended, or an appeal undid it."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "case"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "parties"), ("order", "orders"))

    case: CaseName
    number: MeasureNumber
    parties: Parties = ()
    orders: Orders = ()
    reason: Text
