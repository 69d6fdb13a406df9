"""Who may answer, override and appeal, and who may not because of a part they had."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.gate.checks.confirmed import check_confirmed_listings
from comptrol.domains.gate.checks.ordering import check_rulebook
from comptrol.domains.gate.formulas import law_against
from comptrol.domains.gate.queries import ruling_in_force, ruling_on
from comptrol.domains.gate.refusals import GateRefusal
from comptrol.domains.gate.statements import (
    Answered,
    AppealDecided,
    Appealed,
    OrderId,
    OverrideAgreed,
    OverrideAsked,
    Rechecked,
    TiersSet,
)
from comptrol.domains.gate.view import OVER, GateView, Order, rulings_on
from comptrol.domains.law import Effect, LawView, Outcome, adopted, adopted_rulebook
from comptrol.domains.parties import PartiesView, group
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_answered(said: Answered, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why somebody cannot answer a question."""
    yield from check_rulebook(world)
    order = _ruled(said.order, world)
    if order is None:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if entry.signer in _sides(world, order):
        yield Finding.of(GateRefusal.OWN_ORDER, entry.signer)
    asked = open_questions(world, order)
    if said.question not in asked:
        yield Finding.of(GateRefusal.NOT_ASKED, f"{said.question}; open: {sorted(asked)}")
        return
    yield from _check_answer(said, order, entry, world)


