"""At which percents of its ceiling does a cap stand for which no notice was given yet?"""

from collections.abc import Iterator
from decimal import Decimal

from comptrol.domains.caps.formulas import LIFE
from comptrol.domains.caps.statements import Noticed
from comptrol.domains.caps.view import Cap, CapsView, Period
from comptrol.kernel.view import World


def due(world: World, cap: Cap, period: Period, because: int) -> Iterator[Noticed]:
    """Yield the notices that are due of a cap in a window, the lowest percent first."""
    if cap.terms is None or not cap.top:
        return
    used = period.counted(cap.basis)
    for percent in cap.terms.notices:
        if (period.held + used) * 100 < percent * cap.top:
            return
        given = world[CapsView].notices.get((cap.cap, period.window, percent))
        if given is None or given.position != cap.position:
            yield Noticed(
                because=because,
                cap=cap.cap,
                window=period.window,
                percent=percent,
                unit=cap.unit,
                ceiling=cap.top,
                held=period.held,
                used=used,
            )


def whole(cap: Cap) -> Period:
    """Return the balance of a plain cap as its one window."""
    return Period(cap=cap.cap, window=LIFE, held=Decimal(cap.held), used=Decimal(cap.used))
