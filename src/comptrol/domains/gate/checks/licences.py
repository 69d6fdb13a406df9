"""What may be said of licences, given what is known."""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.chips import ChipsView
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import (
    LicenceEnded,
    LicenceRecorded,
    Notified,
    VolumeReported,
)
from comptrol.domains.gate.view import OVER, GateView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_recorded(said: LicenceRecorded, world: World) -> Iterator[Finding]:
    """Yield every reason why a licence cannot be entered."""
    if world[GateView].licences.get(said.licence) is not None:
        yield Finding.of(GateRefusal.LICENCE_EXISTS, said.licence)
    for party in (said.holder, *said.consignees):
        if world[PartiesView].parties.get(party) is None:
            yield Finding.of(GateRefusal.UNKNOWN_CUSTOMER, party)
    for model in said.models:
        if world[ChipsView].models.get(model) is None:
            yield Finding.of(GateRefusal.UNKNOWN_MODEL, model)
    countries, condition = world.reference(Countries), said.volume
    of_country = () if condition is None else (condition.of_country,)
    for code in (*said.destinations, *of_country):
        if code not in countries:
            yield Finding.of(GateRefusal.UNKNOWN_COUNTRY, code)
    if said.until is not None and said.until <= said.since:
        yield Finding.of(GateRefusal.LICENCE_TURNED_ROUND, f"{said.since} to {said.until}")


def check_licence_ended(said: LicenceEnded, world: World) -> Iterator[Finding]:
    """Yield every reason why a licence cannot end."""
    known = world[GateView].licences.get(said.licence)
    if known is None:
        yield Finding.of(GateRefusal.UNKNOWN_LICENCE, said.licence)
    elif known.ended_on is not None:
        yield Finding.of(GateRefusal.UNKNOWN_LICENCE, f"it ended on {known.ended_on}")


def check_volume(said: VolumeReported, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why a volume cannot be stated."""
    known = world[GateView].licences.get(said.licence)
    if known is None or known.holder != entry.signer:
        yield Finding.of(GateRefusal.UNKNOWN_LICENCE, said.licence)
        return
    if known.volume is None or said.model not in known.models:
        detail = f"{said.licence} counts no volume of {said.model}"
        yield Finding.of(GateRefusal.NOT_COUNTED, detail)
    if said.on > entry.logged_at.date():
        yield Finding.of(GateRefusal.OTHER_TIME, f"{said.on} has not come")


def check_notified(said: Notified, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why a notice cannot be entered. Its day is never one in the future."""
    view = world[GateView]
    order, licence = view.orders.get(said.order), view.licences.get(said.licence)
    if order is None or order.seller != entry.signer:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if licence is None or order.licence_id != said.licence:
        yield Finding.of(GateRefusal.UNKNOWN_LICENCE, said.licence)
    elif licence.notice_days is None:
        yield Finding.of(GateRefusal.NOT_COUNTED, f"{said.licence} asks for no notice")
    if order.stage in OVER:
        yield Finding.of(GateRefusal.NOT_STANDING, f"{order.order} is {order.stage.value}")
    if licence is not None and said.on < licence.since:
        yield Finding.of(GateRefusal.OTHER_TIME, f"{said.on}; it begins on {licence.since}")
    known = view.notices.get((said.order, said.licence))
    if known is not None:
        yield Finding.of(GateRefusal.NOTICE_GIVEN, f"of {known.on}, {known.reference}")
    if said.on > entry.logged_at.date():
        yield Finding.of(GateRefusal.OTHER_TIME, f"{said.on} has not come")
