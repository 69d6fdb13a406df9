"""What a customer is told of a ruling: in plain words, with rule, evidence and how to appeal."""

import msgspec

from comptrol.domains.gate.formulas import OVERRIDE
from comptrol.domains.gate.queries.standing import GROUNDS, ruling_in_force
from comptrol.domains.gate.statements import OrderId, Through
from comptrol.domains.gate.view import GateView, Order
from comptrol.domains.law import Decision, Effect, Outcome, RuleFinding
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
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
    """Plain sentences, in order: what was asked, how it was ruled, what follows, how to appeal."""
    grounds: tuple[Ground, ...]
    open_questions: tuple[str, ...]
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
    decided = sorted(
        [
            *(it.position for it in view.answers.where(order=order)),
            *(it.position for it in view.overrides.where(order=order)),
            *(it.position for it in view.appeals.where(order=order)),
        ]
    )
    decision = ruling.decision
    return OrderNotice(
        order=order,
        to=found.customer,
        outcome=decision.outcome,
        text=_text(world, found, decision, ruling.position),
        grounds=tuple(_grounds(decision)),
        open_questions=tuple(it.text for it in decision.questions if it.blocking),
        evidence=(found.position, *decided, ruling.position),
        ruling=ruling.position,
        rulebook_digest=ruling.rulebook_digest,
    )


_SAYS = {
    Outcome.ALLOW: "It is allowed.",
    Outcome.HOLD: "It is on hold until a person has answered what is open.",
    Outcome.REFUSE: "It is refused.",
}


_RESTRAINED = "A decided case restrains it: it may not go on until that ends, or is undone."


def _text(world: World, order: Order, decision: Decision, ruling: int) -> tuple[str, ...]:
    what = "buy" if order.door is Through.SALE else "rent"
    asked = f"{order.seller} asked on {order.logged_at.date()} to let {order.customer} {what}"
    restrained = any(it.effect is Effect.RESTRAINED for it in decision.policy)
    held = restrained and decision.outcome is Outcome.HOLD
    says = _RESTRAINED if held else _SAYS[decision.outcome]
    lines = [f"{asked} {order.chips} {order.model}: order {order.order}.", says]
    if order.stop:
        lines.append("It was let through before, and has to stop.")
    lines += [f"{it.text} ({it.rests_on}: {it.citation})" for it in _grounds(decision)]
    lines += [f"Open: {it.text}" for it in decision.questions if it.blocking]
    appeals = tuple(world[GateView].appeals.where(order=order.order))
    lines += [
        f"Your appeal was {'granted' if it.granted else 'dismissed'}: {it.reason}"
        for it in appeals
        if it.granted is not None
    ]
    if decision.outcome is not Outcome.ALLOW and not any(it.ruling == ruling for it in appeals):
        lines.append(
            f"You, or the seller for you, may appeal: say why the ruling at position {ruling} is "
            f"wrong, on the page of order {order.order} or, from a program, by gate.appealed/1. A "
            "reviewer who had no part in it decides; the decision and its reasons are logged."
        )
    return tuple(lines)


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
