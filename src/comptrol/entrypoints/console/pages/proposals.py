"""Proposals: those of a call, and one with what law, reviewers and plan say of it.

A party sees its own. Reviewers, allocators and the authority see all of them, and no score before
a plan is adopted, but that which they gave: nobody is told how anybody stands before that.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from comptrol.domains.allocation import (
    AllocationView,
    CallRow,
    Lawful,
    ProposalId,
    ProposalRow,
    merits_of,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import proposals_acts
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
from comptrol.entrypoints.console.rounds.plans_kept import plan_kept
from comptrol.kernel.errors import NotFoundError


def in_call(asking: Asking) -> Mapping[str, Any]:
    """Show the proposals of a call by name, a page at a time: all of them, or one's own."""
    row, view, after = call_of(asking), asking.world[AllocationView], after_of(asking)
    start = None if after is None else (after,)
    if of_staff(asking):
        found = view.proposals.where(call=row.call, after=start, limit=LINES + 1)
    else:
        party = asking.visitor.party
        found = view.proposals.where(call=row.call, applicant=party, after=start, limit=LINES + 1)
    rows = list(found)
    shown, merits = rows[:LINES], _merits(row, asking)
    return {
        "call": row,
        "proposals": [(it, merits.get(it.proposal), _eligible(it)) for it in shown],
        "after": shown[-1].proposal if len(rows) > LINES else None,
        "staff": of_staff(asking),
        "told": row.plan is not None,
        "percent": percent,
        "open": row.ended_at is None and row.said.opens <= asking.today <= row.said.closes,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show one proposal to whoever may see it."""
    row, view = proposal_of(asking), asking.world[AllocationView]
    call = view.calls.get(row.call)
    assert call is not None, "a proposal is in a call"  # noqa: S101
    mine = own(asking, row)
    return {
        "row": row,
        "call": call,
        "mine": mine,
        "panel": of_panel(asking),
        "staff": of_staff(asking),
        "pools": _pools(row),
        "percent": percent,
        "reasons": _reasons(row, asking) if mine else None,
        "reviews": [] if mine else list(_reviews(row, call, asking)),
        "merit": None if mine else _merits(call, asking).get(row.proposal),
        "award": view.awards.get(row.proposal),
        "notice": view.notices.get(row.proposal),
        "decision": view.decisions.get(row.proposal),
        "appeals": list(islice(view.appeals.where(proposal=row.proposal), LINES)),
        "planned": _planned(row, call, asking) if of_staff(asking) and not mine else None,
        "today": asking.today,
    }


def proposal_of(asking: Asking) -> ProposalRow:
    """Return the proposal that the path names."""
    name = asking.place["proposal"]
    found = asking.world[AllocationView].proposals.get(ProposalId(name))
    if found is None:
        raise NotFoundError(
            f"no proposal {name[:80]!r} has been made; those of a call stand on its page"
        )
    return found


def may_see(asking: Asking) -> bool:
    """Tell whether a visitor has a part in rounds, or the proposal is its own.

    To others a proposal that was never made looks as one that is not theirs.
    """
    if of_staff(asking):
        return True
    row = asking.world[AllocationView].proposals.get(ProposalId(asking.place["proposal"]))
    return row is not None and own(asking, row)


def _merits(call: CallRow, asking: Asking) -> Mapping[str, Any]:
    """Return what reviews come to, by proposal: nothing before a plan is adopted."""
    if call.plan is None:
        return {}
    found: Any = kept_for_now(
        asking, f"merits {call.call}", lambda: merits_of(asking.world, call=call.call)
    )
    return found  # type: ignore[no-any-return]


def _eligible(row: ProposalRow) -> tuple[int, int]:
    """Return how many of its pools a proposal may use, and how many a person is asked about."""
    lawful = [it.lawful for it in row.eligibility]
    return lawful.count(Lawful.ELIGIBLE), lawful.count(Lawful.ASKS)


def _pools(row: ProposalRow) -> list[tuple[str, int | None, int, Any]]:
    """Return each pool that was asked for: its fit then, its fit now, and what the law says."""
    now = {it.pool: it.fit_ppm for it in row.pools}
    standing = {it.pool: it for it in row.eligibility}
    return [
        (it.pool, now.get(it.pool), it.fit_ppm, standing.get(it.pool)) for it in row.said.pools
    ]


def _reasons(row: ProposalRow, asking: Asking) -> Any:  # noqa: ANN401
    """Return what its own party is told: why, each review without a name, and how to appeal."""
    party = asking.visitor.party
    return kept_for_now(
        asking,
        f"reasons {row.proposal} {party}",
        lambda: asking.ask("allocation", "my-reasons", proposal=row.proposal, party=party),
    )


def _reviews(row: ProposalRow, call: CallRow, asking: Asking) -> Iterator[Mapping[str, Any]]:
    """Yield who was asked to review: names for those who share out, scores once they are told."""
    view, me = asking.world[AllocationView], asking.visitor.party
    for it in view.assignments.where(proposal=row.proposal):
        review = view.reviews.get((row.proposal, it.reviewer))
        named = of_panel(asking) or it.reviewer == me
        seen = review is not None and (call.plan is not None or it.reviewer == me)
        yield {
            "reviewer": it.reviewer if named else None,
            "given": review is not None,
            "score": review.score if review is not None and seen else None,
            "criteria": review.criteria if review is not None and seen else (),
            "ended": it.ended or (review.struck if review is not None else None),
            "position": (review.position if review is not None and seen else it.position)
            if named
            else None,
        }


def _planned(row: ProposalRow, call: CallRow, asking: Asking) -> Any:  # noqa: ANN401
    """Return why the plan that holds gives a proposal nothing, or less: the register's copy."""
    view = asking.world[AllocationView]
    plan = view.plans.get(call.plan) if call.plan is not None else None
    if plan is None:
        return None
    reasons = plan_kept(asking, plan).reasons
    return next((it for it in reasons if it.proposal == row.proposal), None)


PAGES: Final = (
    Page(
        path="/calls/{call}/proposals",
        title="Proposals of a call",
        template="allocating/proposals.html",
        audience=ALL,
        answer=in_call,
    ),
    Page(
        path="/proposals/{proposal}",
        title="A proposal",
        template="allocating/proposal.html",
        audience=ALL,
        answer=one,
        about=may_see,
        acts=proposals_acts.ACTS,
        looks=True,
    ),
)
