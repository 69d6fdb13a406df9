"""What is known of supply: what was said last of every input, supplier and share."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.supply.statements import (
    BufferReported,
    CapacityReported,
    ContinuityPlanned,
    ContinuityTested,
    CriteriaSet,
    DependenceStated,
    DesignationEnded,
    DueLooked,
    DutyDone,
    IncidentClosed,
    IncidentOpened,
    IncidentReported,
    InputDescribed,
    InvestmentStated,
    LessonDrawn,
    MilestoneReached,
    ProgrammePlanned,
    Reminded,
    SharesReported,
    SiteDesignated,
    SourcesNamed,
    StockpileReported,
    SupplierNamed,
    SupplyStatement,
)
from comptrol.domains.supply.view.critical import (
    apply_critical,
    criteria_on,
    designated_on,
    last_designation,
)
from comptrol.domains.supply.view.critical_rows import (
    Continuity,
    Criteria,
    Dependence,
    Designation,
    Done,
    Incident,
    Lesson,
    Reminder,
    Report,
    Trial,
)
from comptrol.domains.supply.view.graph import apply_graph
from comptrol.domains.supply.view.incidents import (
    apply_incident,
    due_at,
)
from comptrol.domains.supply.view.programme_rows import (
    Capacity,
    Investment,
    MilestoneMet,
    Programme,
    Stockpile,
)
from comptrol.domains.supply.view.programmes import (
    apply_programme,
)
from comptrol.domains.supply.view.rows import Buffer, Input, Shares, Sources, Supplier
from comptrol.domains.supply.view.tables import SupplyView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "Buffer",
    "Capacity",
    "Continuity",
    "Criteria",
    "Dependence",
    "Designation",
    "Done",
    "Incident",
    "Input",
    "Investment",
    "Lesson",
    "MilestoneMet",
    "Programme",
    "Reminder",
    "Report",
    "Shares",
    "Sources",
    "Stockpile",
    "Supplier",
    "SupplyView",
    "Trial",
    "apply",
    "criteria_on",
    "designated_on",
    "due_at",
    "last_designation",
]


def apply(view: SupplyView, entry: Entry[SupplyStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case (
            InputDescribed()
            | SupplierNamed()
            | SharesReported()
            | SourcesNamed()
            | BufferReported()
        ) as said:
            yield from apply_graph(view, said, entry)
        case (
            ProgrammePlanned()
            | InvestmentStated()
            | MilestoneReached()
            | CapacityReported()
            | StockpileReported()
        ) as said:
            yield from apply_programme(view, said, entry)
        case (
            CriteriaSet() | SiteDesignated() | DesignationEnded() | DutyDone() | DependenceStated()
        ) as said:
            yield from apply_critical(view, said, entry)
        case (
            IncidentOpened()
            | IncidentReported()
            | IncidentClosed()
            | LessonDrawn()
            | ContinuityPlanned()
            | ContinuityTested()
            | DueLooked()
            | Reminded()
        ) as said:
            yield from apply_incident(view, said, entry)
        case never:
            assert_never(never)
