"""What can be said of a proposal: by its applicant, by reviewers, and by those who share out."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.allocation import (
    Adjusted,
    AllocationView,
    AppealDecided,
    Appealed,
    Assigned,
    CallRow,
    EligibilitySettled,
    Lawful,
    NeedReviewed,
    ProposalId,
    ProposalRow,
    Recused,
    Reviewed,
    ReviewStruck,
    State,
    Withdrawn,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.rounds.panel import may_say, own
from comptrol.kernel.statement import Statement


def _of_proposal(asking: Asking) -> Mapping[str, Any]:
    return {"proposal": asking.place["proposal"]}


def _rows(asking: Asking) -> tuple[ProposalRow, CallRow] | None:
    """Return the proposal and its call, where there is anything left to say of it."""
    view = asking.world[AllocationView]
    row = view.proposals.get(ProposalId(asking.place["proposal"]))
    call = view.calls.get(row.call) if row is not None else None
    if row is None or call is None or row.state is State.WITHDRAWN or call.ended_at is not None:
        return None
    return row, call


def _by_others(statement: type[Statement], asking: Asking) -> bool:
    """Tell whether somebody of the right role, who is not the applicant, could say this."""
    found = _rows(asking)
    return found is not None and may_say(statement)(asking) and not own(asking, found[0])


def _yours(asking: Asking) -> bool:
    found = _rows(asking)
    return found is not None and own(asking, found[0])


def _may_appeal(asking: Asking) -> bool:
    found = _rows(asking)
    if found is None or not own(asking, found[0]) or found[1].plan is None:
        return False
    view, name = asking.world[AllocationView], found[0].proposal
    told = [it for it in (view.notices.get(name), view.awards.get(name)) if it is not None]
    last = max(told, key=lambda it: it.position, default=None)
    against = (it.against for it in view.appeals.where(proposal=name))
    return (
        last is not None
        and asking.today <= last.appeal_until
        and found[1].plan not in set(against)
    )


def _appeal_open(asking: Asking) -> bool:
    name = asking.place["proposal"]
    waits = asking.world[AllocationView].appeals.where(proposal=name, open=True, limit=1)
    return _by_others(AppealDecided, asking) and any(True for _ in waits)


def _assigned(asking: Asking) -> bool:
    """Tell whether the visitor was asked to review this, and has not left it."""
    row = asking.world[AllocationView].assignments.get(
        (asking.place["proposal"], asking.visitor.party or "")
    )
    return row is not None and row.ended is None and _by_others(Recused, asking)


def _to_review(asking: Asking) -> bool:
    key = (asking.place["proposal"], asking.visitor.party or "")
    return _assigned(asking) and asking.world[AllocationView].reviews.get(key) is None


def _asks(asking: Asking) -> bool:
    found = _rows(asking)
    return (
        found is not None
        and _by_others(EligibilitySettled, asking)
        and any(it.lawful is Lawful.ASKS or it.settled_by for it in found[0].eligibility)
    )


def _needs(asking: Asking) -> bool:
    found = _rows(asking)
    closed = found is not None and asking.today > found[1].said.closes
    return (
        found is not None
        and closed
        and not found[1].scores_seen
        and _by_others(NeedReviewed, asking)
    )


def _to_assign(asking: Asking) -> bool:
    found = _rows(asking)
    return (
        found is not None and found[1].plan is None and _by_others(Assigned, asking)
    ) and asking.today > found[1].said.closes


def _reviewed(asking: Asking) -> bool:
    rows = asking.world[AllocationView].assignments.where(proposal=asking.place["proposal"])
    return _by_others(ReviewStruck, asking) and any(it.ended is None for it in rows)


def _plan_of(asking: Asking) -> str | None:
    """Return the newest plan of the call, against which somebody would adjust."""
    found = _rows(asking)
    if found is None:
        return None
    rows = asking.world[AllocationView].plans.where(call=found[1].call)
    newest = max(rows, key=lambda it: it.position, default=None)
    return newest.plan if newest is not None else None


def _adjusting(asking: Asking) -> Mapping[str, Any]:
    found = _rows(asking)
    call = found[1].call if found is not None else ""
    return {**_of_proposal(asking), "call": call, "plan": _plan_of(asking)}


ACTS: Final = (
    Act(
        name="appeal",
        label="Appeal",
        statement=Appealed,
        fields=("ground", "grounds"),
        told="Somebody who had no part in the decision decides. Your words are not in the log: "
        "give their SHA-256 if there are any, and hand them in sealed, with comptrol seal.",
        given=_of_proposal,
        shown=_may_appeal,
    ),
    Act(
        name="withdraw",
        label="Take it back",
        statement=Withdrawn,
        fields=(),
        told="The proposal is compared no more; an award ends with the next month.",
        given=_of_proposal,
        shown=_yours,
    ),
    Act(
        name="review",
        label="Review",
        statement=Reviewed,
        fields=("score", "criteria", "text"),
        told="Points from 0 to 100, with one decimal at most. Criteria are "
        '[{"criterion": "excellence", "score": "80"}]; the words stay outside, the log has their '
        "SHA-256. The applicant reads them without your name.",
        given=_of_proposal,
        shown=_to_review,
    ),
    Act(
        name="recuse",
        label="Declare an interest, and leave it to others",
        statement=Recused,
        fields=("ground",),
        told="A review that you gave counts no more.",
        given=_of_proposal,
        shown=_assigned,
    ),
    Act(
        name="settle",
        label="Answer what the law leaves to people",
        statement=EligibilitySettled,
        fields=("pool", "eligible", "reason", "by"),
        told="For one pool. Nobody is named in the reason.",
        given=_of_proposal,
        shown=_asks,
    ),
    Act(
        name="need",
        label="Say what it needs",
        statement=NeedReviewed,
        fields=("need_h100e_hours", "least_fraction_ppm", "pools", "reasons", "by"),
        told='A need is trimmed, never raised. Pools are [{"pool": "NAME", "fit_ppm": 1000000}].',
        given=_of_proposal,
        shown=_needs,
    ),
    Act(
        name="assign",
        label="Ask reviewers",
        statement=Assigned,
        fields=("reviewers",),
        told="Nobody who has a part in it is asked. For all proposals at once: "
        "comptrol allocate assign.",
        given=_of_proposal,
        shown=_to_assign,
    ),
    Act(
        name="strike",
        label="Strike a review",
        statement=ReviewStruck,
        fields=("reviewer", "ground", "reason", "by"),
        told="By somebody who turned out to have a part in the matter.",
        given=_of_proposal,
        shown=_reviewed,
    ),
    Act(
        name="adjust",
        label="Decide against the plan",
        statement=Adjusted,
        fields=("awarded", "value_cost", "reason", "by"),
        told="It takes two people, and its price is published: the worth of the newest plan less "
        "the best worth with this settled, as the what-if page works it out.",
        given=_adjusting,
        shown=lambda asking: _by_others(Adjusted, asking) and _plan_of(asking) is not None,
    ),
    Act(
        name="decide-appeal",
        label="Decide the appeal",
        statement=AppealDecided,
        fields=("granted", "remedy", "reason", "by"),
        told="Granted, the plan is made again; a remedy says what changes, such as "
        '{"least_fraction_ppm": 300000}, {"eligible": ["POOL"]} or {"strikes": ["REVIEWER"]}.',
        given=_of_proposal,
        shown=_appeal_open,
    ),
)
