"""The page of a ruling: why it came out so, by which law, and what it would be on another day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from comptrol.domains.caps import CapsView, HoldId
from comptrol.domains.gate import (
    Answered,
    Explained,
    Order,
    OrderFile,
    Ruling,
    explained,
    ruling_on,
)
from comptrol.domains.law import (
    AccessRequest,
    DatedChange,
    Decision,
    OpenQuestion,
    Outcome,
    Rulebook,
    Rulebooks,
    RuleFinding,
    changes,
)
from comptrol.domains.screening import Match, ScreeningView
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.deciding import decided
from comptrol.entrypoints.console.pages.order_acts import ACTS
from comptrol.entrypoints.console.pages.orders import acting
from comptrol.entrypoints.console.pages.owning import Owning, drawn_owning, percent
from comptrol.entrypoints.console.pages.whose import (
    looks_after,
    order_of,
    sees_order,
)
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.outcomes import Stretch, outcomes
from comptrol.kernel.errors import ComptrolError, NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId

TRIALS_MAX: Final = 24
"""So many answers are tried out for a page; each is the whole ruling asked again."""
_SAYS: Final = {
    Outcome.ALLOW: "It is allowed.",
    Outcome.HOLD: "It is on hold until a person has answered what is open.",
    Outcome.REFUSE: "It is refused.",
}


def ruling(asking: Asking) -> Mapping[str, Any]:
    """Show a ruling whole, and beside it the same facts on another day where one is asked for."""
    file: OrderFile = asking.ask("gate", "order", order=asking.place["order"])
    order, stored = file.order, _stored(file, asking.place["position"])
    rulebook = _rulebook(asking, stored)
    in_force = stored.position == order.ruled_at
    whole = looks_after(asking.visitor) or asking.visitor.party == order.seller
    specification = stored.asked.specification
    return {
        "order": order,
        "ruling": stored,
        "in_force": in_force,
        "says": _SAYS[stored.outcome],
        "rulebook": rulebook,
        "dates": _dates(rulebook, stored.decision, asking.today),
        "compared": _compared(asking, order, stored),
        "known_at": asking.word("known_at") or stored.decision.known_at.isoformat(),
        "as_of": asking.word("as_of") or stored.decision.as_of.isoformat(),
        "screened": list(_screened(asking, order, stored)),
        "owning": [it for it in _owning(asking, order, stored) if it.above],
        "percent": percent,
        "hold": asking.world[CapsView].holds.get(HoldId(order.order)),
        "follows": _follows(asking, order, stored) if in_force else {},
        "notice": asking.ask("gate", "notice", order=order.order) if in_force else None,
        **decided(stored.decision, rulebook, specification, whole=whole),
        **acting(asking, file),
    }


def _stored(file: OrderFile, given: str) -> Ruling:
    found = next((it for it in file.rulings if str(it.position) == given), None)
    if found is None:
        known = ", ".join(str(it.position) for it in file.rulings)
        raise NotFoundError(
            f"order {file.order.order} has no ruling at {given[:20]!r}; it has: {known}"
        )
    return found


def _rulebook(asking: Asking, ruling: Ruling) -> Rulebook | None:
    return asking.world.reference(Rulebooks).of(Digest(ruling.rulebook_digest))


def _dates(rulebook: Rulebook | None, decision: Decision, today: date) -> list[tuple[date, str]]:
    """Return the days from which a rulebook says something else, with what, in order."""
    if rulebook is None:
        return []
    by_day: dict[date, list[DatedChange]] = {decision.as_of: [], today: []}
    for it in changes(rulebook):
        if it.on >= rulebook.first_day:
            by_day.setdefault(it.on, []).append(it)
    return [(day, _label(it)) for day, it in sorted(by_day.items())]


def _label(found: list[DatedChange]) -> str:
    if not found:
        return ""
    first, more = found[0], len(found) - 1
    told = f"{first.what}: {first.after}" if first.after else first.what
    return f"{told[:60]}{f', and {more} more' if more else ''}"


def _compared(asking: Asking, order: Order, stored: Ruling) -> Mapping[str, Any] | None:
    """Return what was ruled beside what the same comes to on the days that were asked for."""
    if not asking.word("as_of") and not asking.word("known_at"):
        return None
    try:
        found: Explained = asking.ask(
            "gate",
            "explained",
            order=order.order,
            ruling=stored.position,
            as_of=asking.word("as_of") or None,
            known_at=asking.word("known_at") or None,
        )
    except ComptrolError as error:
        return {"wrong": str(error)}
    return {
        "wrong": "",
        "found": found,
        "rows": list(_side_by_side(found.logged, found.again, found.now)),
        "answers": [found.logged, found.again, found.now],
    }


def _side_by_side(*decisions: Decision) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield each finding of any of them: part, rule, effect, and what each says of it."""
    for part in ("law", "policy", "pending"):
        sides = [_by_rule(getattr(one, part)) for one in decisions]
        for rule, effect in dict.fromkeys(key for side in sides for key in side):
            yield part, rule, effect, tuple(side.get((rule, effect), "") for side in sides)


