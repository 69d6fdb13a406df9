"""Rounds: every call, and one with its rules, its pools, how far it has come, and what waits."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from comptrol.domains.allocation import AllocationView, CallRow, RoundSheet, State, lacking
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import calls_acts
from comptrol.entrypoints.console.rounds.panel import (
    ALL,
    LINES,
    after_of,
    call_of,
    kept_for_now,
    of_panel,
    of_staff,
    own,
    percent,
)

LACKING_MAX: Final = 20


def every(asking: Asking) -> Mapping[str, Any]:
    """Show calls by name, a page at a time."""
    found = asking.ask("allocation", "rounds", after=after_of(asking), limit=LINES + 1)
    shown = found[:LINES]
    return {
        "calls": [(it, stage(it, asking)) for it in shown],
        "after": shown[-1].call if len(found) > LINES else None,
        "panel": of_panel(asking),
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show one call: its stages with their dates, its rules, and what is on offer."""
    row = call_of(asking)
    sheet: Any = kept_for_now(
        asking, f"sheet {row.call}", lambda: asking.ask("allocation", "round-sheet", call=row.call)
    )
    staff = of_staff(asking)
    return {
        "call": row,
        "sheet": sheet,
        "stage": stage(row, asking),
        "stages": list(_stages(row, sheet, asking)),
        "lacking": _lacking(row, asking) if staff and row.plan is None else (),
        "declared": _declared(row, asking),
        "mine": _mine(row, asking),
        "staff": staff,
        "panel": of_panel(asking),
        "percent": percent,
        "plans": sorted(sheet.plans, key=lambda it: -it.position),
    }


def stage(row: CallRow, asking: Asking) -> str:
    """Return how far a call has come, in a few words."""
    if row.ended_at is not None:
        return "ended"
    if row.plan is not None:
        return "awards stand"
    if row.planned:
        return "a plan waits for two people"
    if asking.today < row.said.opens:
        return "opens later"
    if asking.today <= row.said.closes:
        return "takes proposals"
    return "reviews have begun" if row.scores_seen else "closed, before reviews"


def _stages(
    row: CallRow, sheet: RoundSheet, asking: Asking
) -> Iterator[tuple[str, str, bool, int | None]]:
    """Yield each stage: its name, what there is to say, whether it is over, and its entry."""
    said, today = row.said, asking.today
    many = sum(sheet.proposals.values())
    yield "Opened", f"takes proposals from {said.opens}", today >= said.opens, row.position
    yield "Proposals", f"{many:,}, until {said.closes}", today > said.closes, None
    least = sheet.policy.said.reviews_min
    reviews = f"{sheet.reviews:,} said; every proposal needs {least}"
    yield "Reviews", reviews, row.planned or row.plan is not None, None
    theta = row.theta_ppm if row.theta_ppm is not None else sheet.policy.said.theta_ppm
    chosen = "not chosen yet" if theta is None else f"theta {percent(theta)}"
    yield "How even the areas come out", chosen, theta is not None, None
    newest = max(sheet.plans, key=lambda it: it.position, default=None)
    plans = f"{len(sheet.plans)} said" if sheet.plans else "none yet"
    yield "Plans", plans, row.planned, newest.position if newest is not None else None
    adopted = next((it for it in sheet.plans if it.plan == row.plan), None)
    yield (
        "Adopted by two people",
        row.plan or "none yet",
        row.plan is not None,
        adopted.adopted_at if adopted is not None else None,
    )
    yield "Appeals", f"{sheet.appeals_open} open", row.ended_at is not None, None
    yield "Ended", "" if row.ended_at else "goes on", row.ended_at is not None, row.ended_at


def _lacking(row: CallRow, asking: Asking) -> tuple[tuple[str, ...], int]:
    """Return proposals without as many reviews as they need, some of them, and how many."""
    names: Any = kept_for_now(
        asking, f"lacking {row.call}", lambda: lacking(asking.world, call=row.call)
    )
    return tuple(names[:LACKING_MAX]), len(names)


def _declared(row: CallRow, asking: Asking) -> Any:  # noqa: ANN401
    """Return what the visitor, a reviewer, said that it has to do with the call."""
    party = asking.visitor.party
    return (
        None if party is None else asking.world[AllocationView].declarations.get((row.call, party))
    )


def _mine(row: CallRow, asking: Asking) -> list[Any]:
    """Return the proposals of the visitor's own party, and what it has to review."""
    party, view = asking.visitor.party, asking.world[AllocationView]
    if party is None:
        return []
    asked = islice(view.proposals.where(call=row.call, applicant=party), LINES)
    found = [(it, "yours") for it in asked if own(asking, it) and it.state is not State.WITHDRAWN]
    for given in islice(view.assignments.where(call=row.call, reviewer=party), LINES):
        proposal = view.proposals.get(given.proposal)
        if given.ended is None and proposal is not None:
            reviewed = view.reviews.get((given.proposal, party)) is not None
            found.append((proposal, "reviewed by you" if reviewed else "to be reviewed by you"))
    return found


PAGES: Final = (
    Page(
        path="/calls",
        title="Calls for proposals",
        template="allocating/calls.html",
        audience=ALL,
        answer=every,
        acts=calls_acts.OF_ALL,
        menu="Sharing out compute",
    ),
    Page(
        path="/calls/{call}",
        title="A call for proposals",
        template="allocating/call.html",
        audience=ALL,
        answer=one,
        acts=calls_acts.OF_ONE,
    ),
)
