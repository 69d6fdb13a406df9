"""Was something used that no ruling ever let go?"""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import Order
from comptrol.domains.metering.view import Event
from comptrol.kernel.statement import Entry

NEVER_ALLOWED: Final = "metering.never-allowed"
VERSION: Final = 1


def never_allowed(event: Event, order: Order, entry: Entry[Any]) -> Iterator[Raised]:
    """Raise that an order used chips which no ruling had let through by then."""
    if order.stood_at is not None or not event.chip_seconds:
        return
    outcome = order.outcome.value if order.outcome is not None else "none"
    yield Raised(
        because=entry.position,
        alarm=f"{NEVER_ALLOWED}/order:{order.order}",
        detector=NEVER_ALLOWED,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"{order.seller} tells {event.chip_seconds} chip-seconds of order {order.order}, from "
            f"{event.since:%Y-%m-%d %H:%M} on (UTC). The ruling on it is: {outcome}; none has "
            "ever let it through."
        ),
        benign=(
            "usage that was told under the wrong order: a correction withdraws it",
            "work that had begun before the gate was asked, and a ruling that is still to come",
        ),
        evidence=(order.position, entry.position),
        parties=tuple(dict.fromkeys((order.seller, order.customer))),
    )
