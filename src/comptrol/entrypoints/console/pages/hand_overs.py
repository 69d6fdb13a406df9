"""Hand-overs: what is on its way to a party and from it, and how the other side countersigns."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from comptrol.domains.registry import (
    Carried,
    Custody,
    Declined,
    Received,
    RegistryView,
    Shipment,
    ShipmentId,
    Step,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.entitled import HOLDING, is_for, party_asked, sees_all
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError

SHOWN: Final = 50
LOOKED_THROUGH: Final = 1_000
"""So many open hand-overs of everybody are looked through for one page."""


def open_ones(asking: Asking) -> Mapping[str, Any]:
    """Show what was shipped to a party and from it, and nobody has received."""
    party, after = party_asked(asking), asking.word("after") or None
    everyone = sees_all(asking) and not asking.word("party")
    found, last = list[Shipment](), None
    for shipment in _open(asking, after):
        last = shipment.shipment
        if everyone or party in {shipment.to, shipment.sender}:
            found.append(shipment)
        if len(found) == SHOWN:
            break
    rows = [(it, (asking.today - it.sent_on).days) for it in found]
    more = last is not None and next(_open(asking, last), None) is not None
    return {
        "party": party,
        "everyone": everyone,
        "insider": sees_all(asking),
        "coming": [it for it in rows if everyone or it[0].to == party],
        "gone": [it for it in rows if not everyone and it[0].sender == party],
        "after": last if more else None,
        "due_days": _due_days(asking),
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show one hand-over: both sides of it, each with its statement."""
    shipment = _shipment(asking)
    if shipment is None:
        raise NotFoundError(f"nothing was shipped as {asking.place['shipment']!r}")
    lot = asking.world[RegistryView].lots.get(shipment.lot)
    return {
        "it": shipment,
        "lot": lot,
        "open": _is_open(shipment),
        "days": (asking.today - shipment.sent_on).days,
        "due_days": _due_days(asking),
        "steps": list(_steps(asking, shipment)),
    }


def _open(asking: Asking, after: str | None) -> Iterator[Shipment]:
    start = None if after is None else (after,)
    return asking.world[RegistryView].shipments.where(
        after=start, limit=LOOKED_THROUGH, received_on=None, ended_on=None
    )


def _due_days(asking: Asking) -> int | None:
    try:
        days: int = asking.ask("registry", "registry-policy").countersign_days
    except NotFoundError:
        return None
    return days


def _steps(asking: Asking, shipment: Shipment) -> Iterator[Step]:
    """Yield the steps of the lot from this hand-over to the end of it."""
    for step in asking.world[RegistryView].steps.where(
        lot=shipment.lot, after=(shipment.lot, shipment.position - 1)
    ):
        yield step
        if step.custody is not Custody.IN_TRANSIT:
            return


def _shipment(asking: Asking) -> Shipment | None:
    return asking.world[RegistryView].shipments.get(ShipmentId(asking.place["shipment"]))


def _is_open(shipment: Shipment) -> bool:
    return shipment.received_on is None and shipment.ended_on is None


def _sees(asking: Asking) -> bool:
    shipment, party = _shipment(asking), asking.visitor.party
    concerned = shipment is not None and party in {shipment.to, shipment.sender}
    return sees_all(asking) or (party is not None and concerned)


def _to_me(asking: Asking) -> bool:
    shipment = _shipment(asking)
    return shipment is not None and _is_open(shipment) and shipment.to == asking.visitor.party


def _on_its_way(asking: Asking) -> bool:
    shipment, party = _shipment(asking), asking.visitor.party
    if shipment is None or not _is_open(shipment):
        return False
    return party in {shipment.to, shipment.sender} or is_for(asking, Audience.INSPECTOR)


def _this(asking: Asking) -> Mapping[str, Any]:
    shipment = _shipment(asking)
    lot = shipment.lot if shipment is not None else ""
    return {"shipment": asking.place["shipment"], "lot": lot}


PAGES: Final = (
    Page(
        path="/hand-overs",
        title="Hand-overs",
        template="registry/hand_overs.html",
        audience=HOLDING,
        answer=open_ones,
        menu="Chips and custody",
    ),
    Page(
        path="/hand-overs/{shipment}",
        title="A hand-over",
        template="registry/hand_over.html",
        audience=HOLDING,
        answer=one,
        about=_sees,
        acts=(
            Act(
                name="receive",
                label="Receive it",
                statement=Received,
                fields=("on", "missing", "missing_lot"),
                told="You countersign: from then on you answer for it. What is missing becomes a "
                "lot of its own, for which the sender answers; name it below.",
                given=_this,
                shown=_to_me,
            ),
            Act(
                name="decline",
                label="Decline it",
                statement=Declined,
                fields=("on", "reason"),
                told="The lot is with its sender, as before.",
                given=_this,
                shown=_to_me,
            ),
            Act(
                name="scan",
                label="Say where it was scanned",
                statement=Carried,
                fields=("where", "on"),
                told="A trail tells a delay from a disappearance.",
                given=_this,
                shown=_on_its_way,
            ),
        ),
    ),
)
