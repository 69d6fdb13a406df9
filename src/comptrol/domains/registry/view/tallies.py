"""What is kept added up: the chips of each holder and each site, by model.

A review, an alarm or an exemption asks for these sums at every statement; adding up all lots each
time would cost the square of their number.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from comptrol.domains.registry.view.rows import Custody, Lot, Tally
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.kernel.view import Change

HOLDER: Final = "holder"
INSTALLED: Final = "installed"
DELIVERED: Final = "delivered"
"""Brought to a site, not installed, and not seen there by a stocktaking since."""


def placed(view: RegistryView, lot: Lot) -> Iterator[Change]:
    """Yield a lot as it is now, and the sums that it changes."""
    before, change = view.lots.get(lot.lot), Counter(_places(lot))
    if before is not None:
        change.subtract(_places(before))
    yield view.lots.put(lot)
    for place, chips in change.items():
        if chips:
            known = view.tallies.get((place, lot.model))
            sum_ = chips + (known.chips if known is not None else 0)
            yield view.tallies.put(Tally(place=place, model=lot.model, chips=sum_))


def _places(lot: Lot) -> dict[str, int]:
    """Return under which sums a lot counts, and for how many chips."""
    if not lot.there:
        return {}
    found = {f"{HOLDER}:{lot.holder}": lot.there}
    if lot.custody is Custody.INSTALLED:
        found[f"{INSTALLED}:{lot.stands_at}"] = lot.there
    elif lot.stands_at is not None and not lot.counted_here:
        found[f"{DELIVERED}:{lot.stands_at}"] = lot.there
    return found
