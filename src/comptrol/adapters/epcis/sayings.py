"""What an event says about a lot, by the kind of statement that it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from comptrol.adapters.epcis.fields import Fields
from comptrol.domains.registry import (
    Broken,
    Carried,
    ChipId,
    Declined,
    Destroyed,
    Found,
    Installed,
    Lost,
    LotId,
    Made,
    Moved,
    Received,
    Reinstated,
    Relabelled,
    Repaired,
    Replaced,
    Retired,
    Serial,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    Span,
    Split,
    Witnessed,
    runs_of,
    serials_of,
    span_of,
)
from comptrol.flow.exchanging import What
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

NO_REASON: Final = "the event gives no reason"
RANGES_MAX: Final = 100
_RANGE_BYTES: Final = 50
"""About what a range takes in JSON beside its prefix."""

Chips = tuple[ChipId, ...] | None
Said = Callable[[LotId, Chips], Statement]
Saying = Callable[[Fields, date], tuple[What, Said]]


def _lot(fields: Fields) -> What:
    """Return the lot that an event is about as a whole, or all of its chips."""
    lot, quantity = fields.quantity("quantityList")
    named, chips = fields.lot(), fields.chips("epcList")
    if chips and lot is not None:
        raise UnreadableError("epcList and quantityList: either chips by name, or a lot")
    if lot is not None and named not in {None, lot}:
        raise UnreadableError(f"quantityList: lot {lot}, and a field of ours names {named}")
    if chips:
        return What(chips=chips, whole=True, expected=named)
    if (lot := lot or named) is None:
        raise UnreadableError("epcList or quantityList: expected chips, or a lot")
    return What(lot=lot, quantity=quantity, whole=True)


def _some(fields: Fields) -> What:
    """Return the chips that an event is about, or the lot of which it is true where it can be."""
    chips = fields.chips("epcList")
    return What(lot=fields.lot(), chips=chips) if chips else _lot(fields)


def _made(fields: Fields, on: date) -> tuple[What, Said]:
    lot, model = fields.birth()
    (of, quantity), chips = fields.quantity("quantityList"), fields.chips("epcList")
    lot = lot or of
    if lot is None or {fields.lot(), of} - {None, lot}:
        raise UnreadableError("ilmd: expected one lot, under cbvmda:lotNumber")
    if chips and of is not None:
        raise UnreadableError("epcList and quantityList: either chips by name, or a lot")
    if chips:
        makers = {chip.partition("/")[0] for chip in chips}
        if len(makers) != 1:
            raise UnreadableError("epcList: the chips of a lot have one maker")
        ranges, listed = written([chip.partition("/")[2] for chip in chips])
        maker = PartyId(makers.pop())
    else:
        (ranges, listed), maker = fields.serials(), None
        _as_many("quantityList", quantity, ranges, listed)
    what = What(lot=lot, maker=maker)
    serials: Any = {"serials": ranges, "listed": listed}
    return what, lambda lot, _: Made(lot=lot, model=model, on=on, **serials)


def _split(fields: Fields, on: date) -> tuple[What, Said]:
    (lot, before), (into, after) = (
        fields.quantity("inputQuantityList"),
        fields.quantity("outputQuantityList"),
    )
    if lot is None or into is None or before != after:
        raise UnreadableError(
            "inputQuantityList and outputQuantityList: expected as many of a lot"
        )
    ranges, listed = fields.serials()
    _as_many("outputQuantityList", after, ranges, listed)
    serials: Any = {"serials": ranges, "listed": listed}
    return What(lot=lot), lambda lot, _: Split(lot=lot, into=into, on=on, **serials)


def _as_many(
    key: str, quantity: int | None, ranges: Sequence[SerialRange], listed: Sequence[Serial]
) -> None:
    """Refuse a quantity that is not that of the serials."""
    number = sum(it.chips for it in ranges) + len(listed)
    if quantity not in {None, number}:
        raise UnreadableError(f"{key}: {quantity} chips, and {number} serials")


def _relabelled(fields: Fields, on: date) -> tuple[What, Said]:
    old, new = fields.chips("inputEPCList"), fields.chips("outputEPCList")
    if len(old) != 1 or len(new) != 1:
        raise UnreadableError(
            "inputEPCList and outputEPCList: expected one chip, before and after"
        )
    reason = _reason(fields)
    what = What(lot=fields.lot(), chips=old)
    return what, lambda lot, _: Relabelled(lot=lot, chip=old[0], to=new[0], on=on, reason=reason)


def _shipment(fields: Fields) -> ShipmentId:
    found = fields.paper("desadv", "shipment")
    if found is None:
        raise UnreadableError("bizTransactionList: expected the shipment, of type desadv")
    return ShipmentId(found)


def _shipped(fields: Fields, on: date) -> tuple[What, Said]:
    waybill = fields.paper("bol", "waybill")
    if waybill is None:
        raise UnreadableError("bizTransactionList: expected the waybill, of type bol")
    rest: Any = {
        "shipment": _shipment(fields),
        "to": PartyId(fields.end("destination", "possessing_party", "party")),
        "destination": SiteId(fields.end("destination", "location", "site")),
        "waybill": waybill,
        "order": fields.paper("po", "order"),
    }
    return _lot(fields), lambda lot, _: Shipped(lot=lot, on=on, **rest)


def _carried(fields: Fields, on: date) -> tuple[What, Said]:
    place = fields["readPoint"]
    where = fields.names.read("place", place.get("id") if isinstance(place, dict) else None)
    rest: Any = {"shipment": _shipment(fields), "where": where}
    return _lot(fields), lambda lot, _: Carried(lot=lot, on=on, **rest)


def _received(fields: Fields, on: date) -> tuple[What, Said]:
    missing, into = fields.own_chips("missing"), fields.own("missingLot")
    rest: Any = {"shipment": _shipment(fields), "missing": missing}
    rest["missing_lot"] = None if into is None else fields.names.lot(into)
    what = _lot(fields)
    if missing:  # how many there were is in the shipment
        what = what._replace(quantity=None)
    return what, lambda lot, _: Received(lot=lot, on=on, **rest)


def _declined(fields: Fields, on: date) -> tuple[What, Said]:
    rest: Any = {"shipment": _shipment(fields), "reason": _reason(fields)}
    return _lot(fields), lambda lot, _: Declined(lot=lot, on=on, **rest)


def _installed(fields: Fields, on: date) -> tuple[What, Said]:
    site = fields.site()
    return _lot(fields), lambda lot, _: Installed(lot=lot, site=site, on=on)


def _moved(fields: Fields, on: date) -> tuple[What, Said]:
    site = fields.site()
    return _lot(fields), lambda lot, _: Moved(lot=lot, to=site, on=on)


def _replaced(fields: Fields, on: date) -> tuple[What, Said]:
    rma, what = fields.paper("rma", "rma"), _some(fields)
    if rma is None or len(what.chips) != 1:
        raise UnreadableError("expected one chip in epcList, and the return, of type rma")
    rest: Any = {"chip": what.chips[0], "by": fields.names.chip(fields.own("by")), "rma": rma}
    return what, lambda lot, _: Replaced(lot=lot, on=on, **rest)


def _destroyed(fields: Fields, on: date) -> tuple[What, Said]:
    rest: Any = {
        "method": fields.text("method"),
        "witness": PartyId(fields.names.read("party", fields.own("witness"))),
        "certificate": fields.certificate(),
    }
    return _some(fields), lambda lot, chips: Destroyed(lot=lot, chips=chips, on=on, **rest)


def _witnessed(fields: Fields, on: date) -> tuple[What, Said]:
    found = fields.certificate()
    return _some(fields), lambda lot, chips: Witnessed(
        lot=lot, chips=chips, on=on, certificate=found
    )


def _condition(kind: type[Any]) -> Saying:
    """Return how an event says that a condition of chips has changed."""

    def saying(fields: Fields, on: date) -> tuple[What, Said]:
        reason = _reason(fields)
        return _some(fields), lambda lot, chips: kind(lot=lot, chips=chips, on=on, reason=reason)

    return saying


def _reason(fields: Fields) -> str:
    return NO_REASON if fields.own("reason") is None else fields.text("reason")


SAYINGS: Final[Mapping[type[Statement], Saying]] = MappingProxyType(
    {
        Made: _made,
        Split: _split,
        Relabelled: _relabelled,
        Shipped: _shipped,
        Carried: _carried,
        Received: _received,
        Declined: _declined,
        Installed: _installed,
        Moved: _moved,
        Replaced: _replaced,
        Destroyed: _destroyed,
        Witnessed: _witnessed,
        **{it: _condition(it) for it in (Broken, Repaired, Lost, Found, Retired, Reinstated)},
    }
)


def written(serials: Iterable[str]) -> tuple[tuple[SerialRange, ...], tuple[Serial, ...]]:
    """Return serials as short as a statement can have them: ranges where they save the most.

    >>> ranges, listed = written(["H7", *(f"A{number}" for number in range(10, 100))])
    >>> [(it.prefix, it.first, it.last) for it in ranges], listed
    ([('A', 10, 99)], ('H7',))
    """
    runs = runs_of(sorted(map(span_of, serials)))
    saving = sorted(filter(lambda run: _saved(run) > 0, runs), key=_saved, reverse=True)
    short = set(saving[:RANGES_MAX])
    ranges = tuple(
        SerialRange(prefix=run.prefix, first=run.first, last=run.last, digits=run.digits)
        for run in runs
        if run in short
    )
    listed = tuple(serial for run in runs if run not in short for serial in serials_of(run))
    return ranges, listed


def _saved(run: Span) -> int:
    """Return about how many bytes a range saves."""
    if not run.digits:
        return 0
    each = len(run.prefix) + run.digits + 3
    return run.chips * each - _RANGE_BYTES - len(run.prefix)