def _check_answer(
    said: Answered, order: Order, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    on = max(order.on, entry.logged_at.date())
    yield from check_confirmed_listings(said, order, on, world)
    if adopted_rulebook(world) is None:
        return
    try:
        ruling_on(world, order, known_at=entry.logged_at.date(), answering=said)
    except UnreadableError as error:
        yield Finding.of(GateRefusal.NO_SUCH_ANSWER, str(error))


def open_questions(world: World, order: Order) -> set[str]:
    """Return what may be answered: what the rulings ask, and what was answered before."""
    view, answered = world[GateView], set[str]()
    answered |= {given.question for given in view.answers.where(order=order.order)}
    ruling = ruling_in_force(world, order)
    assert ruling is not None, "only a ruling asks"
    rulings = [ruling]
    if order.pending is not None:
        every = rulings_on(view, order.order)
        rulings += [it for it in every if it.amendment == order.pending]
    return answered | {it.id for one in rulings for it in one.decision.questions}


def check_override_asked(
    said: OverrideAsked, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Yield every reason why an override cannot be asked for."""
    order = _ruled(said.order, world)
    if order is None:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if entry.signer in _sides(world, order):
        yield Finding.of(GateRefusal.OWN_ORDER, entry.signer)
    if order.stage in OVER:
        yield Finding.of(GateRefusal.NOT_STANDING, f"{order.order} is {order.stage.value}")
    waits = next(world[GateView].overrides.where(order=said.order, open=True), None)
    if waits is not None and waits.ruling == order.ruled_at:
        yield Finding.of(GateRefusal.OVERRIDE_OPEN, said.order)
    if said.outcome is order.outcome:
        yield Finding.of(GateRefusal.NO_CHANGE, f"it is {said.outcome.value} already")
    yield from _check_law(said.outcome, order, world)


def check_override_agreed(
    said: OverrideAgreed, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Yield every reason why an override cannot be agreed to: above all by the one who asked."""
    yield from check_rulebook(world)
    order = _ruled(said.order, world)
    asked = next(world[GateView].overrides.where(order=said.order, open=True), None)
    if order is None or asked is None:
        yield Finding.of(GateRefusal.NO_OVERRIDE, said.order)
        return
    if entry.signer in _sides(world, order):
        yield Finding.of(GateRefusal.OWN_ORDER, entry.signer)
    if entry.signer == asked.asker:
        yield Finding.of(GateRefusal.SAME_PERSON, entry.signer)
    larger = order.chips > asked.chips or (order.length_s or 0) > (asked.length_s or 0)
    if asked.ruling != order.ruled_at or larger or order.parties != asked.parties:
        detail = f"the ruling at position {asked.ruling}, {asked.chips} chips"
        yield Finding.of(GateRefusal.OVERTAKEN, detail)
    if order.stage in OVER:
        yield Finding.of(GateRefusal.NOT_STANDING, f"{order.order} is {order.stage.value}")
    yield from _check_law(asked.outcome, order, world)


def _check_law(outcome: Outcome, order: Order, world: World) -> Iterator[Finding]:
    ruling = ruling_in_force(world, order)
    assert ruling is not None, "an order was ruled on"
    against = law_against(ruling.decision)
    if outcome is Outcome.ALLOW and against:
        yield Finding.of(GateRefusal.AGAINST_LAW, ", ".join(against)[:400])
    cases = [it.rule for it in ruling.decision.policy if it.effect is Effect.RESTRAINED]
    if outcome is Outcome.ALLOW and cases:
        yield Finding.of(GateRefusal.RESTRAINED, ", ".join(sorted(set(cases))))


def check_appealed(said: Appealed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason why an appeal cannot be made."""
    order = _ruled(said.order, world)
    if order is None or entry.signer not in {order.seller, *order.parties}:
        yield Finding.of(GateRefusal.UNKNOWN_ORDER, said.order)
        return
    if order.outcome is Outcome.ALLOW and order.pending is None:
        yield Finding.of(GateRefusal.NOTHING_TO_APPEAL, f"{order.order} is allowed")
    before = tuple(world[GateView].appeals.where(order=said.order))
    if any(it.open for it in before):
        yield Finding.of(GateRefusal.APPEAL_OPEN, said.order)
    elif any(it.ruling == order.ruled_at for it in before):
        yield Finding.of(GateRefusal.APPEALED, f"the ruling at position {order.ruled_at}")


def check_appeal_decided(
    said: AppealDecided, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Yield every reason why somebody cannot decide an appeal: above all a part in the ruling."""
    yield from check_rulebook(world)
    order = _ruled(said.order, world)
    appeal = next(world[GateView].appeals.where(order=said.order, open=True), None)
    if order is None or appeal is None:
        yield Finding.of(GateRefusal.NO_APPEAL, said.order)
        return
    if entry.signer in _sides(world, order):
        yield Finding.of(GateRefusal.OWN_ORDER, entry.signer)
    if entry.signer in _had_a_part(world, order):
        yield Finding.of(GateRefusal.SAME_PERSON, entry.signer)
    if said.answers and not said.granted:
        yield Finding.of(GateRefusal.NO_CHANGE, "what is not granted answers nothing anew")
        return
    asked = open_questions(world, order)
    for given in said.answers:
        if given.question not in asked:
            yield Finding.of(GateRefusal.NOT_ASKED, f"{given.question}; open: {sorted(asked)}")
            continue
        anew = Answered(
            order=said.order,
            question=given.question,
            answer=given.answer,
            reason=said.reason,
            by=said.by,
        )
        yield from _check_answer(anew, order, entry, world)


def _had_a_part(world: World, order: Order) -> set[PartyId]:
    """Return the reviewers who answered, overrode or decided an appeal of this order before."""
    return {it.party for it in world[GateView].parts.where(order=order.order)}


def check_rechecked(said: Rechecked, world: World) -> Iterator[Finding]:
    """Yield why orders cannot be judged again."""
    yield from check_rulebook(world)
    found = adopted(world[LawView])
    if found is not None and found.rulebook != said.rulebook:
        detail = f"{said.rulebook}; adopted is {found.rulebook}"
        yield Finding.of(GateRefusal.OTHER_RULEBOOK, detail)


ASKED_BY_TIERS: Final = "policy.known"


def check_tiers(said: TiersSet, world: World) -> Iterator[Finding]:
    """Yield why tiers cannot be set: each is wider than the one before it, in no limit smaller."""
    rulebook = adopted_rulebook(world)
    if said.tiers and (rulebook is None or ASKED_BY_TIERS not in rulebook.questions):
        yield Finding.of(GateRefusal.NOBODY_TO_ASK, ASKED_BY_TIERS)
    for lower, upper in zip(said.tiers, said.tiers[1:], strict=False):
        for field in ("chips", "chip_hours"):
            low, high = getattr(lower, field), getattr(upper, field)
            if high is not None and (low is None or low > high):
                before = "no limit" if low is None else low
                detail = f"{upper.name} has {field} {high}, {lower.name} before it {before}"
                yield Finding.of(GateRefusal.TIERS_TURNED_ROUND, detail)


def _sides(world: World, order: Order) -> set[PartyId]:
    """Return everybody whom an order concerns, and all who belong to them."""
    view = world[PartiesView]
    return {it for side in (order.seller, *order.parties) for it in group(view, side)}


def _ruled(name: OrderId, world: World) -> Order | None:
    order = world[GateView].orders.get(name)
    return order if order is not None and order.ruled_at is not None else None
