"""Which hand-overs has nobody countersigned in time? (scenario family: custody gap)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.registry.queries import is_small
from comptrol.domains.registry.view import Policy, RegistryView, Shipment
from comptrol.kernel.view import World

DETECTOR: Final = "registry.custody-gap"
VERSION: Final = 1


def overdue_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every shipment that should have been received, or seen on its way.

    The window runs from the last scan, so that a slow courier with a trail is no gap; but no
    trail reaches further than ``transit_days_max``. The sender answers for the lot all the while.
    """
    for sent in world[RegistryView].shipments.where(received_on=None, ended_on=None):
        last = max(sent.sent_on, sent.scanned_on or sent.sent_on)
        quiet, under_way = (on - last).days, (on - sent.sent_on).days
        late = quiet > policy.countersign_days or under_way > policy.transit_days_max
        if late and not is_small(world, sent.sender, policy):
            yield _alarm(sent, quiet, under_way, because, policy)


def _alarm(sent: Shipment, quiet: int, under_way: int, because: int, policy: Policy) -> Raised:
    trail = f"last seen on {sent.scanned_on} at {sent.scanned_where}" if sent.scanned_on else ""
    return Raised(
        because=because,
        alarm=f"{DETECTOR}/shipment:{sent.shipment}",
        detector=DETECTOR,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Shipment {sent.shipment} of lot {sent.lot} left {sent.sender} for {sent.to} on "
            f"{sent.sent_on} ({under_way} days), {trail or 'with no scan since'}; nobody has "
            f"received it, and nothing was heard for {quiet} days, of {policy.countersign_days} "
            f"allowed. {sent.sender} answers for it."
        ),
        benign=(
            "a courier's delay without a scan",
            "it has arrived, and the receipt was not said yet",
        ),
        evidence=(sent.position,),
        parties=(sent.sender, sent.to),
        lots=(sent.lot,),
    )
