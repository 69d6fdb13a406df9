"""Who loses a few chips again and again? (scenario family: balance, a small protracted loss)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.registry.formulas import losing
from comptrol.domains.registry.queries import is_small
from comptrol.domains.registry.statements import LotId
from comptrol.domains.registry.view import Condition, Lot, Policy, RegistryView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

DETECTOR: Final = "registry.losing"
VERSION: Final = 1
PERIODS, PERIOD_DAYS = 12, 30
LOST_MIN: Final = 5
"""Fewer in a year are never asked about (ours, as for failures)."""
NAMED_MAX: Final = 50


def losing_alarms(on: date, because: int, policy: Policy, world: World) -> Iterator[Raised]:
    """Yield an alarm for every holder who says period after period that chips cannot be found.

    Each loss is told, and each may be true. What is asked about is that others do not have them:
    a leak of a few chips a month stays below any rate of failures that policy allows.
    """
    view = world[RegistryView]
    chips: Counter[PartyId] = Counter()
    lots: defaultdict[PartyId, list[Lot]] = defaultdict(list)
    for lot in view.lots.where():
        chips[lot.holder] += lot.there
        if lot.lost:
            lots[lot.holder].append(lot)
    lost = {holder: _lost(view, own, on) for holder, own in sorted(lots.items())}
    whole, everybody = sum(it.chips for it in lost.values()), sum(chips.values())
    for holder, own in lost.items():
        if own.chips < LOST_MIN or is_small(world, holder, policy):
            continue
        others = (everybody - chips[holder]) * PERIODS
        if losing(own.by_period, chips[holder], whole - own.chips, others):
            yield _alarm(holder, own, chips[holder], on, because)


class _Lost(NamedTuple):
    by_period: tuple[int, ...]
    """How many chips became lost in each of the last periods, the earliest first."""
    said_at: tuple[int, ...]
    lots: tuple[LotId, ...]

    @property
    def chips(self) -> int:
        return sum(self.by_period)


def _lost(view: RegistryView, lots: list[Lot], on: date) -> _Lost:
    found, positions, names = [0] * PERIODS, set[int](), dict[LotId, None]()
    for lot in lots:
        for run in view.runs.where(lot=lot.lot):
            since = _since(view, lot, run.since) if run.condition is Condition.LOST else None
            if since is not None and 0 <= (on - since).days < PERIODS * PERIOD_DAYS:
                found[PERIODS - 1 - (on - since).days // PERIOD_DAYS] += run.chips
                positions.add(run.since)
                names[lot.lot] = None
    return _Lost(tuple(found), tuple(sorted(positions)), tuple(names))


def _since(view: RegistryView, lot: Lot, position: int) -> date | None:
    """Return the day of a statement about a lot, or about one that it was split off from."""
    above: Lot | None = lot
    while above is not None:
        step = view.steps.get((above.lot, position))
        if step is not None:
            return step.on
        above = None if above.parent is None else view.lots.get(above.parent)
    return None


def _alarm(holder: PartyId, lost: _Lost, chips: int, on: date, because: int) -> Raised:
    return Raised(
        because=because,
        alarm=f"{DETECTOR}/party:{holder}@{on:%Y}",
        detector=DETECTOR,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=(
            f"{holder} says of {lost.chips} chips, of {chips}, that they cannot be found; in "
            f"periods of {PERIOD_DAYS} days up to {on}: {', '.join(map(str, lost.by_period))}. "
            "Other holders lose far fewer."
        ),
        benign=(
            "stocks that are counted one after the other, so that old losses come to light",
            "a holder who tells what others do not",
            "chips that will be found again",
        ),
        evidence=lost.said_at[-NAMED_MAX:],
        parties=(holder,),
        lots=lost.lots[:NAMED_MAX],
    )
