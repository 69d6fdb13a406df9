"""What can be said at the gate: an order, its ruling, and a person's answer to a question."""

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.law import AccessRequest, Decision
from comptrol.domains.registry import LotId, SiteId
from comptrol.kernel.identifiers import NAME, CountryCode, PartyId
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Consequence, Statement

OrderId = NewType("OrderId", Annotated[str, Meta(pattern=NAME)])
Text = Annotated[str, Meta(min_length=1, max_length=400)]


class Through(Enum):
    """The two doors of the one gate."""

    SALE = "sale"
    RENTAL = "rental"


class Ordered(Statement, frozen=True, kw_only=True, tag="gate.ordered/1"):
    """A seller or a provider asks before it hands out compute; the ruling follows at once."""

    ABOUT: ClassVar[str] = "order"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "customer"), ("site", "site"))
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS  # whoever may hold chips may ask to pass them on

    order: OrderId
    door: Through
    customer: PartyId
    model: ModelId
    chips: Count
    on: date
    """The day of shipment, or the first day of the rental: the day whose law applies."""
    end_use: Text
    origin: CountryCode | None = None
    """A sale: the country that the chips leave."""
    destination: CountryCode | None = None
    """A sale: the country that they go to."""
    reexport: bool = False
    """A sale: the chips leave a country to which they had been exported."""
    site: SiteId | None = None
    """A rental: where the chips stand."""
    hours: Annotated[int, Meta(ge=1, le=10**6)] | None = None
    """A rental: for how long, on every chip."""
    possession_passes: bool | None = None
    """A rental: whether the customer gets the chips into its hands or its cage."""
    licence: Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")] | None = None
    """The number of a licence, exception or authorisation that is presented."""


class Answered(Statement, frozen=True, kw_only=True, tag="gate.answered/1"):
    """A reviewer answers a question that the ruling left open; the order is ruled anew."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})

    order: OrderId
    question: Text
    answer: Text
    reason: Annotated[str, Meta(min_length=10, max_length=2000)]
    by: Text
    """The title under which the reviewer answers; the key says who it is."""


class Ruled(Consequence, frozen=True, kw_only=True, tag="gate.ruled/1"):
    """The platform rules on an order, with every finding, its citation and the arithmetic."""

    ABOUT: ClassVar[str] = "order"

    order: OrderId
    asked: AccessRequest
    """All that was judged, as it was known then: so that the ruling can be asked for again."""
    decision: Decision


class Bypassed(Consequence, frozen=True, kw_only=True, tag="gate.bypassed/1"):
    """The platform notes that a lot went where no allowing ruling lets it go."""

    ABOUT: ClassVar[str] = "lot"

    lot: LotId
    detail: str


GateStatement: TypeAlias = Ordered | Answered | Ruled | Bypassed
