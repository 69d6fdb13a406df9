"""Who is who in a case: its sides, who speaks for a subject, and who has had a part."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.cases.checks.saying import said_cited
from comptrol.domains.cases.formulas import lacking
from comptrol.domains.cases.queries import has_key
from comptrol.domains.cases.refusals import CasesRefusal
from comptrol.domains.cases.statements import DAYS_MAX, Act, Answered, Appealed, CaseId
from comptrol.domains.cases.view import Case, CasesView, Stage
from comptrol.domains.gate import GateView
from comptrol.domains.parties import GROUP_MAX, HALF_BP, PartiesView, above, owners
from comptrol.kernel.days import later
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

ORDERS_MAX: Final = 1000
"""So many orders of a subject are looked at for its seller."""


def found_case(
    name: CaseId, world: World, stages: Collection[Stage]
) -> tuple[Case | None, tuple[Finding, ...]]:
    """Return a case and why nothing more can be said in it; no case where there is none."""
    case = world[CasesView].cases.get(name)
    if case is None:
        return None, (Finding.of(CasesRefusal.UNKNOWN_CASE, name),)
    if case.stage not in stages:
        return case, (Finding.of(CasesRefusal.WRONG_STAGE, f"{name} is {case.stage.value}"),)
    return case, ()


def of_one_house(world: World, one: PartyId, other: PartyId, on: date) -> bool:
    """Tell whether two are the same, or one stands above both: a parent, or who owns half."""
    return not _above(world, one, on).isdisjoint(_above(world, other, on))


def _above(world: World, party: PartyId, on: date) -> frozenset[PartyId]:
    """Return a party, its parents, whoever may own half or more of it, and who is above them."""
    view = world[PartiesView]
    found, layer = {party}, [party]
    while layer and len(found) < GROUP_MAX:
        over = [it for name in layer for it in above(view, name)]
        over += [
            it.owner for name in layer for it in owners(view, name, on) if it.bp_max >= HALF_BP
        ]
        layer = [it for it in dict.fromkeys(over) if it not in found]
        found.update(layer)
    return frozenset(found)


def had_a_part(world: World, case: Case) -> set[PartyId]:
    """Return everybody who has said something in a case, or what an alarm or evidence of it is."""
    return {it.by for it in world[CasesView].steps.where(case=case.case)} | said_cited(world, case)


def speaks_for(world: World, case: Case, party: PartyId, signer: PartyId) -> bool:
    """Tell whether somebody speaks for a subject: itself; without a key, its seller of before."""
    if party not in case.parties:
        return False
    if signer == party:
        return True
    if has_key(world, party):
        return False
    orders = world[GateView].orders
    named = (it for name in case.orders if (it := orders.get(name)) is not None)
    bought = orders.where(customer=party, limit=ORDERS_MAX)
    return any(
        it.seller == signer and party in it.parties and it.position < case.position
        for it in (*named, *bought)
    )


def check_voice(
    said: Answered | Appealed, case: Case, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Yield why somebody does not speak for a subject, or cites what is not logged."""
    yield from check_logged((*said.corrections, *said.evidence), entry)
    if not speaks_for(world, case, said.party, entry.signer):
        yield Finding.of(CasesRefusal.NOT_YOURS, f"{entry.signer} for {said.party}")


def check_own(entry: Entry[Any], parties: Iterable[PartyId], world: World) -> Iterator[Finding]:
    """Yield why somebody may not act in a case: it is their own."""
    today = entry.logged_at.date()
    if any(of_one_house(world, entry.signer, it, today) for it in parties):
        yield Finding.of(CasesRefusal.OWN_CASE, entry.signer)


def check_act(act: Act, entry: Entry[Any], days: int, earliest: date) -> Iterator[Finding]:
    """Yield what an act against somebody lacks, and what of it cannot be."""
    missing = lacking(act)
    if missing:
        yield Finding.of(CasesRefusal.INCOMPLETE_ACT, f"it lacks {', '.join(missing)}"[:400])
    today = entry.logged_at.date()
    if act.on is not None and act.on != today:
        yield Finding.of(CasesRefusal.OTHER_DAY, f"{act.on}, and today is {today}")
    if act.deadline is not None and act.deadline < earliest:
        yield Finding.of(
            CasesRefusal.TOO_SOON, f"{act.deadline}; {days} days are up on {earliest}"
        )
    last = later(today, DAYS_MAX)
    if act.deadline is not None and act.deadline > last:
        yield Finding.of(CasesRefusal.TOO_FAR, f"{act.deadline}; the last day is {last}")
    yield from check_logged((it for fact in act.facts for it in fact.evidence), entry)


def check_logged(positions: Iterable[int], entry: Entry[Any]) -> Iterator[Finding]:
    """Yield which positions the log has not reached."""
    beyond = sorted({it for it in positions if it >= entry.position})
    if beyond:
        yield Finding.of(CasesRefusal.NOT_LOGGED, f"position {beyond[0]}")
