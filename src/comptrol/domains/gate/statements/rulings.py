"""What the platform itself says at the gate."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta
from typing_extensions import override

from comptrol.domains.gate.statements.shortening import shortened
from comptrol.domains.gate.statements.words import CHAIN_MAX, OrderId
from comptrol.domains.law import AccessRequest, Decision
from comptrol.domains.registry import LotId
from comptrol.kernel.quantity import Position
from comptrol.kernel.statement import Consequence

LAPSES_MAX = 100


class Ruled(Consequence, frozen=True, kw_only=True, tag="gate.ruled/1"):
    """The platform rules on an order, with every finding, its citation and the arithmetic."""

    ABOUT: ClassVar[str] = "order"

    order: OrderId
    asked: AccessRequest
    """All that was judged, as it was known then: so that the ruling can be asked for again."""
    decision: Decision
    also: Annotated[tuple[AccessRequest, ...], Meta(max_length=CHAIN_MAX + 1)] = ()
    """The same of everybody it passes through before the end user."""
    amendment: Position | None = None
    """It rules on a change of the order, asked for at this position, and not on what stands."""

    @override
    def shorter(self) -> Iterator["Ruled"]:
        """Yield it without words that stand elsewhere."""
        for less in shortened(self.decision, self.asked):
            also = self.also if less.also else ()
            yield msgspec.structs.replace(
                self, decision=less.decision, asked=less.asked, also=also
            )


class Lapsed(Consequence, frozen=True, kw_only=True, tag="gate.lapsed/1"):
    """The platform ends allowed orders that nobody confirmed in the time that was stated."""

    ABOUT: ClassVar[str] = "until_s"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("order", "orders"),)

    until_s: Annotated[int, Meta(ge=0, le=2**62)]
    """A second of the epoch: orders whose time was up by it, as many as one entry names."""
    orders: Annotated[tuple[OrderId, ...], Meta(max_length=LAPSES_MAX)]


class Bypassed(Consequence, frozen=True, kw_only=True, tag="gate.bypassed/1"):
    """The platform notes that a lot went where no allowing ruling lets it go."""

    ABOUT: ClassVar[str] = "lot"

    lot: LotId
    detail: str
