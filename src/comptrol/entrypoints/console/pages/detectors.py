"""How often detectors were right, and how far they have looked."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.cases import Tally
from comptrol.domains.oversight import rate_range
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.in_charge import HEADING, IN_CHARGE, PAGE
from comptrol.entrypoints.console.pages.rates import percent
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.detectors import detectors

EVERYBODY: Final = frozenset({Audience.PUBLIC})


def precision(asking: Asking) -> Mapping[str, Any]:
    """Show how cases came out by detector, and by country, size and sector; nothing small."""
    found = asking.ask("cases", "statistics")
    return {
        "statistics": found,
        "groups": (
            ("By country of headquarters", found.countries),
            ("By size", found.sizes),
            ("By what the subject does", found.sectors),
        ),
        "interval": _interval,
    }


def _interval(tally: Tally) -> str:
    """Return the precision of a group with Wilson's interval at 95 percent."""
    if tally.upheld is None or tally.dismissed is None:
        return "too few to be told"
    settled = tally.upheld + tally.dismissed
    return percent(rate_range(tally.upheld, settled)) if settled else "none decided"


def _picture(asking: Asking) -> Chart:
    return detectors(asking.ask("cases", "statistics"))


def watches(asking: Asking) -> Mapping[str, Any]:
    """Show how far each domain's detectors have looked, and the runs that took them there."""
    after = asking.word("after") or None
    found = asking.ask("watching", "watches", after=after, limit=PAGE)
    return {
        "marks": asking.ask("watching", "marks"),
        "found": found,
        "after": found[-1].watch if len(found) == PAGE else None,
        "size": asking.platform.store.size(),
    }


PAGES: Final = (
    Page(
        path="/detectors",
        title="How often detectors were right",
        template="oversight/detectors.html",
        audience=EVERYBODY,
        answer=precision,
        charts={"precision": Drawing(title="Precision by detector", draw=_picture)},
        menu=HEADING,
    ),
    Page(
        path="/watches",
        title="The watch",
        template="oversight/watches.html",
        audience=IN_CHARGE,
        answer=watches,
        menu=HEADING,
    ),
)
