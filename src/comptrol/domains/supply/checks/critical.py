"""Who may say what of critical sites: criteria with thresholds, met by what the registry knows."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.supply.checks.telling import (
    in_the_future,
    named_twice,
    not_operator,
    unknown_sites,
)
from comptrol.domains.supply.queries import Met, verdict
from comptrol.domains.supply.refusals import SupplyRefusal
from comptrol.domains.supply.statements import (
    CriteriaSet,
    CriticalStatement,
    DependenceStated,
    DesignationEnded,
    DutyDone,
    SiteDesignated,
)
from comptrol.domains.supply.view import (
    SupplyView,
    criteria_on,
    designated_on,
    last_designation,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import is_measure
from comptrol.kernel.view import World


def check_critical(
    said: CriticalStatement, signer: PartyId, today: date, world: World
) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about a critical site."""
    match said:
        case CriteriaSet():
            yield from _criteria(said, world)
        case SiteDesignated():
            yield from unknown_sites(world, (said.site,))
            yield from _designated(said, world)
            yield from in_the_future(said.on, today)
        case DesignationEnded():
            yield from _ended(said, world[SupplyView])
            yield from in_the_future(said.on, today)
        case DutyDone():
            yield from _done(said, world[SupplyView])
            yield from not_operator(world, said.site, signer)
            yield from in_the_future(said.on, today)
        case DependenceStated():
            yield from named_twice("thing", said.things)
            yield from unknown_sites(world, (said.site,))
            yield from not_operator(world, said.site, signer)
        case never:
            assert_never(never)


def _criteria(said: CriteriaSet, world: World) -> Iterator[Finding]:
    yield from named_twice("duty", [it.duty for it in said.duties])
    yield from named_twice("report", [it.report for it in said.reports])
    factors = said.factor_set
    if factors is not None and world[ChipsView].factor_sets.get(factors) is None:
        yield Finding.of(SupplyRefusal.UNKNOWN_FACTORS, factors)
    thresholds = [it for it in (said.h100e_over, said.power_mw_over) if it is not None]
    if not thresholds or (said.h100e_over is None) != (factors is None):
        yield Finding.of(SupplyRefusal.NO_CRITERION, said.criteria)
    if world[SupplyView].criteria.get((said.criteria, said.since)) is not None:
        yield Finding.of(SupplyRefusal.CRITERIA_SET, f"{said.criteria} from {said.since}")
    wrong = [it for it in thresholds if not is_measure(it)]
    if wrong:
        yield Finding.of(SupplyRefusal.IMPOSSIBLE_NUMBER, f"{wrong[0]}")


def _designated(said: SiteDesignated, world: World) -> Iterator[Finding]:
    view = world[SupplyView]
    row = criteria_on(view, said.criteria, said.on)
    if row is None:
        yield Finding.of(SupplyRefusal.NO_CRITERIA, f"{said.criteria} on {said.on}")
    else:
        found = verdict(world, said.site, row.said, said.on)
        if found.met is Met.NO:
            yield Finding.of(SupplyRefusal.CRITERIA_NOT_MET, found.why)
        elif found.met is Met.OPEN and said.finding is None:
            yield Finding.of(SupplyRefusal.CRITERIA_OPEN, found.why)
    before = last_designation(view, said.site)
    if before is not None and (before.ended_on is None or before.ended_on > said.on):
        yield Finding.of(SupplyRefusal.ALREADY_DESIGNATED, f"{said.site} since {before.on}")


def _ended(said: DesignationEnded, view: SupplyView) -> Iterator[Finding]:
    row = last_designation(view, said.site)
    if row is None or row.ended_on is not None or said.on < row.on:
        yield Finding.of(SupplyRefusal.NOT_DESIGNATED, f"{said.site} on {said.on}")


def _done(said: DutyDone, view: SupplyView) -> Iterator[Finding]:
    held = designated_on(view, said.site, said.on)
    if held is None:
        yield Finding.of(SupplyRefusal.NOT_DESIGNATED, f"{said.site} on {said.on}")
        return
    row = criteria_on(view, held.criteria, said.on)
    duties = () if row is None else tuple(it.duty for it in row.said.duties)
    if said.duty not in duties:
        yield Finding.of(SupplyRefusal.UNKNOWN_DUTY, said.duty)
