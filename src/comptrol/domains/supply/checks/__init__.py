"""What may be said of supply, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.supply.checks.critical import check_critical
from comptrol.domains.supply.checks.graph import (
    check_buffer,
    check_described,
    check_named,
    check_shares,
    check_sources,
)
from comptrol.domains.supply.checks.incidents import check_incident
from comptrol.domains.supply.checks.programmes import check_programme
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
from comptrol.domains.supply.view import SupplyView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[SupplyStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view = world[SupplyView]
    match entry.statement:
        case InputDescribed() as said:
            yield from check_described(said, view)
        case SupplierNamed() as said:
            yield from check_named(said, world)
        case SharesReported() as said:
            yield from check_shares(said, view)
        case SourcesNamed() as said:
            yield from check_sources(said, view)
        case BufferReported() as said:
            yield from check_buffer(said, view)
        case (
            ProgrammePlanned()
            | InvestmentStated()
            | MilestoneReached()
            | CapacityReported()
            | StockpileReported()
        ) as said:
            yield from check_programme(said, entry.logged_at.date(), world)
        case (
            CriteriaSet() | SiteDesignated() | DesignationEnded() | DutyDone() | DependenceStated()
        ) as said:
            yield from check_critical(said, entry.signer, entry.logged_at.date(), world)
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
            yield from check_incident(said, entry, world)
        case never:
            assert_never(never)
