"""What would it have paid to report something false?

The plan is not proof against that: need and least fraction are reported, and the technical review
is what sets them. So it is measured: one report is changed at a time, the neighbourhood is solved
again, and what comes of it is valued by the truth. Gains are published as a distribution.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import fmean, median
from typing import Final, Literal

import msgspec

from comptrol.domains.allocation import (
    ZERO,
    Call,
    Plan,
    Proposal,
    Reckoning,
    least_hours,
    points,
    valued,
)
from comptrol.flow.allocating.neighbourhood import Published, neighbours, restated
from comptrol.flow.allocating.restating import ByPowers, Restated
from comptrol.flow.allocating.solver import Solved, Solver
from comptrol.flow.allocating.weighing import LOCAL

Report = Literal["need", "all-or-nothing", "split"]
REPORTS: Final[tuple[Report, ...]] = ("need", "all-or-nothing", "split")
MORE: Final = Decimal("1.5")
ONE, TWO = Decimal(1), Decimal(2)
NOTABLE: Final = Fraction(1, 100)
"""A gain of less than one per cent of the whole worth of the proposal is not counted as one."""
WITHIN: Final = "neighbours free, all other awards as published"
AS_CURVE: Final = ByPowers()


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One false report, and what came of it by the truth."""

    proposal: str
    report: Report
    honest: Decimal
    """Points that it has when it tells the truth."""
    false: Decimal
    gain: Decimal
    gain_part: Decimal
    """Of what the proposal would be worth in full."""


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How gains from one kind of false report are distributed."""

    report: Report
    attempts: int
    gained: int
    """By more than one per cent of its full worth."""
    lost: int
    mean_part: Decimal
    median_part: Decimal
    largest_part: Decimal


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """All attempts, and their distribution."""

    attempts: tuple[Attempt, ...]
    spreads: tuple[Spread, ...]
    within: str = WITHIN


def audit(
    call: Call,
    plan: Plan,
    solver: Solver,
    sample: int | None = None,
    restating: Restated = AS_CURVE,
    told: Callable[[int], None] | None = None,
) -> Audit:
    """Return what false reports would have gained, for all proposals or a fixed sample of them."""
    published = Published(call, plan.awards)
    asked = sorted((it for it in call.proposals if it.pools), key=lambda it: _lot(it.id))[:sample]
    frees = {it.id: neighbours(published, it) | {it.id} for it in asked}
    told_all = [
        (it, report, _told(published.without(frees[it.id]), it, report, restating))
        for it in asked
        for report in (None, *REPORTS)
    ]
    solved = solver.solve_each([here for _, _, here in told_all], LOCAL, told) if asked else ()
    honest = dict[str, Fraction]()
    attempts = list[Attempt]()
    for (it, report, here), answer in zip(told_all, solved, strict=True):
        worth = _true_worth(it, here, answer)
        if report is None:
            honest[it.id] = worth
        else:
            attempts.append(_attempt(it, report, honest[it.id], worth))
    found = tuple(sorted(attempts, key=lambda it: (it.proposal, it.report)))
    return Audit(attempts=found, spreads=tuple(_spreads(found)))


def _told(here: Call, it: Proposal, report: Report | None, restating: Restated) -> Call:
    """Return the neighbourhood in which one proposal tells the truth, or something else."""
    match report:
        case None:
            return here
        case "need":
            return restated(here, restating.needing(it, it.need_h100e_hours * MORE))
        case "all-or-nothing":
            return restated(here, restating.content_with(it, ONE))
        case "split":
            return _split(here, restating.needing(it, it.need_h100e_hours / TWO))


def _split(here: Call, half: Proposal) -> Call:
    """Return the neighbourhood with two halves; they stand under every ceiling of the whole."""
    halves = tuple(msgspec.structs.replace(half, id=it) for it in _halves(half.id))
    names = [it.id for it in halves]

    def members(before: Sequence[str]) -> tuple[str, ...]:
        others = tuple(it for it in before if it != half.id)
        return (*others, *names) if half.id in before else others

    replace = msgspec.structs.replace
    return replace(
        here,
        proposals=(*(it for it in here.proposals if it.id != half.id), *halves),
        groups=tuple(replace(it, members=members(it.members)) for it in here.groups),
        floors=tuple(replace(it, members=members(it.members)) for it in here.floors),
        decided=tuple(it for it in here.decided if it.proposal != half.id),
        booked=tuple(it for it in here.booked if it.proposal != half.id),
        published=tuple(it for it in here.published if it.proposal != half.id),
    )


def _true_worth(it: Proposal, here: Call, solved: Solved) -> Fraction:
    """Return what a proposal has of its awards by what it truly needs.

    Below its true least it has nothing of them; hours above its true need are of no use.
    """
    reckoning = Reckoning(here)
    own = [one for one in solved.awards if one.proposal in (it.id, *_halves(it.id))]
    hours = sum((reckoning.delivered(one) for one in own), ZERO)
    rounding = sum(
        (reckoning.speed(one.proposal, b.pool) for one in own for b in one.bookings), ZERO
    )
    if hours + rounding <= least_hours(it):
        return ZERO
    return valued(it, min(hours, Fraction(it.need_h100e_hours)))


def _attempt(it: Proposal, report: Report, honest: Fraction, false: Fraction) -> Attempt:
    full = valued(it, Fraction(it.need_h100e_hours))
    gain = false - honest
    return Attempt(
        proposal=it.id,
        report=report,
        honest=points(honest),
        false=points(false),
        gain=points(gain),
        gain_part=points(gain / full if full else ZERO),
    )


def _spreads(attempts: Sequence[Attempt]) -> Iterator[Spread]:
    for report in REPORTS:
        parts = [it.gain_part for it in attempts if it.report == report]
        if parts:
            yield Spread(
                report=report,
                attempts=len(parts),
                gained=sum(it > NOTABLE for it in map(Fraction, parts)),
                lost=sum(it < -NOTABLE for it in map(Fraction, parts)),
                mean_part=points(Fraction(fmean(parts))),
                median_part=points(Fraction(median(parts))),
                largest_part=max(parts),
            )


def _halves(name: str) -> tuple[str, str]:
    return f"{name[:60]}.1", f"{name[:60]}.2"


def _lot(name: str) -> bytes:
    """Return a place in an order that has nothing to do with names."""
    return hashlib.sha256(name.encode()).digest()
