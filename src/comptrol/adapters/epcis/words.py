"""Which event of EPCIS 2.0 each statement about a lot is, in the words of CBV 2.0.

Every word in ``FORMS`` is of the standard and stands for what its definition there says
(https://ref.gs1.org/cbv/). What the standard has no word for stands in fields of our own, under
``NAMESPACE``; a reader who does not know them still reads a true event.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from comptrol.domains.registry import (
    Arrived,
    Broken,
    Carried,
    Declined,
    Departed,
    Destroyed,
    Found,
    Installed,
    Lost,
    Made,
    Moved,
    Received,
    Reinstated,
    Relabelled,
    Repaired,
    Replaced,
    Retired,
    Shipped,
    Split,
    Witnessed,
)
from comptrol.kernel.statement import Statement

CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
CONTEXTS: Final = re.compile(
    r"https://ref\.gs1\.org/standards/epcis/(?:2\.[0-9]+\.[0-9]+/)?epcis-context\.jsonld"
)
NAMESPACE: Final = "urn:comptrol:epcis:"
PREFIX: Final = "comptrol"
CBV: Final = "https://ref.gs1.org/cbv/"
SCHEMA_VERSION: Final = "2.0"
OBJECT, TRANSFORMATION = "ObjectEvent", "TransformationEvent"
EVENTS: Final = frozenset(
    {OBJECT, TRANSFORMATION, "AggregationEvent", "AssociationEvent", "TransactionEvent"}
)
RESERVED: Final = EVENTS | frozenset(
    {
        *("id", "type", "epcis", "cbv", "cbvmda", "gs1", "set", "unset", "ilmd", "reason"),
        *("eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "errorDeclaration"),
        *("action", "bizStep", "disposition", "persistentDisposition", "readPoint", "bizLocation"),
        *("epcList", "quantityList", "epcClass", "quantity", "uom", "inputEPCList"),
        *("outputEPCList", "inputQuantityList", "outputQuantityList", "bizTransactionList"),
        *("bizTransaction", "sourceList", "source", "destinationList", "destination"),
        *("declarationTime", "correctiveEventIDs"),
    }
)
"""Words and prefixes of the standard's context that we read: nobody gives them another meaning."""
LISTED_MAX: Final = 1_000
"""Chips to one list of an event: of more, their lot is named, with its serials as ranges."""


class Form(NamedTuple):
    """The words of an event: what was done, in which step, and how the objects are after it.

    What ``lasts`` stays true, whatever later events say of the same objects, until another event
    ``ends`` it (EPCIS 2.0, persistentDisposition).
    """

    step: str
    action: str = "OBSERVE"
    disposition: str | None = None
    lasts: str | None = None
    ends: str | None = None
    event: str = OBJECT


FORMS: Final[Mapping[type[Statement], Form]] = MappingProxyType(
    {
        Made: Form("commissioning", "ADD", "active"),
        Split: Form("creating_class_instance", event=TRANSFORMATION),
        Relabelled: Form("commissioning", event=TRANSFORMATION),
        Arrived: Form("accepting", disposition="in_progress"),
        Departed: Form("departing", disposition="in_transit"),
        Shipped: Form("shipping", disposition="in_transit"),
        Carried: Form("transporting", disposition="in_transit"),
        Received: Form("receiving", disposition="in_progress"),
        Declined: Form("other", disposition="returned"),
        Installed: Form("installing", disposition="in_progress"),
        Moved: Form("arriving", disposition="in_progress"),
        Broken: Form("inspecting", disposition="damaged", lasts="damaged"),
        Repaired: Form("repairing", disposition="available", ends="damaged"),
        Replaced: Form("replacing", disposition="unavailable", lasts="unavailable"),
        Lost: Form("cycle_counting", disposition="unknown", lasts="unknown"),
        Found: Form("cycle_counting", disposition="available", ends="unknown"),
        Retired: Form("storing", disposition="unavailable", lasts="unavailable"),
        Reinstated: Form("storing", disposition="available", ends="unavailable"),
        Destroyed: Form("destroying", disposition="destroyed"),
        Witnessed: Form("destroying", "DELETE", "destroyed"),
    }
)
"""One form to a statement, each another: so an event is read without asking for more.

A retired chip keeps its serial and may come back, so it is not ``decommissioning``: by CBV 2.0
what was decommissioned comes back under another one. A declined lot was shipped, so it is not
``void_shipping``; the standard has no word for it (``other``), and it is ``returned``. Of a
destruction only what its witness says is ``DELETE``: until then the chips count.
"""

ONLY_REGISTRIES: Final = frozenset({Arrived, Departed})
"""What a registry itself says, of lots that come from another and go there."""


def kind_of(
    event: object, step: str, action: object, disposition: object
) -> type[Statement] | None:
    """Return which statement an event is; one without a disposition, where only one has its step.

    >>> kind_of("ObjectEvent", "receiving", "OBSERVE", None).__name__
    'Received'
    """
    fit = [
        (kind, form)
        for kind, form in FORMS.items()
        if (form.event, form.step) == (event, step) and (event != OBJECT or form.action == action)
    ]
    if len(fit) > 1 or (fit and disposition is not None and fit[0][1].disposition is not None):
        fit = [(kind, form) for kind, form in fit if _agrees(form, disposition)]
    return fit[0][0] if len(fit) == 1 else None


def _agrees(form: Form, disposition: object) -> bool:
    """Tell whether a disposition is that of the form: in progress and active are no difference."""
    alike = {"active", "in_progress"}
    return form.disposition == disposition or {form.disposition, disposition} <= alike


def word_of(value: object, sort: str) -> str | None:
    """Return a word of CBV, written alone or as a URI; nothing where it is neither.

    >>> word_of("https://ref.gs1.org/cbv/BizStep-shipping", "BizStep")
    'shipping'
    """
    if not isinstance(value, str):
        return None
    return value.removeprefix(f"{CBV}{sort}-")
