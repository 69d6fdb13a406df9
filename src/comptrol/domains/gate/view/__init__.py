"""What is known of orders, rulings, licences, and what people said of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comptrol.domains.gate.statements import (
    Amended,
    Answered,
    AppealDecided,
    Appealed,
    Bypassed,
    Confirmed,
    Ended,
    Freed,
    GateStatement,
    Lapsed,
    LicenceEnded,
    LicenceRecorded,
    Notified,
    Ordered,
    OverrideAgreed,
    OverrideAsked,
    Rechecked,
    Restrained,
    Resumed,
    Ruled,
    Suspended,
    TiersSet,
    VolumeReported,
)
from comptrol.domains.gate.view import folding, people, restraining
from comptrol.domains.gate.view.folding import changed, grows
from comptrol.domains.gate.view.permissions import Drawn, Licence, Tiers, Volume
from comptrol.domains.gate.view.restraints import Measure, RestrainedOrder, RestrainedParty
from comptrol.domains.gate.view.rows import (
    IDLE,
    OVER,
    Amendment,
    Appeal,
    Bypass,
    Day,
    GivenAnswer,
    Load,
    Order,
    Override,
    RuledOn,
    Ruling,
    Stage,
    Suspension,
)
from comptrol.domains.gate.view.rulings import ruling_at, ruling_of, rulings_on
from comptrol.domains.gate.view.tables import IN_FORCE, GateView
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change

__all__ = [
    "IDLE",
    "IN_FORCE",
    "OVER",
    "Amendment",
    "Appeal",
    "Bypass",
    "Day",
    "Drawn",
    "GateView",
    "GivenAnswer",
    "Licence",
    "Load",
    "Measure",
    "Order",
    "Override",
    "RestrainedOrder",
    "RestrainedParty",
    "RuledOn",
    "Ruling",
    "Stage",
    "Suspension",
    "Tiers",
    "Volume",
    "apply",
    "changed",
    "grows",
    "ruling_at",
    "ruling_of",
    "rulings_on",
]


Folding = Callable[[GateView, Any, Entry[Any]], Iterator[Change]]

_FOLDS: Final[Mapping[type[Statement], Folding]] = {
    Ordered: folding.ordered,
    Ruled: folding.ruled,
    Amended: folding.amended,
    Confirmed: folding.confirmed,
    Suspended: folding.suspended,
    Resumed: folding.resumed,
    Ended: folding.ended,
    Lapsed: folding.lapsed,
    Bypassed: folding.bypassed,
    Answered: people.answered,
    OverrideAsked: people.override_asked,
    OverrideAgreed: people.override_agreed,
    Appealed: people.appealed,
    AppealDecided: people.appeal_decided,
    TiersSet: people.tiers_set,
    LicenceRecorded: people.licence_recorded,
    LicenceEnded: lambda view, said, _: people.licence_ended(view, said),
    VolumeReported: people.volume_reported,
    Notified: people.notified,
    Rechecked: lambda *_: iter(()),
    Restrained: restraining.restrained,
    Freed: lambda view, said, _: restraining.freed(view, said),
}


def apply(view: GateView, entry: Entry[GateStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    return _FOLDS[type(entry.statement)](view, entry.statement, entry)
