"""How much is decided, how long does it take, how often is it undone? In sums, and by each.

In public there are only sums over everybody who decides, by month, and none of few. What each of
them did the authority alone asks (``each``): no public question leads there.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.cases import middle
from comptrol.domains.gate import GateView
from comptrol.domains.ledger import LedgerView
from comptrol.domains.oversight.formulas import (
    RateRange,
    rate_range,
    told,
    told_parts,
)
from comptrol.domains.oversight.queries.acts import APPEALS, Act, What, acts, day_of
from comptrol.domains.oversight.queries.policies import policy_on
from comptrol.domains.oversight.view import OversightView
from comptrol.domains.parties import PartiesView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.view import World

MONTHS_MAX: Final = 24
PARTIES_MAX: Final = 1_000_000


class MonthOfReview(msgspec.Struct, frozen=True, kw_only=True):
    """What all who decide decided in a month. Nothing: it is of few, and not told."""

    month: date
    """Its first day."""
    decided: int | None
    screening: int | None
    overrides_asked: int | None
    overrides_agreed: int | None
    appeals_decided: int | None
    appeals_granted: int | None
    reversal: RateRange | None
    """Appeals granted of those decided."""
    median_wait_s: int | None
    """From an appeal or the opening of a case to its decision."""


class Reviewers(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody who decides has to do and does, in sums."""

    on: date
    least: int | None
    """Numbers of fewer are not told. Nothing: no policy says so, and then none is told."""
    reviewers: int
    undeclared: int | None
    """So many who decide or inspect have declared no interests, nor that they have none."""
    waiting: int | None
    """Orders on hold, appeals and half overrides that wait for a person."""
    months: tuple[MonthOfReview, ...]
    one_hand: int
    """Overrides asked for and agreed to by the same: the gate refuses them, so it is none."""
    whole: bool
    """Not: there was more than one answer reads."""


class EachReviewer(msgspec.Struct, frozen=True, kw_only=True):
    """What one of them did: for the authority alone, where the log is kept."""

    reviewer: PartyId
    decided: int
    screening: int
    overrides_asked: int
    overrides_agreed: int
    appeals_decided: int
    appeals_granted: int
    """Of the appeals that it decided."""
    appealed: int
    """Of what it had decided itself, so many appeals were decided by another,"""
    reversed: int
    """and so many granted."""
    median_wait_s: int | None
    declared: bool


def reviewers(world: World, *, on: date) -> Reviewers:
    """Return how much is decided, how fast, and how often undone: sums of everybody, by month."""
    view = world[OversightView]
    policy = policy_on(view, on)
    least = policy.least if policy is not None else None
    found = acts(world)
    by_month: dict[date, list[Act]] = defaultdict(list)
    for act in found.acts:
        day = act.on or day_of(world[LedgerView], act.position) or on
        if day <= on:
            by_month[day.replace(day=1)].append(act)
    offices = people(world)
    months = sorted(by_month)[-MONTHS_MAX:]
    return Reviewers(
        on=on,
        least=least,
        reviewers=len(offices),
        undeclared=told(sum(not has_declared(view, it) for it in offices), least),
        waiting=told(_waiting(world[GateView]), least),
        months=tuple(_month(it, by_month[it], least) for it in months),
        one_hand=sum(map(_is_one_hand, found.acts)),
        whole=found.whole,
    )


def people(world: World) -> tuple[PartyId, ...]:
    """Return those who decide or inspect."""
    rows = world[PartiesView].parties.where(limit=PARTIES_MAX)
    return tuple(it.party for it in rows if {Role.REVIEWER, Role.INSPECTOR} & {*it.roles})


def has_declared(view: OversightView, party: PartyId) -> bool:
    """Tell whether somebody has ever declared interests, or that there are none."""
    return next(view.declarations.where(by=party, limit=1), None) is not None


def _waiting(view: GateView) -> int:
    holds = sum(1 for _ in view.orders.where(waiting=True))
    appeals = sum(1 for _ in view.appeals.where(open=True))
    return holds + appeals + sum(1 for _ in view.overrides.where(open=True))


def _is_one_hand(act: Act) -> bool:
    return act.what is What.OVERRIDE_AGREED and act.by == act.other


def _count(found: Iterable[Act], *kinds: What) -> int:
    return sum(it.what in kinds for it in found)


def _month(month: date, found: list[Act], least: int | None) -> MonthOfReview:
    decided = _count(found, What.APPEAL, What.CASE_APPEAL)
    granted = sum(it.what in APPEALS and bool(it.reversed) for it in found)
    shown = told_parts(granted, decided, least)
    waits = [it.waited_s for it in found if it.waited_s is not None]
    return MonthOfReview(
        month=month,
        decided=told(_count(found, What.ANSWER, What.CASE), least),
        screening=told(_count(found, What.SCREENING), least),
        overrides_asked=told(_count(found, What.OVERRIDE_ASKED), least),
        overrides_agreed=told(_count(found, What.OVERRIDE_AGREED), least),
        appeals_decided=told(decided, least),
        appeals_granted=granted if shown else None,
        reversal=rate_range(granted, decided) if shown and decided else None,
        median_wait_s=middle(waits) if told(len(waits), least) else None,
    )


def each(world: World) -> tuple[EachReviewer, ...]:
    """Return what each of those who decide did, the busiest first. For the authority alone."""
    by: dict[PartyId, list[Act]] = {it: [] for it in people(world)}
    for act in acts(world).acts:
        by.setdefault(act.by, []).append(act)
    told_of = [_each(world, party, found) for party, found in by.items()]
    return tuple(sorted(told_of, key=lambda it: (-it.decided - it.screening, it.reviewer)))


def _each(world: World, party: PartyId, found: list[Act]) -> EachReviewer:
    waits = [it.waited_s for it in found if it.waited_s is not None]
    own = [it for it in found if it.what in {What.ANSWER, What.CASE}]
    return EachReviewer(
        reviewer=party,
        decided=len(own),
        screening=_count(found, What.SCREENING),
        overrides_asked=_count(found, What.OVERRIDE_ASKED),
        overrides_agreed=_count(found, What.OVERRIDE_AGREED),
        appeals_decided=_count(found, *APPEALS),
        appeals_granted=sum(it.what in APPEALS and bool(it.reversed) for it in found),
        appealed=sum(it.reversed is not None for it in own),
        reversed=sum(bool(it.reversed) for it in own),
        median_wait_s=middle(waits),
        declared=has_declared(world[OversightView], party),
    )
