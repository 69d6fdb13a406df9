"""The tables of supply."""

from comptrol.domains.supply.statements import (
    IncidentId,
    InputId,
    InvestmentId,
    LessonId,
    PlanId,
    ProgrammeId,
    StockpileId,
    SupplierId,
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
from comptrol.domains.supply.view.programme_rows import (
    Capacity,
    Investment,
    MilestoneMet,
    Programme,
    Stockpile,
)
from comptrol.domains.supply.view.rows import Buffer, Input, Shares, Sources, Supplier
from comptrol.kernel.view import Key, Table, View


class SupplyView(View):
    """The supply graph, production programmes, critical sites and their incidents."""

    inputs: Table[InputId, Input] = Table.of("supply_inputs", Input, key="input")
    suppliers: Table[SupplierId, Supplier] = Table.of(
        "supply_suppliers", Supplier, key="supplier", indexes=("country", "controlled_by")
    )
    shares: Table[Key, Shares] = Table.of("supply_shares", Shares, key="input by year")
    sources: Table[Key, Sources] = Table.of("supply_sources", Sources, key="supplier input")
    buffers: Table[InputId, Buffer] = Table.of("supply_buffers", Buffer, key="input")
    programmes: Table[ProgrammeId, Programme] = Table.of(
        "supply_programmes", Programme, key="programme", indexes=("input", "country")
    )
    investments: Table[InvestmentId, Investment] = Table.of(
        "supply_investments", Investment, key="investment", indexes=("programme",)
    )
    reached: Table[Key, MilestoneMet] = Table.of(
        "supply_reached", MilestoneMet, key="programme milestone"
    )
    capacities: Table[Key, Capacity] = Table.of(
        "supply_capacities", Capacity, key="programme phase on"
    )
    stockpiles: Table[StockpileId, Stockpile] = Table.of(
        "supply_stockpiles", Stockpile, key="stockpile", indexes=("input",)
    )
    criteria: Table[Key, Criteria] = Table.of("supply_criteria", Criteria, key="criteria since")
    designations: Table[Key, Designation] = Table.of(
        "supply_designations", Designation, key="site on", indexes=("criteria",)
    )
    done: Table[Key, Done] = Table.of("supply_done", Done, key="site duty")
    dependences: Table[Key, Dependence] = Table.of(
        "supply_dependences", Dependence, key="site depends_on"
    )
    incidents: Table[IncidentId, Incident] = Table.of(
        "supply_incidents", Incident, key="incident", indexes=("site",)
    )
    reports: Table[Key, Report] = Table.of("supply_reports", Report, key="incident report number")
    lessons: Table[LessonId, Lesson] = Table.of(
        "supply_lessons", Lesson, key="lesson", indexes=("incident",)
    )
    plans: Table[PlanId, Continuity] = Table.of(
        "supply_plans", Continuity, key="plan", indexes=("site",)
    )
    trials: Table[Key, Trial] = Table.of("supply_trials", Trial, key="plan position")
    reminders: Table[Key, Reminder] = Table.of(
        "supply_reminders", Reminder, key="site matter name due_at"
    )
