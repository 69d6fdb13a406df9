"""What would a rule have changed in the accounts: chips that come or not, by country and chip?

From the two sides of the lab. What is refused does not come; what is held may or may not, so its
effect has two ends. On the axis of territory a sale counts where it goes; on the axis of access
both a sale and a rental count for the nationality of whoever asked. The axes are never added.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from comptrol.domains.accounts import Axis
from comptrol.domains.law import AccessRequest, Outcome
from comptrol.flow.lab import Posed, Side
from comptrol.kernel.countries import Countries

UNKNOWN = "unknown"


class Judged(NamedTuple):
    """A request, and what two sides say of it."""

    asked: AccessRequest
    before: Outcome
    after: Outcome


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What another rule changes on one axis for one country and chip, in chips; either sign."""

    axis: Axis
    country: str
    chip: str
    requests: int
    chips_low: int
    chips_high: int


def last_of_each(posed: Iterable[Posed]) -> tuple[Posed, ...]:
    """Return the last ruling of each order: one that was ruled on again counts once."""
    found: dict[str, Posed] = {}
    for it in posed:
        found[it.id.rpartition(" at ")[0] or it.id] = it
    return tuple(found.values())


def judged(
    posed: Iterable[Posed], sides: tuple[Side, Side], countries: Countries
) -> Iterator[Judged]:
    """Yield every request with the outcomes of both sides."""
    for it in posed:
        before, after = (side.judge(it.asked, it.as_of, countries).outcome for side in sides)
        yield Judged(it.asked, before, after)


def effects(found: Iterable[Judged]) -> tuple[Effect, ...]:
    """Return what changes by axis, country and chip; what both sides say alike changes nothing."""
    sums: dict[tuple[Axis, str, str], list[int]] = {}
    for it in found:
        if it.before is it.after:
            continue
        quantity = it.asked.item.quantity
        low, high = ends(it.before, it.after, quantity)
        chip = it.asked.item.chip or it.asked.chips.name
        for axis, country in _places(it.asked):
            known = sums.setdefault((axis, country, chip), [0, 0, 0])
            for place, number in enumerate((1, low, high)):
                known[place] += number
    return tuple(
        Effect(axis=axis, country=country, chip=chip, requests=n, chips_low=low, chips_high=high)
        for (axis, country, chip), (n, low, high) in sorted(
            sums.items(), key=lambda it: str(it[0])
        )
    )


def ends(before: Outcome, after: Outcome, quantity: int) -> tuple[int, int]:
    """Return between which ends a flip changes what comes.

    >>> ends(Outcome.ALLOW, Outcome.HOLD, 8), ends(Outcome.REFUSE, Outcome.ALLOW, 8)
    ((-8, 0), (8, 8))
    """
    was, becomes = _comes(before), _comes(after)
    return (becomes[0] - was[1]) * quantity, (becomes[1] - was[0]) * quantity


def _comes(outcome: Outcome) -> tuple[int, int]:
    """Return whether chips come: at the least, and at the most."""
    return int(outcome is Outcome.ALLOW), int(outcome is not Outcome.REFUSE)


def _places(asked: AccessRequest) -> Iterator[tuple[Axis, str]]:
    if asked.door == "sale":
        yield Axis.TERRITORY, asked.destination or UNKNOWN
    party = asked.recipient
    nation = party.ultimate_parent_hq or party.hq_country or party.country
    yield Axis.ACCESS, nation or UNKNOWN
