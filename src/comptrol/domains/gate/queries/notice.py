"""What a customer is told of a ruling: in plain words, with rule, evidence and how to appeal."""

from collections.abc import Iterator

import msgspec

from comptrol.domains.gate.formulas import OVERRIDE
from comptrol.domains.gate.queries.standing import GROUNDS, ruling_in_force
from comptrol.domains.gate.statements import OrderId, Suspended, Through
from comptrol.domains.gate.view import GateView, Order, Ruling, Stage, Suspension
from comptrol.domains.law import Decision, Effect, Outcome, RuleFinding
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import AUTHORITY
from comptrol.kernel.statement import kind
from comptrol.kernel.view import World


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """One reason: what it rests on, whether that is law or the operator's policy, and where."""

    text: str
    rests_on: str
    rule: str
    citation: str


class OrderNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice to the customer of an order."""

    order: OrderId
    to: PartyId
    outcome: Outcome
    text: tuple[str, ...]
    """Plain sentences, in order: what was asked and how it stands, why, what is open, the ways."""
    grounds: tuple[Ground, ...]
    open_questions: tuple[str, ...]
    ways: tuple[str, ...]
    """What can be done, and what an appeal came to: the last sentences of the text."""
    evidence: tuple[int, ...]
    """Positions of the log: the order, its ruling, and what people answered."""
    ruling: int
    rulebook_digest: str


def notice(world: World, *, order: OrderId) -> OrderNotice:
    """Return what the customer of an order is told of the ruling in force.

    It names rules and entries of the log, and nobody who reviewed: only their titles stand there.
    """
    view = world[GateView]
    found = view.orders.get(order)
    ruling = ruling_in_force(world, found) if found is not None else None
    if found is None or ruling is None:
        raise NotFoundError(f"no order {order!r} has been ruled on")
    decided = [
        *(it.position for it in view.answers.where(order=order)),
        *(it.position for it in view.overrides.where(order=order)),
        *(it.position for it in view.appeals.where(order=order)),
    ]
    suspended = found.stage is Stage.SUSPENDED
    suspension = view.suspensions.get(order) if suspended else None
    stood = [] if suspension is None else [suspension.position]
    decision = ruling.decision
    grounds = (*_suspended(world, found, suspension), *_grounds(decision))
    questions = tuple(it.text for it in decision.questions if it.blocking)
    ways = tuple(_ways(world, found, ruling))
    return OrderNotice(
        order=order,
        to=found.customer,
        outcome=decision.outcome,
        text=(
            _asked(found),
            *_stands(found, decision),
            *(f"{it.text} ({it.rests_on}: {it.citation})" for it in grounds),
            *(f"Open: {it}" for it in questions),
            *ways,
        ),
        grounds=grounds,
        open_questions=questions,
        ways=ways,
        evidence=(found.position, *sorted([*decided, *stood]), ruling.position),
        ruling=ruling.position,
        rulebook_digest=ruling.rulebook_digest,
    )


_SAYS = {
    Outcome.ALLOW: "It is allowed.",
    Outcome.HOLD: "It is on hold until a person has answered what is open.",
    Outcome.REFUSE: "It is refused.",
}


_RESTRAINED = "A decided case restrains it: it may not go on until that ends, or is undone."


_IDLE = {
    Stage.SUSPENDED: "It is suspended: nothing may run or go under it until it is let go on.",
    Stage.LAPSED: "Nobody took it up in time: it has lapsed, and holds nothing any more.",
    Stage.ENDED: "It is over.",
}


def _asked(order: Order) -> str:
    what = "buy" if order.door is Through.SALE else "rent"
    asked = f"{order.seller} asked on {order.logged_at.date()} to let {order.customer} {what}"
    return f"{asked} {order.chips} {order.model}: order {order.order}."


def _stands(order: Order, decision: Decision) -> Iterator[str]:
    """Yield how an order was ruled, and what has become of it since."""
    restrained = any(it.effect is Effect.RESTRAINED for it in decision.policy)
    idle = _IDLE.get(order.stage)
    if restrained and decision.outcome is Outcome.HOLD:
        yield _RESTRAINED
    elif idle is not None and decision.outcome is Outcome.ALLOW:
        yield "It was allowed."
    else:
        yield _SAYS[decision.outcome]
    if idle is not None:
        yield idle
    if order.stop:
        yield "It was let through before, and has to stop."


def _suspended(world: World, order: Order, found: Suspension | None) -> Iterator[Ground]:
    """Yield why an order is suspended. Whoever looks after the gate is told by office."""
    if found is None:
        return
    office = "a reviewer"
    if found.by == order.seller:
        office = f"its seller, {order.seller}"
    elif may(world[PartiesView], found.by, AUTHORITY):
        office = "the authority"
    yield Ground(
        text=f"It was suspended by {office} on {found.logged_at.date()}: {found.reason}",
        rests_on="suspension",
        rule=kind(Suspended),
        citation=f"entry {found.position} of the log",
    )


def _ways(world: World, order: Order, ruling: Ruling) -> Iterator[str]:
    """Yield what an appeal came to, and what can be done about a ruling and about a suspension."""
    appeals = tuple(world[GateView].appeals.where(order=order.order))
    for it in appeals:
        if it.granted is not None:
            yield f"Your appeal was {'granted' if it.granted else 'dismissed'}: {it.reason}"
    if order.stage is Stage.SUSPENDED:
        own = order.suspended_by == order.seller
        whom = "its seller, a reviewer or the authority" if own else "a reviewer or the authority"
        yield (
            f"A suspension ends when {whom} lets the order go on (gate.resumed/1); it is ruled "
            "anew then. It is no ruling, so no appeal is made against it: write to whoever "
            "suspended it, with what answers the reason."
        )
    elif order.stage is Stage.LAPSED:
        yield "The seller may ask again, with a new order."
    answered = any(it.ruling == ruling.position for it in appeals)
    if ruling.outcome is not Outcome.ALLOW and not answered:
        yield (
            f"You, or the seller for you, may appeal: say why the ruling at position "
            f"{ruling.position} is wrong, on the page of order {order.order} or, from a program, "
            "by gate.appealed/1. A reviewer who had no part in it decides; the decision and its "
            "reasons are logged."
        )


def _grounds(decision: Decision) -> list[Ground]:
    if decision.outcome is Outcome.ALLOW:
        return []
    parts = (("law", decision.law), ("operator policy", decision.policy))
    return [
        _ground(it, rests_on)
        for rests_on, part in parts
        for it in part
        if it.effect in GROUNDS or it.rule == OVERRIDE
    ]


def _ground(finding: RuleFinding, rests_on: str) -> Ground:
    """Return a reason as a customer is told it: no balance of others, no word of reviewers."""
    on, text = "guidance" if finding.status == "guidance" else rests_on, finding.detail
    if finding.rule.startswith("cap:"):
        text = f"The cap {finding.rule.removeprefix('cap:')} has no room for it."
    elif finding.rule == OVERRIDE:
        text = "Two reviewers decided so; their reasons are in the log."
    return Ground(text=text, rests_on=on, rule=finding.rule, citation=finding.citation)
