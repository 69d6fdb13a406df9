"""How often must somebody be audited so that it does not pay to evade, or to split?

Comply = 0; evade = ``G - r q P``; split into parts below the line = ``G - c - r q_s P``: who is
audited takes the largest (Becker 1968, for evasion). Every input is an assumption, so an answer
comes with what it would be if gain and detection were half or twice as large.
"""

from enum import Enum
from itertools import product
from typing import Final

import msgspec

METHOD: Final = "deterrence/expected-gain-1"
SCALES: Final = (0.5, 1.0, 2.0)


class Choice(Enum):
    """What pays most."""

    COMPLY = "comply"
    EVADE = "evade"
    SPLIT = "split"


class Stakes(msgspec.Struct, frozen=True, kw_only=True):
    """What is at stake for whoever may be audited; all in one currency."""

    gain: float
    """G: of evading."""
    penalty: float
    """P: with all that is taken back."""
    detection: float
    """q: that an audit finds it; above 0, at most 1."""
    splitting_cost: float | None = None
    """c: of presenting one thing as several; nothing where that cannot be done."""
    splitting_detection: float | None = None
    """q_s: that an audit finds what was split."""


class Sensitivity(msgspec.Struct, frozen=True, kw_only=True):
    """The least rate if gain and detection were so many times what they are said to be."""

    gain_times: float
    detection_times: float
    least_rate: float


class Deterrence(msgspec.Struct, frozen=True, kw_only=True):
    """How often audits must be, and what that rests on."""

    least_rate: float
    """Of audits to a party; above 1 audits deter nobody: raise detection or penalty."""
    deterrable: bool
    method: str
    sensitivity: tuple[Sensitivity, ...]
    audits: float | None = None
    """Of the whole population, in the time that the rate is for."""
    budget: float | None = None


def choice_at(stakes: Stakes, rate: float) -> Choice:
    """Return what pays most at a rate of audits; where it is the same, the lawful one.

    >>> stakes = Stakes(gain=10.0, penalty=100.0, detection=0.5)
    >>> choice_at(stakes, 0.1), choice_at(stakes, 0.2)
    (<Choice.EVADE: 'evade'>, <Choice.COMPLY: 'comply'>)
    """
    worth = {
        Choice.COMPLY: 0.0,
        Choice.EVADE: stakes.gain - rate * stakes.detection * stakes.penalty,
    }
    if stakes.splitting_cost is not None and stakes.splitting_detection is not None:
        caught = rate * stakes.splitting_detection * stakes.penalty
        worth[Choice.SPLIT] = stakes.gain - stakes.splitting_cost - caught
    return max(worth, key=lambda choice: worth[choice])


def least_rate(stakes: Stakes) -> float:
    """Return the least rate at which complying pays as well as anything else.

    ``max(G / (q P), (G - c) / (q_s P))``.
    """
    evading = stakes.gain / (stakes.detection * stakes.penalty)
    if stakes.splitting_cost is None or stakes.splitting_detection is None:
        return evading
    left = stakes.gain - stakes.splitting_cost
    return max(evading, left / (stakes.splitting_detection * stakes.penalty))


def deterrence(
    stakes: Stakes, *, population: int | None = None, cost_per_audit: float | None = None
) -> Deterrence:
    """Return how often audits must be, what they cost, and how much the inputs matter."""
    rate = least_rate(stakes)
    audits = None if population is None else rate * population
    return Deterrence(
        least_rate=rate,
        deterrable=rate <= 1,
        method=METHOD,
        sensitivity=tuple(
            Sensitivity(
                gain_times=gain,
                detection_times=seen,
                least_rate=least_rate(_scaled(stakes, gain, seen)),
            )
            for gain, seen in product(SCALES, SCALES)
        ),
        audits=audits,
        budget=None if audits is None or cost_per_audit is None else audits * cost_per_audit,
    )


def _scaled(stakes: Stakes, gain: float, seen: float) -> Stakes:
    """Return other stakes; nobody detects more than everything."""
    split = stakes.splitting_detection
    return msgspec.structs.replace(
        stakes,
        gain=stakes.gain * gain,
        detection=min(1.0, stakes.detection * seen),
        splitting_detection=None if split is None else min(1.0, split * seen),
    )
