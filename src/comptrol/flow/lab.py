"""The lab: what would other law have said of all that was asked, and whom would it change?

Nothing is logged. Two sides judge the same requests; what flips is shown with both explanations,
and what it does to the accounts is added up by country, party and chip.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.gate import GateView, RuledOn
from comptrol.domains.law import (
    AccessRequest,
    Decision,
    Outcome,
    Rulebook,
    Stance,
    decide,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.quantity import Count
from comptrol.kernel.view import World

FLIPS_SHOWN = 100
"""So many flips are explained; all of them are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: the rulebook, and how it is judged by."""

    rulebook: Rulebook
    stance: Stance
    known_at: date | None = None
    """What is known on every day alike; nothing: each request by what was known on its own."""

    def judge(self, asked: AccessRequest, as_of: date, countries: Countries) -> Decision:
        """Judge one request one by one."""
        known_at = max(self.known_at or as_of, self.rulebook.known_from)
        return decide(
            asked,
            self.rulebook,
            countries,
            as_of=as_of,
            known_at=known_at,
            stance=self.stance,
        )


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """A request whose outcome is another on the other side, and why on both."""

    id: str
    as_of: date
    country: str
    party: str
    chip: str
    before: Decision
    after: Decision


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many requests went from one outcome to another, and what they were for."""

    by: str
    """``country``, ``party`` or ``chip``."""
    name: str
    before: Outcome
    after: Outcome
    requests: Count
    chips: int
    chip_hours: Decimal


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What two sides say of the same requests."""

    requests: int
    rejected: int
    before: dict[str, int]
    """How many came to each outcome."""
    after: dict[str, int]
    flips: int
    explained: tuple[Flip, ...]
    totals: tuple[Total, ...]
    rulebook_digests: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """One request of a log, as the lab poses it again."""

    id: str
    as_of: date
    asked: AccessRequest


def rulings_of(world: World, *, start: int = 0, end: int | None = None) -> Iterator[Posed]:
    """Yield what every ruling of a stretch of the log had judged, oldest order first."""
    for ruling in world[GateView].rulings.where():
        if start <= ruling.position and (end is None or ruling.position < end):
            yield posed_by(ruling)


def posed_by(ruling: RuledOn) -> Posed:
    """Return what a ruling had judged."""
    name = f"{ruling.order} at {ruling.position}"
    return Posed(id=name, as_of=ruling.as_of, asked=ruling.asked)


def compare(
    posed: Iterable[Posed],
    sides: tuple[Side, Side],
    countries: Countries,
    tell: Callable[[int], None] = lambda _: None,
) -> Compared:
    """Judge every request by both sides, one by one."""
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    tallied: dict[tuple[str, str, Outcome, Outcome], list[Decimal]] = {}
    flips: list[Flip] = []
    number = flipped = 0
    for number, one in enumerate(posed, start=1):
        before, after = (side.judge(one.asked, one.as_of, countries) for side in sides)
        for count, decision in zip(counts, (before, after), strict=True):
            count[decision.outcome.value] = count.get(decision.outcome.value, 0) + 1
        if before.outcome is not after.outcome:
            flipped += 1
            _tally(tallied, one.asked, before.outcome, after.outcome)
            if len(flips) < FLIPS_SHOWN:
                flips.append(flip(one, before, after))
        tell(number)
    return Compared(
        requests=number,
        rejected=0,
        before=counts[0],
        after=counts[1],
        flips=flipped,
        explained=tuple(flips),
        totals=tuple(_totals(tallied)),
        rulebook_digests=(sides[0].rulebook.digest, sides[1].rulebook.digest),
    )


def flip(one: Posed, before: Decision, after: Decision) -> Flip:
    """Return a flip with both explanations."""
    return Flip(
        id=one.id,
        as_of=one.as_of,
        country=one.asked.site or "",
        party=one.asked.recipient.name,
        chip=one.asked.item.chip or one.asked.chips.name,
        before=before,
        after=after,
    )


def _tally(
    tallied: dict[tuple[str, str, Outcome, Outcome], list[Decimal]],
    asked: AccessRequest,
    before: Outcome,
    after: Outcome,
) -> None:
    names = {
        "country": asked.site or "",
        "party": asked.recipient.name,
        "chip": asked.item.chip or asked.chips.name,
    }
    hours = asked.chip_hours or Decimal(0)
    for by, name in names.items():
        sums = tallied.setdefault((by, name, before, after), [Decimal(0)] * 3)
        for place, amount in enumerate((Decimal(1), Decimal(asked.item.quantity), hours)):
            sums[place] += amount


def _totals(
    tallied: dict[tuple[str, str, Outcome, Outcome], list[Decimal]],
) -> Iterator[Total]:
    ordered = sorted(
        tallied.items(), key=lambda it: (it[0][0], -it[1][0], it[0][1], it[0][2].value)
    )
    for (by, name, before, after), (requests, chips, hours) in ordered:
        yield Total(
            by=by,
            name=name,
            before=before,
            after=after,
            requests=int(requests),
            chips=int(chips),
            chip_hours=hours,
        )
