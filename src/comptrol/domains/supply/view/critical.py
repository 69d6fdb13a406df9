"""How what is said of critical sites adds up, and which criteria hold on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Any, assert_never

from msgspec.structs import replace

from comptrol.domains.registry import SiteId
from comptrol.domains.supply.statements import (
    CriteriaId,
    CriteriaSet,
    CriticalStatement,
    DependenceStated,
    DesignationEnded,
    DutyDone,
    SiteDesignated,
)
from comptrol.domains.supply.view.critical_rows import Criteria, Dependence, Designation, Done
from comptrol.domains.supply.view.tables import SupplyView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def criteria_on(view: SupplyView, name: CriteriaId, day: date) -> Criteria | None:
    """Return the criteria of a name that hold on a day, or nothing."""
    rows = [it for it in view.criteria.where(criteria=name) if it.since <= day]
    return rows[-1] if rows else None


def designated_on(view: SupplyView, site: SiteId, day: date) -> Designation | None:
    """Return the designation of a site that holds on a day, or nothing."""
    rows = [it for it in view.designations.where(site=site) if it.on <= day]
    held = rows[-1] if rows else None
    if held is None or (held.ended_on is not None and held.ended_on <= day):
        return None
    return held


def last_designation(view: SupplyView, site: SiteId) -> Designation | None:
    """Return the designation of a site that was said for the latest day, ended or not."""
    return max(view.designations.where(site=site), key=lambda it: it.on, default=None)


def apply_critical(
    view: SupplyView, said: CriticalStatement, entry: Entry[Any]
) -> Iterator[Change]:
    """Fold one statement about a critical site into the view."""
    position = entry.position
    match said:
        case CriteriaSet():
            row = Criteria(criteria=said.criteria, since=said.since, said=said, position=position)
            yield view.criteria.put(row)
        case SiteDesignated():
            designated = Designation(
                site=said.site,
                criteria=said.criteria,
                on=said.on,
                finding=said.finding,
                by=said.by,
                position=position,
            )
            yield view.designations.put(designated)
        case DesignationEnded():
            known = last_designation(view, said.site)
            assert known is not None, "what ends was designated"
            yield view.designations.put(replace(known, ended_on=said.on, reason=said.reason))
        case DutyDone():
            yield from _done(view, said, position)
        case DependenceStated():
            hangs = Dependence(
                site=said.site,
                depends_on=said.depends_on,
                said=said,
                said_by=entry.signer,
                position=position,
            )
            yield view.dependences.put(hangs)
        case never:
            assert_never(never)


def _done(view: SupplyView, said: DutyDone, position: int) -> Iterator[Change]:
    """Keep the latest day on which a duty was done, whatever was said last."""
    before = view.done.get((said.site, said.duty))
    if before is None or before.on <= said.on:
        yield view.done.put(
            Done(
                site=said.site,
                duty=said.duty,
                on=said.on,
                evidence=said.evidence,
                position=position,
            )
        )
