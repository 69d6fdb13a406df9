"""How one event of EPCIS 2.0 is heard as a statement about a lot."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from comptrol.adapters.epcis.documents import check_depth
from comptrol.adapters.epcis.fields import Fields, moment
from comptrol.adapters.epcis.names import Names
from comptrol.adapters.epcis.sayings import NO_REASON, SAYINGS
from comptrol.adapters.epcis.words import ONLY_REGISTRIES, kind_of
from comptrol.flow.exchanging import Heard
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.statement import Statement, kind

_SHOWN: Final = 40


class Ear(NamedTuple):
    """How the events of one document are read: under whose names, and until when."""

    names: Names
    prefix: str
    now: datetime


def hear(number: int, event: Any, ear: Ear) -> Heard:  # noqa: ANN401
    """Return what an event says, or say why it says nothing that a registry knows."""
    check_depth(event)
    fields = Fields(event, ear.names, ear.prefix)
    if "@context" in fields.event:
        raise UnreadableError("@context: an event is read by the context of its document")
    said = _kind(fields)
    what, saying = SAYINGS[said](fields, fields.day(ear.now))
    party, taken_back = fields.party(), _taken_back(fields, ear.now)
    return Heard(number, event, party, what, saying, taken_back)


def _kind(fields: Fields) -> type[Statement]:
    """Return the kind of statement, which a field of ours may name too, and not otherwise."""
    step, disposition = fields.step(), fields.disposition()
    found = kind_of(fields["type"], step, fields["action"], disposition)
    if found is None:
        words = (fields["type"], fields["action"], step, disposition)
        told = " ".join(str(word)[:_SHOWN] for word in words if word is not None)
        raise UnreadableError(f"{told}: no statement about a lot is told so")
    if found in ONLY_REGISTRIES:
        raise UnreadableError(
            f"{kind(found)}: only a registry says it, by its treaty with another"
        )
    named = fields.own("said")
    if named is not None and named != kind(found):
        raise UnreadableError(f"it says {str(named)[:_SHOWN]}, and is told as {kind(found)}")
    return found


def _taken_back(fields: Fields, now: datetime) -> str | None:
    """Return why an event is declared to be an error; nothing where it is not."""
    declared = fields["errorDeclaration"]
    if declared is None:
        return None
    if not isinstance(declared, dict):
        raise UnreadableError("errorDeclaration: expected an object")
    moment("declarationTime", declared.get("declarationTime"), now)
    reason = fields.own("reason", declared)
    return reason if isinstance(reason, str) else NO_REASON
