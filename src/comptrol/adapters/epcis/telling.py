"""How one statement about a lot is told as an event of EPCIS 2.0."""

from datetime import UTC, datetime
from typing import Any, Final

from comptrol.adapters.epcis.names import Names, digest_uri
from comptrol.adapters.epcis.parts import POSSESSING, Parts, Writing, own, registry, serials
from comptrol.adapters.epcis.words import FORMS, OBJECT, Form
from comptrol.domains.registry import (
    Arrived,
    Carried,
    Corrected,
    Declined,
    Departed,
    Destroyed,
    Installed,
    Made,
    Moved,
    Received,
    Relabelled,
    Replaced,
    Shipped,
    Split,
    Witnessed,
    spans_said,
)
from comptrol.flow.happenings import Happening
from comptrol.kernel.statement import kind

Event = dict[str, Any]

_UTC: Final = "+00:00"


def tell(happening: Happening, names: Names) -> Event:
    """Return an event. What is taken back is told once more, declared to be an error."""
    entry, said = happening.entry, happening.entry.statement
    if isinstance(said, Corrected):
        return _withdrawn(happening, said, names)
    form = FORMS[type(said)]
    return {
        "type": form.event,
        "eventID": digest_uri(happening.leaf),
        "eventTime": f"{said.on.isoformat()}T00:00:00Z",
        "eventTimeZoneOffset": _UTC,
        "recordTime": _moment(entry.logged_at),
        **_words(form),
        own("position"): entry.position,
        own("said"): kind(type(said)),
        own("party"): names.of("party", entry.signer),
        own("lot"): names.of("lot", said.lot),
        **_rest(happening, Writing(names)),
    }


def _withdrawn(happening: Happening, said: Corrected, names: Names) -> Event:
    assert happening.wrong is not None, "a correction takes something back"
    at = _moment(happening.entry.logged_at)
    declared = {
        "declarationTime": at,
        "reason": "did_not_occur",
        own("reason"): said.reason,
        own("position"): happening.entry.position,
        own("entry"): digest_uri(happening.leaf),
    }
    return tell(happening.wrong, names) | {"recordTime": at, "errorDeclaration": declared}


def _words(form: Form) -> Parts:
    words: Parts = {"bizStep": form.step}
    if form.event == OBJECT:
        words["action"] = form.action
    if form.disposition is not None:
        words["disposition"] = form.disposition
    lasting = {"set": form.lasts, "unset": form.ends}
    if any(lasting.values()):
        words["persistentDisposition"] = {key: [it] for key, it in lasting.items() if it}
    return words


def _rest(happening: Happening, write: Writing) -> Parts:
    """Return what an event of this kind has and others have not."""
    said = happening.entry.statement
    match said:
        case Made() | Arrived() | Split() | Relabelled():
            return _of_new_names(said, happening, write)
        case Departed() | Shipped() | Carried() | Received() | Declined():
            return write.lot(said.lot, happening.chips) | _handed_over(said, happening, write)
        case Installed(site=site) | Moved(to=site):
            return write.lot(said.lot, happening.chips) | write.there(site)
        case Replaced():
            chip, by = write.chips((said.chip, said.by))
            return {"epcList": [chip], own("by"): by, **write.papers(rma=("rma", said.rma))}
        case Destroyed() | Witnessed():
            certificate = {"type": "cert", "bizTransaction": digest_uri(said.certificate)}
            found = write.chips_of(said.lot, said.chips) | {"bizTransactionList": [certificate]}
            if isinstance(said, Destroyed):
                found[own("method")] = said.method
                found[own("witness")] = write.names.of("party", said.witness)
            return found
        case Corrected():
            return {}
        case others:
            return write.chips_of(others.lot, others.chips) | {own("reason"): others.reason}


def _of_new_names(
    said: Made | Arrived | Split | Relabelled, happening: Happening, write: Writing
) -> Parts:
    """Return what is under a new name, and what it was before."""
    match said:
        case Made():
            chips = write.serials(
                said, happening.entry.signer, spans_said(said.serials, said.listed)
            )
            return chips | write.born(said.lot, said.model)
        case Arrived():
            sender = {"type": POSSESSING, "source": registry(said.origin)}
            return {
                **write.serials(said, said.maker, spans_said(said.serials, said.listed)),
                **write.there(said.destination),
                "sourceList": [sender],
                **write.end("destination", said.holder, said.destination),
                own("model"): write.names.of("model", said.model),
                own("maker"): write.names.of("party", said.maker),
            }
        case Split():
            chips_ = sum(span.chips for span in spans_said(said.serials, said.listed))
            return {
                "inputQuantityList": write.lot(said.lot, chips_)["quantityList"],
                "outputQuantityList": write.lot(said.into, chips_)["quantityList"],
                **serials(said),
            }
        case Relabelled():
            return {
                "inputEPCList": write.chips((said.chip,)),
                "outputEPCList": write.chips((said.to,)),
                own("reason"): said.reason,
            }


def _handed_over(
    said: Departed | Shipped | Carried | Received | Declined,
    happening: Happening,
    write: Writing,
) -> Parts:
    """Return from whom to whom, under which papers."""
    if isinstance(said, Departed):
        return {
            "destinationList": [{"type": POSSESSING, "destination": registry(said.destination)}]
        }
    if isinstance(said, Shipped):
        left = happening.left
        papers = {"desadv": ("shipment", said.shipment), "bol": ("waybill", said.waybill)}
        return {
            **({} if left is None else {"readPoint": write.there(left)["readPoint"]}),
            **write.papers(**papers, po=("order", said.order)),
            **write.end("source", happening.entry.signer, left),
            **write.end("destination", said.to, said.destination),
        }
    sent = happening.shipment
    assert sent is not None, "an admitted statement names a known shipment"
    found = {
        **write.papers(desadv=("shipment", sent.shipment), bol=("waybill", sent.waybill)),
        **write.end("source", sent.sender, None),
        **write.end("destination", sent.to, sent.destination),
    }
    if isinstance(said, Carried):
        found["readPoint"] = {"id": write.names.of("place", said.where)}
    elif isinstance(said, Declined):
        found[own("reason")] = said.reason
    else:
        found |= write.there(sent.destination)
        if said.missing_lot is not None:
            found[own("missing")] = write.chips(said.missing)
            found[own("missingLot")] = write.names.of("lot", said.missing_lot)
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace(_UTC, "Z")
