"""A ruling asked for again: by the law of another day, by what was known then or is now.

Nothing is rewritten. The ruling in the log stands; beside it stands what the same facts come to on
other days, and what the facts come to as the log knows them now.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from comptrol.domains.gate.formulas import carried
from comptrol.domains.gate.queries.ruling import FROM_THE_SELLER, chain_decision, ruling_on
from comptrol.domains.gate.statements import OrderId
from comptrol.domains.gate.view import GateView, Order, Ruling, ruling_at
from comptrol.domains.law import (
    AccessRequest,
    Decision,
    LawView,
    Rulebooks,
    adopted_rulebook,
    adoption_before,
    stance,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Position
from comptrol.kernel.view import World


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One ruling, and the same question asked again for a pair of days."""

    order: OrderId
    ruling: int
    """The position of the ruling in the log."""
    as_of: date
    known_at: date
    logged: Decision
    """As it stands in the log."""
    again: Decision
    """The facts and the rulebook of the ruling, for these days."""
    now: Decision
    """The facts, the rulebook and the limits that the log knows now, for these days."""
    facts_changed: tuple[str, ...]
    """Which facts the log knows otherwise now, by their names in a request."""
    differences: tuple[str, ...]
    """What the second answer says otherwise than the logged one, and the third than the second."""


def explained(
    world: World,
    *,
    order: OrderId,
    ruling: Position | None = None,
    as_of: date | None = None,
    known_at: date | None = None,
) -> Explained:
    """Ask for a stored ruling again, for any pair of dates; by default for its own.

    Without a position it is the ruling in force. Explained by its own dates, a ruling comes out
    as it was logged.
    """
    found, stored = _stored(world, order, ruling)
    logged = stored.decision
    days = {"as_of": as_of or logged.as_of, "known_at": known_at or logged.known_at}
    again = _again(world, found, stored, **days)
    if adopted_rulebook(world) is None:
        raise UnavailableError("the adopted rulebook is not kept here: see the folder rulebooks")
    anew = ruling_on(world, found, on=days["as_of"], known_at=days["known_at"])
    asked, now = anew.asked, anew.decision
    return Explained(
        order=order,
        ruling=stored.position,
        **days,
        logged=logged,
        again=again,
        now=now,
        facts_changed=tuple(_changed(stored.asked, asked)),
        differences=(
            *(f"for these days: {it}" for it in _differences(logged, again)),
            *(f"as known now: {it}" for it in _differences(again, now)),
        ),
    )


def _stored(world: World, name: OrderId, ruling: int | None) -> tuple[Order, Ruling]:
    view = world[GateView]
    found = view.orders.get(name)
    if found is None:
        raise NotFoundError(f"no order {name!r} has been made")
    position = ruling if ruling is not None else found.ruled_at
    stored = ruling_at(view, name, position)
    if stored is None:
        known = ", ".join(str(it.position) for it in view.rulings.where(order=name))
        raise NotFoundError(f"order {name} has no ruling at {position}; it has: {known}")
    return found, stored


def _again(world: World, found: Order, stored: Ruling, *, as_of: date, known_at: date) -> Decision:
    """Judge what was judged, by the rulebook and the stance of the ruling."""
    rulebook = world.reference(Rulebooks).of(Digest(stored.rulebook_digest))
    if rulebook is None:
        raise UnavailableError(f"the rulebook {stored.rulebook_digest} is not kept here")
    again = chain_decision(
        found.parties,
        (stored.asked, *stored.also),
        rulebook,
        world.reference(Countries),
        [as_of, known_at],
        stance(adoption_before(world[LawView], stored.position)),
    )
    return carried(stored.decision, again, (FROM_THE_SELLER,))


def _changed(before: AccessRequest, after: AccessRequest) -> Iterator[str]:
    """Yield the names of facts that differ, a part of a fact by its own name."""
    for field in before.__struct_fields__:
        one, other = getattr(before, field), getattr(after, field)
        if one == other:
            continue
        if isinstance(one, msgspec.Struct) and isinstance(other, msgspec.Struct):
            yield from (
                f"{field}.{part}"
                for part in one.__struct_fields__
                if getattr(one, part) != getattr(other, part)
            )
        else:
            yield field


def _differences(one: Decision, other: Decision) -> Iterator[str]:
    """Yield in sentences what the other answer says otherwise."""
    if one.outcome is not other.outcome:
        yield f"the outcome is {other.outcome.value}, not {one.outcome.value}"
    if one.classification.item_class != other.classification.item_class:
        classes = (other.classification.item_class, one.classification.item_class)
        yield "the class is {}, not {}".format(*classes)
    for part in ("law", "policy", "pending"):
        before = {(it.rule, it.effect.value): it for it in getattr(one, part)}
        after = {(it.rule, it.effect.value): it for it in getattr(other, part)}
        for gone in sorted(before.keys() - after.keys()):
            yield f"{part}: no longer {gone[0]} {gone[1]}: {before[gone].detail}"
        for new in sorted(after.keys() - before.keys()):
            yield f"{part}: now {new[0]} {new[1]}: {after[new].detail}"
    asked = ({it.id for it in one.questions}, {it.id for it in other.questions})
    yield from (f"no longer asks {it}" for it in sorted(asked[0] - asked[1]))
    yield from (f"now asks {it}" for it in sorted(asked[1] - asked[0]))
