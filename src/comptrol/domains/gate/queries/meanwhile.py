"""What rulings of one and the same step take before any of them is in the views.

Where one statement has many orders ruled, or lets some go, each ruling has to see what those
before it took: of caps, of licences, and of what affiliates have together.
"""

from collections import defaultdict

from comptrol.domains.caps import CapId, CapsView, Hold, HoldId
from comptrol.domains.chips import ModelId
from comptrol.domains.gate.statements import LicenceId, Through
from comptrol.domains.gate.view import Order
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Meanwhile:
    """So much more is taken than the views have; negative numbers are free again."""

    def __init__(self) -> None:
        self.caps: dict[CapId, int] = defaultdict(int)
        self.drawn: dict[tuple[LicenceId, ModelId | None], int] = defaultdict(int)
        self.chips: dict[PartyId, int] = defaultdict(int)
        self.chip_seconds: dict[PartyId, int] = defaultdict(int)
        self.gone: list[Hold] = []
        """What was held and is no more: of caps with windows it matters of which."""

    def took(self, order: Order, caps: dict[CapId, int], sign: int = 1) -> None:
        """Note that an order came to stand with what it takes of caps, or went with that."""
        for cap, held in caps.items():
            self.caps[cap] += sign * held
        if order.licence:
            self.drawn[order.licence_id, None] += sign * order.chips
            self.drawn[order.licence_id, order.model] += sign * order.chips
        if order.door is Through.RENTAL and order.under is None:
            self.chips[order.parties[0]] += sign * order.chips
            self.chip_seconds[order.parties[0]] += sign * order.chip_seconds

    def went(self, world: World, order: Order) -> None:
        """Note that an order no longer stands, with all that it held."""
        hold = world[CapsView].holds.get(HoldId(order.order))
        live = hold is not None and hold.live
        held = {it.cap: it.held for it in hold.takes} if hold is not None and live else {}
        if hold is not None and live:
            self.gone.append(hold)
        self.took(order, held, -1)
