"""One chip: where it is said to be, what was proven of it, and what was measured."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from comptrol.domains.registry import ChipFile
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.entitled import HOLDING, sees_all, sees_chip
from comptrol.entrypoints.console.pages.histories import alarms_about, newest
from comptrol.entrypoints.console.pages.measured_places import drawn_place, judgements
from comptrol.entrypoints.console.pages.naming import about
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.custody import custody_chart
from comptrol.kernel.errors import NotFoundError

JUDGEMENTS: Final = 50


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a chip, by any serial that it had."""
    found: ChipFile = about(asking, "registry", "chip", "chip")
    chip, standing = found.standing.chip, None
    with suppress(NotFoundError):  # no evidence of it was brought
        standing = asking.ask("attestation", "attestation", chip=chip)
    return {
        "found": found,
        "chip": found.standing,
        "attested": standing,
        "judgements": _judgements(asking, chip) if standing is not None else (),
        "placed": judgements(asking, chip=chip),
        "alarms": alarms_about(asking, *found.subjects),
        "insider": sees_all(asking),
        "history": newest(asking, *found.subjects),
    }


def _judgements(asking: Asking, chip: str) -> list[Any]:
    found = asking.ask("attestation", "judgements", chip=chip, limit=JUDGEMENTS)
    return sorted(found, key=lambda it: -it.position)


def _custody(asking: Asking) -> Chart:
    found: ChipFile = about(asking, "registry", "chip", "chip")
    now, *earlier = (asking.ask("registry", "lot", lot=lot) for lot in found.lots)
    called = found.standing.chip
    return custody_chart(now, until=asking.today, earlier=earlier, called=called)


def _place(asking: Asking) -> Chart:
    found: ChipFile = about(asking, "registry", "chip", "chip")
    chip = found.standing.chip
    return drawn_place(asking, judgements(asking, chip=chip))


PAGES: Final = (
    Page(
        path="/chips/{chip:path}",
        title="A chip",
        template="registry/chip.html",
        audience=HOLDING,
        answer=one,
        about=lambda asking: sees_chip(asking, asking.place["chip"]),
        charts={
            "custody": Drawing(title="Who answered for it, and where it was", draw=_custody),
            "place": Drawing(title="What the delays leave open", draw=_place),
        },
        looks=True,
    ),
)
