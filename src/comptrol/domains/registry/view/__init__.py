"""What is known about sites, lots, their chips and their hand-overs."""

from collections.abc import Iterator
from typing import assert_never, cast

from comptrol.domains.registry.statements import (
    AccountStatement,
    ConditionStatement,
    CustodyStatement,
    LotStatement,
    RegistryStatement,
    SiteStatement,
)
from comptrol.domains.registry.view.accounts import apply_account
from comptrol.domains.registry.view.book_rows import Agreement, Contact, Count, Policy
from comptrol.domains.registry.view.carving import Piece, next_run, pieces, run_of, runs_meeting
from comptrol.domains.registry.view.conditions import BECOMING, apply_condition, becomes, named
from comptrol.domains.registry.view.custody import apply_custody
from comptrol.domains.registry.view.lots import apply_lot
from comptrol.domains.registry.view.rows import (
    Alias,
    Condition,
    Custody,
    Declaration,
    Level,
    Link,
    Lot,
    Notice,
    Replacement,
    Run,
    Shipment,
    Site,
    Step,
    Tally,
)
from comptrol.domains.registry.view.sites import apply_site
from comptrol.domains.registry.view.tables import IN_FORCE, RegistryView
from comptrol.domains.registry.view.tallies import DELIVERED, HOLDER, INSTALLED
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "BECOMING",
    "DELIVERED",
    "HOLDER",
    "INSTALLED",
    "IN_FORCE",
    "Agreement",
    "Alias",
    "Condition",
    "Contact",
    "Count",
    "Custody",
    "Declaration",
    "Level",
    "Link",
    "Lot",
    "Notice",
    "Piece",
    "Policy",
    "RegistryView",
    "Replacement",
    "Run",
    "Shipment",
    "Site",
    "Step",
    "Tally",
    "apply",
    "becomes",
    "named",
    "next_run",
    "pieces",
    "run_of",
    "runs_meeting",
]


def apply(view: RegistryView, entry: Entry[RegistryStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    said = entry.statement
    if isinstance(said, LotStatement):
        return apply_lot(view, cast("Entry[LotStatement]", entry))
    if isinstance(said, CustodyStatement):
        return apply_custody(view, cast("Entry[CustodyStatement]", entry))
    if isinstance(said, ConditionStatement):
        return apply_condition(view, cast("Entry[ConditionStatement]", entry))
    if isinstance(said, SiteStatement):
        return apply_site(view, cast("Entry[SiteStatement]", entry))
    if isinstance(said, AccountStatement):
        return apply_account(view, cast("Entry[AccountStatement]", entry))
    assert_never(said)