def _by_rule(found: tuple[RuleFinding, ...]) -> Mapping[tuple[str, str], str]:
    said: dict[tuple[str, str], str] = {}
    for it in found:
        key = it.rule, it.effect.value
        said[key] = f"{said[key]} {it.detail}" if key in said else f"{it.status}: {it.detail}"
    return said


def _screened(
    asking: Asking, order: Order, stored: Ruling
) -> Iterator[tuple[PartyId, AccessRequest, list[tuple[Match, tuple[Any, ...]]], int | None]]:
    """Yield everybody who was judged, with what screening had found, and words compared."""
    view = asking.world[ScreeningView]
    for party, asked in zip(order.parties, (stored.asked, *stored.also), strict=False):
        known = view.standings.get(party)
        words = {it.entity_id: it.words for it in known.matches} if known is not None else {}
        matches = [(it, words.get(it.entity_id, ())) for it in asked.listings]
        yield party, asked, matches, known.position if known is not None else None


def _follows(asking: Asking, order: Order, stored: Ruling) -> Mapping[tuple[str, str], str]:
    """Return how the order would come out if one question were answered so, all else as it is."""
    found: dict[tuple[str, str], str] = {}
    for question in stored.decision.questions:
        for it in question.answers if question.blocking else ():
            if len(found) == TRIALS_MAX:
                return found
            found[question.id, it.answer] = _trial(asking, order, question, it.answer)
    return found


def _trial(asking: Asking, order: Order, question: OpenQuestion, answer: str) -> str:
    said = Answered(
        order=order.order,
        question=question.id,
        answer=answer,
        reason="What if it were so?",
        by="-",
    )
    try:
        judged = ruling_on(asking.world, order, known_at=asking.today, answering=said)
    except (ComptrolError, AssertionError):  # the rulebook in force is another, or not kept here
        return ""
    return judged.decision.outcome.value


def strip(asking: Asking) -> Chart:
    """Draw how the order would come out on every date of the rulebook."""
    order = order_of(asking)
    file: OrderFile = asking.ask("gate", "order", order=order.order)
    stored = _stored(file, asking.place["position"])
    rulebook = _rulebook(asking, stored)
    if rulebook is None:
        raise NotFoundError("the rulebook of that ruling is not kept here")
    asked: list[tuple[date, str, Explained]] = []
    for day, why in _dates(rulebook, stored.decision, asking.today):
        try:
            it = explained(
                asking.world, order=order.order, ruling=stored.position, as_of=day,
                known_at=asking.today,
            )  # fmt: skip
        except ComptrolError:  # nothing was known yet, or the law began later
            continue
        asked.append((day, why, it))
    if not asked:
        raise NotFoundError("no date of the rulebook could be asked for")
    title = f"Order {order.order} by the law of other days"
    return outcomes(title, tuple(_stretches(asked)), stored.decision.as_of, asked[-1][0])


def _stretches(asked: list[tuple[date, str, Explained]]) -> Iterator[Stretch]:
    lanes = (("facts of the ruling", "again"), ("facts as known now", "now"))
    for lane, name in lanes:
        begun: tuple[date, str, str] | None = None
        for day, why, it in asked:
            outcome = getattr(it, name).outcome.value
            if begun is not None and begun[1] != outcome:
                yield Stretch(lane=lane, outcome=begun[1], since=begun[0], until=day, why=begun[2])
                begun = None
            begun = begun or (day, outcome, why)
        if begun is not None:
            yield Stretch(lane=lane, outcome=begun[1], since=begun[0], until=None, why=begun[2])


def ownership(asking: Asking) -> Chart:
    """Draw who stands above the first party of the order that somebody owns."""
    order = order_of(asking)
    owned = (it for it in order.parties if Owning(asking, it, order.on).above)
    return drawn_owning(asking, next(owned, order.parties[0]), order.on)


def _owning(asking: Asking, order: Order, stored: Ruling) -> Iterator[Owning]:
    yield from (Owning(asking, it, stored.decision.as_of) for it in order.parties)


PAGES: Final = (
    Page(
        path="/orders/{order}/rulings/{position}",
        title="A ruling",
        template="gate/ruling.html",
        audience=frozenset({Audience.PARTY}),
        answer=ruling,
        charts={
            "outcomes": Drawing(title="The same order by the law of other days", draw=strip),
            "ownership": Drawing(title="Who stands above the end user", draw=ownership),
        },
        acts=ACTS,
        about=sees_order,
        looks=True,
    ),
)
