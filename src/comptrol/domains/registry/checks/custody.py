"""What may be said about who holds a lot and where it stands."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, assert_never

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.checks.lots import lot_exists, not_in_lot
from comptrol.domains.registry.checks.telling import (
    back_in_time,
    held_lot,
    named_twice,
    not_yet,
    unknown_party,
    unknown_site,
)
from comptrol.domains.registry.formulas import parts_of
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    Carried,
    Corrected,
    CustodyStatement,
    Declined,
    Installed,
    MoveAnnounced,
    Moved,
    Received,
    Shipped,
)
from comptrol.domains.registry.view import (
    IN_FORCE,
    Custody,
    Lot,
    RegistryView,
    Shipment,
    Step,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import HOLDERS, WITNESSES
from comptrol.kernel.statement import Entry, kind
from comptrol.kernel.view import World


def check_custody(entry: Entry[CustodyStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about custody."""
    view, signer = world[RegistryView], entry.signer
    match entry.statement:
        case Shipped() as said:
            yield from _check_shipped(said, signer, world)
            yield from not_yet(entry, said.on)
        case Carried() as said:
            yield from _check_carried(said, signer, world)
            yield from not_yet(entry, said.on)
        case Received() as said:
            yield from _addressee(said, signer, view)
            yield from _check_missing(said, view)
            yield from not_yet(entry, said.on)
        case Declined() as said:
            yield from _addressee(said, signer, view)
            yield from not_yet(entry, said.on)
        case Installed() as said:
            yield from unknown_site(view, said.site)
            yield from held_lot(view, said.lot, signer, said.on)
            yield from _stands_elsewhere(said, view)
            yield from not_yet(entry, said.on)
        case MoveAnnounced() as said:
            yield from unknown_site(view, said.to)
            yield from held_lot(view, said.lot, signer, said.on)
        case Moved() as said:
            yield from unknown_site(view, said.to)
            yield from held_lot(view, said.lot, signer, said.on)
            lot = view.lots.get(said.lot)
            if lot is not None and lot.site == said.to:
                yield Finding.of(RegistryRefusal.ALREADY_THERE, f"{said.lot} at {said.to}")
            yield from not_yet(entry, said.on)
        case Corrected() as said:
            yield from _check_corrected(said, entry, view)
        case never:
            assert_never(never)


def _check_shipped(said: Shipped, signer: PartyId, world: World) -> Iterator[Finding]:
    view = world[RegistryView]
    if view.shipments.get(said.shipment):
        yield Finding.of(RegistryRefusal.SHIPMENT_EXISTS, said.shipment)
    yield from unknown_site(view, said.destination)
    yield from unknown_party(world, said.to)
    yield from held_lot(view, said.lot, signer, said.on)
    if said.to == signer:
        yield Finding.of(RegistryRefusal.SHIPPED_TO_ITSELF, signer)
    known = world[PartiesView].parties.get(said.to)
    if known is not None and HOLDERS.isdisjoint(known.roles):
        yield Finding.of(RegistryRefusal.CANNOT_RECEIVE, said.to)


def _open_shipment(
    said: Carried | Received | Declined, view: RegistryView
) -> tuple[Shipment | None, list[Finding]]:
    """Return a shipment that is on its way, and why it is not."""
    sent = view.shipments.get(said.shipment)
    if sent is None or sent.lot != said.lot:
        detail = f"shipment {said.shipment} of lot {said.lot}"
        return None, [Finding.of(RegistryRefusal.UNKNOWN_SHIPMENT, detail)]
    found = []
    if sent.received_on is not None:
        detail = f"on {sent.received_on}"
        found.append(Finding.of(RegistryRefusal.ALREADY_RECEIVED, detail))
    if sent.ended_on is not None:
        found.append(Finding.of(RegistryRefusal.SHIPMENT_ENDED, f"on {sent.ended_on}"))
    return sent, [*found, *back_in_time(said.on, sent.sent_on)]


