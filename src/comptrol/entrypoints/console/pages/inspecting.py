"""Inspections: what they are to show, what was drawn, what was found, and what that covers."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.inspection import (
    Closed,
    Inspection,
    InspectionId,
    InspectionView,
    Looked,
    Result,
    Seeded,
)
from comptrol.domains.registry import ChipId
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.entitled import INSIDERS, is_for
from comptrol.entrypoints.console.pages.histories import newest
from comptrol.entrypoints.console.pages.naming import about
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError

INSPECTIONS: Final = 50
DRAWN: Final = 100


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show inspections in the order of their names."""
    found = asking.ask(
        "inspection", "inspections", after=asking.word("after") or None, limit=INSPECTIONS
    )
    return {
        "found": found,
        "after": found[-1].inspection if len(found) == INSPECTIONS else None,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show an inspection: its plan, its draw in order, and what it covers so far."""
    name = asking.place["inspection"]
    planned: Inspection = about(asking, "inspection", "inspection", "inspection")
    drawn = asking.ask(
        "inspection",
        "drawn",
        inspection=name,
        after=asking.word("after") or None,
        limit=DRAWN,
    )
    results = asking.world[InspectionView].results
    last = drawn[-1] if len(drawn) == DRAWN else None
    return {
        "it": planned,
        "coverage": asking.ask("inspection", "coverage", inspection=name),
        "drawn": [(chip, results.get((planned.inspection, chip.chip))) for chip in drawn],
        "after": f"{last.stratum}/{last.place}" if last is not None else None,
        "history": newest(asking, f"inspection:{name}"),
    }


def result(asking: Asking) -> Mapping[str, Any]:
    """Show a chip that was drawn, and what came of asking to be shown it."""
    name, chip = asking.place["inspection"], asking.place["chip"]
    planned: Inspection = about(asking, "inspection", "inspection", "inspection")
    drawn = next(
        asking.world[InspectionView].drawn.where(inspection=planned.inspection, chip=ChipId(chip)),
        None,
    )
    if drawn is None:
        raise NotFoundError(f"{chip!r} was not drawn by the inspection {name!r}")
    return {
        "it": planned,
        "drawn": drawn,
        "result": _result(asking),
        "standing": about(asking, "registry", "chip", "chip").standing,
    }


def _inspection(asking: Asking) -> Inspection | None:
    return asking.world[InspectionView].inspections.get(InspectionId(asking.place["inspection"]))


def _result(asking: Asking) -> Result | None:
    key = (InspectionId(asking.place["inspection"]), ChipId(asking.place["chip"]))
    return asking.world[InspectionView].results.get(key)


def _is_planner(asking: Asking, known: Inspection | None) -> bool:
    """Tell whether the visitor planned it, or is the authority: nobody else takes it on."""
    own = known is not None and known.planned_by == asking.visitor.party
    return known is not None and (own or is_for(asking, Audience.AUTHORITY))


def _unseeded(asking: Asking) -> bool:
    known = _inspection(asking)
    return _is_planner(asking, known) and known is not None and known.seeded_at is None


def _unclosed(asking: Asking) -> bool:
    known = _inspection(asking)
    return _is_planner(asking, known) and known is not None and known.closed_at is None


def _to_be_looked_at(asking: Asking) -> bool:
    known = _inspection(asking)
    going = known is not None and known.seeded_at is not None and known.closed_at is None
    return going and is_for(asking, Audience.INSPECTOR) and _result(asking) is None


def _this(asking: Asking) -> Mapping[str, Any]:
    return {"inspection": asking.place["inspection"]}


def _this_beacon(asking: Asking) -> Mapping[str, Any]:
    known = _inspection(asking)
    return {**_this(asking), "source": known.beacon_source if known is not None else ""}


def _this_chip(asking: Asking) -> Mapping[str, Any]:
    return {"inspection": asking.place["inspection"], "chip": asking.place["chip"]}


PAGES: Final = (
    Page(
        path="/inspections",
        title="Inspections",
        template="registry/inspections.html",
        audience=INSIDERS,
        answer=listed,
        menu="Looking and deciding",
    ),
    Page(
        path="/inspections/{inspection}",
        title="An inspection",
        template="registry/inspection.html",
        audience=INSIDERS,
        answer=one,
        acts=(
            Act(
                name="seed",
                label="Say what the beacon said",
                statement=Seeded,
                fields=("beacon", "published_at"),
                told="Letter for letter. From it and the frame follows which chips are drawn.",
                given=_this_beacon,
                shown=_unseeded,
            ),
            Act(
                name="close",
                label="Close the inspection",
                statement=Closed,
                fields=("reason",),
                told="What has no result now stays without one.",
                given=_this,
                shown=_unclosed,
            ),
        ),
        looks=True,
    ),
    Page(
        path="/inspection-results/{inspection}/{chip:path}",
        title="A chip that was drawn",
        template="registry/inspection_result.html",
        audience=INSIDERS,
        answer=result,
        acts=(
            Act(
                name="looked",
                label="Say what you found",
                statement=Looked,
                fields=(
                    *("outcome", "serial_matches", "still_owned", "logs_read", "tampering"),
                    *("live_challenge", "site", "looked_at", "evidence"),
                ),
                told="The evidence is named by its SHA-256; photographs and notes stay with you.",
                given=_this_chip,
                shown=_to_be_looked_at,
            ),
        ),
    ),
)
