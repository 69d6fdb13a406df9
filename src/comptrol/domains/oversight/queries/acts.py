"""Who decided what about whom? Read from where each domain keeps what people decide.

One reading for everything that is told of those who decide: what is published in sums, what the
authority sees of each, and what the detectors ask. It reads so many of a kind and tells whether
there were more.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from itertools import islice
from typing import Final, NamedTuple

from comptrol.domains.cases import CasesView
from comptrol.domains.gate import GateView
from comptrol.domains.ledger import LedgerView
from comptrol.domains.screening import ScreeningView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

ACTS_MAX: Final = 20_000
"""So many of each kind are read at once."""


class What(Enum):
    """What somebody decided."""

    ANSWER = "answer"
    SCREENING = "screening"
    OVERRIDE_ASKED = "override-asked"
    OVERRIDE_AGREED = "override-agreed"
    APPEAL = "appeal"
    CASE = "case"
    CASE_APPEAL = "case-appeal"


APPEALS: Final = frozenset({What.APPEAL, What.CASE_APPEAL})


class Act(NamedTuple):
    """One decision of a person."""

    what: What
    by: PartyId
    parties: tuple[PartyId, ...]
    """Whom it is about."""
    position: int
    """Where it, or for an appeal the decision of it, or else what it answers, stands."""
    on: date | None
    """Nothing: only the place in the log is known, and ``month_of`` tells the day."""
    waited_s: int | None = None
    reversed: bool | None = None
    """What came of it when somebody appealed, for an appeal whether it was granted."""
    other: PartyId | None = None
    """Of an override that was agreed to: who had asked for it."""


class Acts(NamedTuple):
    """What people decided, and whether that is all of it."""

    acts: tuple[Act, ...]
    whole: bool


def acts(world: World) -> Acts:
    """Return what people decided, kind by kind; at most so many of each."""
    kinds = (_answers, _overrides, _appeals, _screening, _cases, _case_appeals)
    found, whole = list[Act](), True
    for kind in kinds:
        some = list(islice(kind(world), ACTS_MAX + 1))
        whole = whole and len(some) <= ACTS_MAX
        found += some[:ACTS_MAX]
    return Acts(tuple(found), whole)


def _answers(world: World) -> Iterator[Act]:
    view = world[GateView]
    granted = {it.order: bool(it.granted) for it in view.appeals.where() if it.granted is not None}
    for it in view.answers.where():
        order = view.orders.get(it.order)
        parties = order.parties if order is not None else ()
        yield Act(
            What.ANSWER, it.reviewer, parties, it.position, None, None, granted.get(it.order)
        )


def _overrides(world: World) -> Iterator[Act]:
    for it in world[GateView].overrides.where():
        day = it.logged_at.date()
        yield Act(What.OVERRIDE_ASKED, it.asker, it.parties, it.position, day)
        if it.agreed_by is not None and it.agreed_at is not None:
            yield Act(
                What.OVERRIDE_AGREED,
                it.agreed_by,
                it.parties,
                it.agreed_at,
                day,
                other=it.asker,
            )


def _appeals(world: World) -> Iterator[Act]:
    view = world[GateView]
    for it in view.appeals.where():
        if it.reviewer is not None and it.decided_at is not None:
            order = view.orders.get(it.order)
            yield Act(
                What.APPEAL,
                it.reviewer,
                order.parties if order is not None else (),
                it.position,
                it.decided_at.date(),
                _seconds(it.logged_at, it.decided_at),
                it.granted,
            )


def _screening(world: World) -> Iterator[Act]:
    for it in world[ScreeningView].decisions.where():
        yield Act(What.SCREENING, it.by, (it.party,), it.position, it.since)


def _cases(world: World) -> Iterator[Act]:
    view = world[CasesView]
    for it in view.decisions.where():
        case = view.cases.get(it.case)
        if case is not None:
            waited = _seconds(case.opened_at, it.at)
            yield Act(
                What.CASE,
                it.reviewer,
                case.parties,
                it.position,
                it.at.date(),
                waited,
                case.granted,
            )


def _case_appeals(world: World) -> Iterator[Act]:
    for it in world[CasesView].appeals.where():
        if it.reviewer is not None and it.decided_at is not None:
            yield Act(
                What.CASE_APPEAL,
                it.reviewer,
                (it.party,),
                it.position,
                it.decided_at.date(),
                _seconds(it.at, it.decided_at),
                it.granted,
            )


def _seconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())


def day_of(view: LedgerView, position: int) -> date | None:
    """Return the day of an entry, by the seal that closes its batch; nothing before that."""
    latest = next(view.latest.where(limit=1), None)
    if latest is None or position > latest.position:
        return None
    low, high = 0, latest.seal
    while low < high:
        middle = (low + high) // 2
        seal = view.seals.get(middle)
        assert seal is not None, "seals are numbered without a gap"
        low, high = (low, middle) if position <= seal.position else (middle + 1, high)
    found = view.seals.get(low)
    return None if found is None else found.at.date()
