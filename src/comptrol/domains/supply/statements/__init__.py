"""What can be said of supply: its graph, programmes, critical sites, incidents."""

from typing import Final, TypeAlias

from comptrol.domains.supply.statements.critical import (
    TELLERS,
    CriteriaSet,
    DependenceStated,
    DesignationEnded,
    DutyDone,
    SiteDesignated,
)
from comptrol.domains.supply.statements.graph import (
    SHARES_MAX,
    BufferReported,
    InputDescribed,
    SharesReported,
    SourcesNamed,
    SupplierNamed,
)
from comptrol.domains.supply.statements.incidents import (
    ContinuityPlanned,
    ContinuityTested,
    DueLooked,
    IncidentClosed,
    IncidentOpened,
    IncidentReported,
    LessonDrawn,
    Reminded,
)
from comptrol.domains.supply.statements.programmes import (
    CapacityReported,
    InvestmentStated,
    MilestoneReached,
    ProgrammePlanned,
    StockpileReported,
)
from comptrol.domains.supply.statements.site_words import (
    Between,
    CriteriaId,
    DependenceKind,
    DueLookId,
    Duty,
    Hazard,
    Hours,
    IncidentId,
    InvestmentId,
    LessonId,
    Matter,
    Milestone,
    Moment,
    Needs,
    Outcome,
    PartName,
    Phase,
    PlanId,
    ProgrammeId,
    ReportRule,
    SharedId,
    Stands,
    StockpileId,
    Window,
)
from comptrol.domains.supply.statements.words import (
    WHOLE_PPM,
    Axis,
    InputId,
    InputKind,
    Many,
    Portion,
    Ppm,
    Sentence,
    Share,
    Stretch,
    SupplierId,
    SupplierKind,
    SupplyDays,
    Title,
    Types,
    Year,
)

__all__ = [
    "SHARES_MAX",
    "STATEMENTS",
    "TELLERS",
    "WHOLE_PPM",
    "Axis",
    "Between",
    "BufferReported",
    "CapacityReported",
    "ContinuityPlanned",
    "ContinuityTested",
    "CriteriaId",
    "CriteriaSet",
    "CriticalStatement",
    "DependenceKind",
    "DependenceStated",
    "DesignationEnded",
    "DueLookId",
    "DueLooked",
    "Duty",
    "DutyDone",
    "GraphStatement",
    "Hazard",
    "Hours",
    "IncidentClosed",
    "IncidentId",
    "IncidentOpened",
    "IncidentReported",
    "IncidentStatement",
    "InputDescribed",
    "InputId",
    "InputKind",
    "InvestmentId",
    "InvestmentStated",
    "LessonDrawn",
    "LessonId",
    "Many",
    "Matter",
    "Milestone",
    "MilestoneReached",
    "Moment",
    "Needs",
    "Outcome",
    "PartName",
    "Phase",
    "PlanId",
    "Portion",
    "Ppm",
    "ProgrammeId",
    "ProgrammePlanned",
    "ProgrammeStatement",
    "Reminded",
    "ReportRule",
    "Sentence",
    "Share",
    "SharedId",
    "SharesReported",
    "SiteDesignated",
    "SourcesNamed",
    "Stands",
    "StockpileId",
    "StockpileReported",
    "Stretch",
    "SupplierId",
    "SupplierKind",
    "SupplierNamed",
    "SupplyDays",
    "SupplyStatement",
    "Title",
    "Types",
    "Window",
    "Year",
]

GraphStatement: TypeAlias = (
    InputDescribed | SupplierNamed | SharesReported | SourcesNamed | BufferReported
)
"""What the supply graph is made of."""

ProgrammeStatement: TypeAlias = (
    ProgrammePlanned | InvestmentStated | MilestoneReached | CapacityReported | StockpileReported
)
"""What is said of production programmes and stockpiles."""

CriticalStatement: TypeAlias = (
    CriteriaSet | SiteDesignated | DesignationEnded | DutyDone | DependenceStated
)
"""What is said of critical sites, and what they hang on."""

IncidentStatement: TypeAlias = (
    IncidentOpened
    | IncidentReported
    | IncidentClosed
    | LessonDrawn
    | ContinuityPlanned
    | ContinuityTested
    | DueLooked
    | Reminded
)
"""What is said of incidents and continuity."""

SupplyStatement: TypeAlias = (
    GraphStatement | ProgrammeStatement | CriticalStatement | IncidentStatement
)

STATEMENTS: Final[tuple[type[SupplyStatement], ...]] = (
    InputDescribed,
    SupplierNamed,
    SharesReported,
    SourcesNamed,
    BufferReported,
    ProgrammePlanned,
    InvestmentStated,
    MilestoneReached,
    CapacityReported,
    StockpileReported,
    CriteriaSet,
    SiteDesignated,
    DesignationEnded,
    DutyDone,
    DependenceStated,
    IncidentOpened,
    IncidentReported,
    IncidentClosed,
    LessonDrawn,
    ContinuityPlanned,
    ContinuityTested,
    DueLooked,
    Reminded,
)
