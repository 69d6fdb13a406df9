"""How many chips went under an order of a sale."""

from comptrol.domains.federation import FederationView, Progress
from comptrol.domains.gate.view import Order
from comptrol.domains.registry import RegistryView
from comptrol.kernel.view import World


def chips_under(order: Order, world: World) -> int:
    """Return how many chips went under an order: to a site here, and to other registries."""
    shipped = world[RegistryView].shipments.where(order=order.order)
    here = sum(
        it.chips
        for it in shipped
        if it.sender == order.seller and it.to == order.customer and it.ended_on is None
    )
    released = world[FederationView].releases.where(order=order.order)
    away = (it for it in released if it.progress is not Progress.RECALLED)
    return here + sum(it.chips for it in away if it.holder == order.seller)
