"""The tables of reporting."""

from comptrol.domains.disclosure.statements import (
    DefinitionId,
    FilingId,
    PeriodId,
    RestatementId,
)
from comptrol.domains.disclosure.view.rows import (
    Announcement,
    Definition,
    FiledLine,
    Filing,
    Member,
    Period,
    Restatement,
)
from comptrol.kernel.view import Key, Table, View


class DisclosureView(View):
    """Definitions, periods, who reports, filings with their lines, and restatements."""

    definitions: Table[DefinitionId, Definition] = Table.of(
        "disclosure_definitions", Definition, key="definition", indexes=("figure",)
    )
    periods: Table[PeriodId, Period] = Table.of(
        "disclosure_periods", Period, key="period", indexes=("duty",)
    )
    members: Table[Key, Member] = Table.of("disclosure_members", Member, key="provider since")
    filings: Table[FilingId, Filing] = Table.of(
        "disclosure_filings",
        Filing,
        key="filing",
        indexes=("provider period", "provider", "period", "customers"),
    )
    lines: Table[Key, FiledLine] = Table.of(
        "disclosure_lines",
        FiledLine,
        key="provider figure since filing",
        indexes=("filing", "provider period", "period"),
    )
    restatements: Table[RestatementId, Restatement] = Table.of(
        "disclosure_restatements",
        Restatement,
        key="restatement",
        indexes=("filing", "provider"),
    )
    announcements: Table[Key, Announcement] = Table.of(
        "disclosure_announcements",
        Announcement,
        key="provider figure from_period",
        indexes=("from_period",),
    )
