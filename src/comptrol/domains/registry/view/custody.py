"""What statements about custody add up to."""

from collections.abc import Iterator
from typing import Any, assert_never

import msgspec

from comptrol.domains.registry.formulas import spans_of
from comptrol.domains.registry.statements import (
    Carried,
    Corrected,
    CustodyStatement,
    Declined,
    Installed,
    Lost,
    MoveAnnounced,
    Moved,
    Received,
    ShipmentId,
    Shipped,
)
from comptrol.domains.registry.view.carving import pieces
from comptrol.domains.registry.view.conditions import BECOMING, recounted
from comptrol.domains.registry.view.lots import parted, taken_out
from comptrol.domains.registry.view.rows import Condition, Custody, Lot, Notice, Shipment
from comptrol.domains.registry.view.steps import known, passed, stepped
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.domains.registry.view.tallies import placed
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def apply_custody(view: RegistryView, entry: Entry[CustodyStatement]) -> Iterator[Change]:
    """Fold one statement about who holds a lot and where it stands."""
    lot = known(view, entry.statement.lot)
    match entry.statement:
        case Shipped() as said:
            yield view.shipments.put(_shipment(said, lot, entry))
            yield from passed(view, lot, entry, said.on, Custody.IN_TRANSIT)
        case Carried(shipment=name, where=where, on=on):
            sent = _sent(view, name)
            yield view.shipments.put(
                msgspec.structs.replace(sent, scanned_on=on, scanned_where=where)
            )
        case Received() as said:
            yield from _received(view, said, lot, entry)
        case Declined(shipment=name, on=on):
            sent = _sent(view, name)
            yield view.shipments.put(msgspec.structs.replace(sent, ended_on=on))
            yield from passed(view, lot, entry, on, Custody.HELD)
        case Installed(site=site, on=on):
            yield from passed(view, lot, entry, on, Custody.INSTALLED, site=site)
        case MoveAnnounced() as said:
            yield view.notices.put(
                Notice(
                    lot=said.lot,
                    position=entry.position,
                    to=said.to,
                    on=said.on,
                    announced_on=entry.logged_at.date(),
                    reason=said.reason,
                )
            )
        case Moved(to=site, on=on):
            yield from passed(view, lot, entry, on, Custody.HELD, site=site, delivered_to=site)
        case Corrected() as said:
            yield from _taken_back(view, said, lot, entry)
        case never:
            assert_never(never)


def _received(view: RegistryView, said: Received, lot: Lot, entry: Entry[Any]) -> Iterator[Change]:
    """Yield the lot with its new holder; what was missing stays with the sender, as lost."""
    sent = _sent(view, said.shipment)
    yield view.shipments.put(msgspec.structs.replace(sent, received_on=said.on))
    if said.missing_lot is not None:
        found = pieces(view, lot, spans_of(said.missing))
        lot, missing = parted(lot, said.missing_lot, found, entry.position)
        missing = msgspec.structs.replace(missing, custody=Custody.HELD, since=said.on)
        losing = [it for it in found if it.run.condition in BECOMING[Lost].since]
        yield from taken_out(view, lot, said.missing_lot, found, _as_lost)
        yield from stepped(view, recounted(missing, losing, Condition.LOST), entry, said.on)
    fields = {
        "holder": entry.signer,
        "delivered_to": sent.destination,
        "proven_on": max(lot.proven_on, said.on),
    }
    yield from passed(view, lot, entry, said.on, Custody.HELD, **fields)


def _as_lost(condition: Condition) -> Condition:
    return Condition.LOST if condition in BECOMING[Lost].since else condition


def _taken_back(
    view: RegistryView, said: Corrected, lot: Lot, entry: Entry[Any]
) -> Iterator[Change]:
    """Yield the lot as it was before its last step, which is marked as withdrawn."""
    wrong = view.steps.get((said.lot, said.wrong))
    assert wrong is not None, "an admitted correction names a step"
    assert wrong.before is not None, "an admitted correction names a step that has one before it"
    before = view.steps.get((said.lot, wrong.before))
    assert before is not None, "every step but the first has one before it"
    yield view.steps.put(
        msgspec.structs.replace(wrong, withdrawn_at=entry.position, withdrawn_on=entry.logged_at)
    )
    restored = msgspec.structs.replace(
        lot,
        holder=before.holder,
        custody=before.custody,
        since=before.since,
        site=before.site,
        delivered_to=before.delivered_to,
        step=before.position,
    )
    yield from placed(view, restored)
    for sent in tuple(view.shipments.where(lot=said.lot)):
        if sent.position == said.wrong:
            on = entry.logged_at.date()
            yield view.shipments.put(msgspec.structs.replace(sent, ended_on=on))
        elif sent.position == before.position and wrong.custody is not Custody.IN_TRANSIT:
            yield view.shipments.put(
                msgspec.structs.replace(sent, received_on=None, ended_on=None)
            )


def _sent(view: RegistryView, name: ShipmentId) -> Shipment:
    sent = view.shipments.get(name)
    assert sent is not None, "an admitted statement names a known shipment"
    return sent


def _shipment(said: Shipped, lot: Lot, entry: Entry[Any]) -> Shipment:
    return Shipment(
        shipment=said.shipment,
        lot=said.lot,
        sender=entry.signer,
        to=said.to,
        destination=said.destination,
        waybill=said.waybill,
        sent_on=said.on,
        order=said.order,
        chips=lot.chips,
        position=entry.position,
    )
