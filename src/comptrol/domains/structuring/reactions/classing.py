"""Does the class of what is ordered hang on a hair? (scenario family: margin)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.chips import (
    ChipsView,
    Model,
    ModelId,
    Specification,
    specification_of,
)
from comptrol.domains.gate import Order
from comptrol.domains.law import Classification, adopted_rulebook, classify
from comptrol.domains.structuring.formulas import Hinge, hinges
from comptrol.domains.structuring.reactions.seeing import Seen, alarm
from comptrol.domains.structuring.statements import Margin
from comptrol.kernel.quantity import plain
from comptrol.kernel.view import World

_PLACES: Final = 4
_BENIGN: Final = (
    "a part for consumers, sold as such, that somebody needs many of",
    "a part that was designed to stay below the line, as law allows",
    "a number that was mistyped in the description of the part",
)


def margin_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield parts that are ordered in numbers, and whose class hangs on a hair.

    What was only asked for counts too, and whatever the ruling. Nobody is looked at who orders
    few: what a person buys for itself is nobody's business here.
    """
    how, rulebook = seen.policy.margin, adopted_rulebook(world)
    on = seen.said.until - timedelta(days=1)
    if how is None or rulebook is None or on < rulebook.first_day:
        return

    def classed(it: Specification) -> Classification:
        return classify(it, on, rulebook, known_at=on)

    for (name, whose), orders in sorted(_ordered(seen).items()):
        known = world[ChipsView].models.get(ModelId(name))
        if known is None or sum(it.chips for it in orders) < how.chips_min:
            continue
        chip = specification_of(known)
        found = hinges(chip, known.tpp_published, how.within_bp, classed)
        if found:
            told = (
                f"{known.model} is {classed(chip).item_class} by its numbers: TPP "
                f"{plain(known.tpp)}, {_density(known)}. "
                f"{' '.join(_told(it, how, known) for it in found)}"
            )
            yield _hanging(seen, known, whose, orders, told)


def _ordered(seen: Seen) -> dict[tuple[str, str], list[Order]]:
    """Return who has ordered what of late, by part and by end user, or by the group of that one.

    Of late is as long ago as a look reads; the last order is of the days that are looked at.
    """
    first = {it: one.group.members[0] for one in seen.gatherings for it in one.group.members}
    asked: dict[tuple[str, str], list[Order]] = {}
    for order in seen.orders.values():
        if order.under is None:
            whose = first.get(order.parties[0], order.parties[0])
            asked.setdefault((order.model, whose), []).append(order)
    return {it: own for it, own in asked.items() if max(o.on for o in own) >= seen.said.since}


def _hanging(seen: Seen, known: Model, whose: str, orders: list[Order], told: str) -> Raised:
    buyers = sorted({it.parties[0] for it in orders})
    them = whose if buyers == [whose] else f"{len(buyers)} linked parties"
    return alarm(
        seen,
        "margin",
        f"{known.model}:{whose}@{seen.month}",
        Strength.WEAK,
        f"{told} Of them {them} ordered {sum(it.chips for it in orders)} by {seen.said.until}.",
        _BENIGN,
        positions=(known.described_at, *sorted(it.position for it in orders)),
        parties=(known.described_by, *buyers),
    )


def _told(found: tuple[Hinge, Classification], how: Margin, known: Model) -> str:
    hinge, other = found
    if hinge is Hinge.MARGIN:
        return f"{how.within_bp} basis points higher it would be {other.item_class}."
    if hinge is Hinge.PRINTED:
        printed = plain(known.tpp_published or known.tpp)
        return f"By the TPP of {printed} that is printed it would be {other.item_class}."
    return f"It is said not to be for datacenters; if it were, it would be {other.item_class}."


def _density(known: Model) -> str:
    density = known.performance_density
    return (
        "no density is known" if density is None else f"density {plain(round(density, _PLACES))}"
    )
