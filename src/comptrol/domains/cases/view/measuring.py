"""How measures are folded: taken, renewed, and ended by day, by a person, or by an appeal."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

from msgspec.structs import replace

from comptrol.domains.cases.statements import AppealDecided, Decided, Lifted, Renewed, Reviewed
from comptrol.domains.cases.view.rows import Taken
from comptrol.domains.cases.view.tables import IN_FORCE, CasesView
from comptrol.kernel.days import later
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

ENDED_MAX: Final = 500
"""So many measures end because of one review; the next one takes the rest."""


def taken(view: CasesView, said: Decided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the measures of a decision, numbered from 1."""
    rule = said.act.rule
    for number, it in enumerate(said.measures, 1):
        assert it.until is not None, "an admitted measure has an end"
        yield view.measures.put(
            Taken(
                case=said.case,
                number=number,
                measure=it.measure,
                parties=it.parties,
                orders=it.orders,
                what=it.what,
                milder=it.milder,
                since=entry.logged_at.date(),
                until=it.until,
                citation=f"{rule.rule} ({rule.version}), {rule.citation}"[:400],
                in_force=True,
                position=entry.position,
                said_at=entry.position,
            )
        )


def renewed(view: CasesView, said: Renewed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold that a measure goes on; there is time anew to appeal."""
    known = view.measures.get((said.case, said.number))
    assert known is not None, "an admitted statement names a known measure"
    yield view.measures.put(
        replace(known, until=said.until, said_at=entry.position, renewals=known.renewals + 1)
    )
    case = view.cases.get(said.case)
    policy = view.policies.get(IN_FORCE)
    assert case is not None, "an admitted statement names a known case"
    assert policy is not None, "no case is opened before there is a policy"
    days = max(case.appeal_days, policy.said.appeal_days)
    due = max(case.appeal_due or date.min, later(entry.logged_at.date(), days))
    yield view.cases.put(replace(case, appeal_due=due, renewed_at=entry.position))


def lifted(view: CasesView, said: Lifted, entry: Entry[Any]) -> Iterator[Change]:
    """Fold that a person ended a measure."""
    known = view.measures.get((said.case, said.number))
    assert known is not None, "an admitted statement names a known measure"
    yield from _ended(view, [known], entry, "lifted")


def undone(view: CasesView, said: AppealDecided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold that an appeal was granted: nothing of the decision holds any more."""
    if said.granted:
        own = [it for it in view.measures.where(case=said.case) if it.in_force]
        yield from _ended(view, own, entry, "appeal granted")


def expired(view: CasesView, said: Reviewed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold which measures had ended by the day of a review."""
    over = (it for it in view.measures.where(in_force=True) if it.until <= said.on)
    yield from _ended(view, tuple(islice(over, ENDED_MAX)), entry, "expired")


def _ended(
    view: CasesView, measures: Iterable[Taken], entry: Entry[Any], why: str
) -> Iterator[Change]:
    for it in measures:
        yield view.measures.put(
            replace(
                it,
                in_force=False,
                ended_at=entry.position,
                ended_on=entry.logged_at.date(),
                ended_by=why,
            )
        )
