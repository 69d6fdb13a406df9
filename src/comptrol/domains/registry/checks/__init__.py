"""What may be said about chips and sites, given what is known."""

from collections.abc import Iterator
from typing import assert_never, cast

from comptrol.domains.registry.checks.accounts import check_account
from comptrol.domains.registry.checks.conditions import check_condition
from comptrol.domains.registry.checks.custody import check_custody
from comptrol.domains.registry.checks.lots import check_lot
from comptrol.domains.registry.checks.sites import check_site
from comptrol.domains.registry.statements import (
    AccountStatement,
    ConditionStatement,
    CustodyStatement,
    LotStatement,
    RegistryStatement,
    SiteStatement,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[RegistryStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    said = entry.statement
    if isinstance(said, LotStatement):
        return check_lot(cast("Entry[LotStatement]", entry), world)
    if isinstance(said, CustodyStatement):
        return check_custody(cast("Entry[CustodyStatement]", entry), world)
    if isinstance(said, ConditionStatement):
        return check_condition(cast("Entry[ConditionStatement]", entry), world)
    if isinstance(said, SiteStatement):
        return check_site(cast("Entry[SiteStatement]", entry), world)
    if isinstance(said, AccountStatement):
        return check_account(cast("Entry[AccountStatement]", entry), world)
    assert_never(said)