def _addressee(
    said: Received | Declined, signer: PartyId, view: RegistryView
) -> Iterator[Finding]:
    sent, wrong = _open_shipment(said, view)
    if sent is not None and sent.to != signer:
        yield Finding.of(RegistryRefusal.NOT_ADDRESSEE, f"it was for {sent.to}, not {signer}")
    yield from wrong


def _check_carried(said: Carried, signer: PartyId, world: World) -> Iterator[Finding]:
    sent, wrong = _open_shipment(said, world[RegistryView])
    yield from wrong
    if sent is None:
        return
    if signer not in {sent.sender, sent.to} and not may(world[PartiesView], signer, WITNESSES):
        yield Finding.of(RegistryRefusal.NOT_CONCERNED, signer)
    if sent.scanned_on is not None:
        yield from back_in_time(said.on, sent.scanned_on)


def _check_missing(said: Received, view: RegistryView) -> Iterator[Finding]:
    lot = view.lots.get(said.lot)
    if bool(said.missing) != (said.missing_lot is not None):
        yield Finding.of(RegistryRefusal.MISSING_WITHOUT_LOT, f"shipment {said.shipment}")
        return
    if lot is None or said.missing_lot is None:
        return
    yield from lot_exists(view, said.missing_lot)
    yield from named_twice(said.missing)
    for chip in said.missing:
        maker, span = parts_of(chip)
        if maker != lot.maker:
            yield Finding.of(RegistryRefusal.UNKNOWN_CHIP, chip)
        else:
            yield from not_in_lot(view, lot, (span,))
    if len(said.missing) >= lot.chips:
        detail = f"nothing of {said.lot} arrived: decline it"
        yield Finding.of(RegistryRefusal.WHOLE_LOT, detail)


def _stands_elsewhere(said: Installed, view: RegistryView) -> Iterator[Finding]:
    """Nor does a lot that stands there begin to: its days without proof would begin anew."""
    lot = view.lots.get(said.lot)
    if lot is not None and lot.site not in {None, said.site}:
        yield Finding.of(RegistryRefusal.INSTALLED_ELSEWHERE, f"{said.lot} at {lot.site}")
    elif lot is not None and lot.custody is Custody.INSTALLED:
        yield Finding.of(RegistryRefusal.ALREADY_THERE, f"{said.lot} at {lot.site}")


def _check_corrected(said: Corrected, entry: Entry[Any], view: RegistryView) -> Iterator[Finding]:
    """Only the last step, by who made it; not the first, nor one that made another lot."""
    lot = view.lots.get(said.lot)
    if lot is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_LOT, said.lot)
        return
    if lot.custody is Custody.DEPARTED:
        yield Finding.of(RegistryRefusal.DEPARTED, f"{said.lot} since {lot.since}")
    step = view.steps.get((said.lot, said.wrong))
    if (
        step is None
        or lot.step != said.wrong
        or step.signer != entry.signer
        or step.before is None
    ):
        detail = f"the last statement about where {said.lot} is stands at {lot.step}"
        yield Finding.of(RegistryRefusal.NOT_THE_LAST, detail)
        return
    if step.kind == kind(Received):
        yield from _received_long_ago(step, entry, view)
    parts = view.lots.where(parent=said.lot)
    if step.kind == kind(Received) and any(_begins(view, it) >= said.wrong for it in parts):
        detail = f"a part of what was received at {said.wrong} is a lot of its own"
        yield Finding.of(RegistryRefusal.NOT_THE_LAST, detail)


def _received_long_ago(step: Step, entry: Entry[Any], view: RegistryView) -> Iterator[Finding]:
    """Say that a receipt stands: it ends what the sender answers for, and not for a while."""
    policy = view.policies.get(IN_FORCE)
    days = policy.countersign_days if policy is not None else 1
    if entry.logged_at - step.logged_at > timedelta(days):
        detail = f"received at {step.position}; a receipt is taken back within {days} days"
        yield Finding.of(RegistryRefusal.TOO_LATE, detail)


def _begins(view: RegistryView, lot: Lot) -> int:
    """Return where the statement stands that made a lot."""
    return next(view.steps.where(lot=lot.lot, limit=1)).position
