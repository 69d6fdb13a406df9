"""How what is said in a case is folded: each thing moves the case on, and what is due."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from comptrol.domains.cases.statements import (
    Answered,
    AppealDecided,
    Appealed,
    CarriedOut,
    CaseId,
    Closed,
    Decided,
    EvidenceAdded,
    LookedOver,
    Noticed,
    Opened,
    PolicySet,
    Reviewed,
)
from comptrol.domains.cases.view.rows import (
    Answer,
    Appeal,
    Case,
    Decision,
    Evidence,
    Notice,
    Policy,
    Review,
    Stage,
    Subject,
)
from comptrol.domains.cases.view.tables import IN_FORCE, CasesView
from comptrol.kernel.days import later
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def known(view: CasesView, name: CaseId) -> Case:
    """Return a case that an admitted statement names."""
    found = view.cases.get(name)
    assert found is not None, "an admitted statement names a known case"
    return found


def _policy(view: CasesView) -> PolicySet:
    found = view.policies.get(IN_FORCE)
    assert found is not None, "no case is opened before there is a policy"
    return found.said


def _later(entry: Entry[Any], days: int, since: date | None = None) -> date:
    return later(since or entry.logged_at.date(), days)


def policy_set(view: CasesView, said: PolicySet, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a policy: from here on it is the one in force."""
    yield view.policies.put(Policy(name=IN_FORCE, said=said, position=entry.position))


def opened(view: CasesView, said: Opened, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a new case."""
    policy = _policy(view)
    yield view.cases.put(
        Case(
            case=said.case,
            parties=said.parties,
            sites=said.sites,
            lots=said.lots,
            orders=said.orders,
            alarms=said.alarms,
            rule=said.rule,
            grounds=said.grounds,
            title=said.by,
            opener=entry.signer,
            position=entry.position,
            opened_at=entry.logged_at,
            stage=Stage.OPENED,
            open=True,
            notice_due=_later(entry, policy.notice_days),
            answer_days=policy.answer_days,
            appeal_days=policy.appeal_days,
            measure_days_max=policy.measure_days_max,
        )
    )
    for party in said.parties:
        yield view.subjects.put(Subject(party=party, case=said.case))


def noticed(view: CasesView, said: Noticed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a notice: the subjects have until its deadline, and answer it anew if it is another."""
    case, due = known(view, said.case), said.act.deadline
    assert due is not None, "an admitted notice has a deadline"
    yield view.notices.put(
        Notice(case=said.case, position=entry.position, said=said, at=entry.logged_at)
    )
    yield view.cases.put(
        replace(
            case,
            stage=Stage.NOTICED,
            noticed_at=case.noticed_at or entry.logged_at,
            answered_by=(),
            admitted_by=(),
            answer_due=due,
            decide_due=_later(entry, _policy(view).decide_days, due),
        )
    )


def answered(view: CasesView, said: Answered, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an answer; once every subject has answered it is for a person to decide."""
    case = known(view, said.case)
    by = tuple(dict.fromkeys((*case.answered_by, said.party)))
    admits = (*case.admitted_by, said.party) if said.admits else case.admitted_by
    whole, due = set(by) == set(case.parties), case.decide_due
    yield view.answers.put(
        Answer(case=said.case, position=entry.position, said=said, at=entry.logged_at)
    )
    yield view.cases.put(
        replace(
            case,
            stage=Stage.ANSWERED if whole else case.stage,
            answered_by=by,
            admitted_by=tuple(dict.fromkeys(admits)),
            decide_due=_later(entry, _policy(view).decide_days) if whole else due,
        )
    )


def evidence_added(view: CasesView, said: EvidenceAdded, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a piece of evidence."""
    fields = {it: getattr(said, it) for it in EvidenceAdded.__struct_fields__}
    yield view.evidence.put(Evidence(**fields, position=entry.position, at=entry.logged_at))


def decided(view: CasesView, said: Decided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a decision; its measures are folded beside it."""
    yield view.decisions.put(
        Decision(
            case=said.case,
            position=entry.position,
            said=said,
            reviewer=entry.signer,
            at=entry.logged_at,
        )
    )
    yield view.cases.put(
        replace(
            known(view, said.case),
            stage=Stage.DECIDED,
            decided_at=entry.logged_at,
            outcome=said.outcome,
            appeal_due=said.act.deadline,
        )
    )


def appealed(view: CasesView, said: Appealed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an appeal."""
    yield view.appeals.put(
        Appeal(
            case=said.case,
            position=entry.position,
            party=said.party,
            by=entry.signer,
            grounds=said.grounds,
            corrections=said.corrections,
            evidence=said.evidence,
            at=entry.logged_at,
            open=True,
        )
    )
    due = _later(entry, _policy(view).decide_days)
    case = known(view, said.case)
    yield view.cases.put(replace(case, stage=Stage.APPEALED, appeal_decide_due=due))


def appeal_decided(view: CasesView, said: AppealDecided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold what came of an appeal."""
    appeal = next(view.appeals.where(case=said.case, open=True), None)
    assert appeal is not None, "what is decided was open"
    yield view.appeals.put(
        replace(
            appeal,
            open=False,
            granted=said.granted,
            reasons=said.reasons,
            citation=said.citation,
            title=said.by,
            reviewer=entry.signer,
            decided_at=entry.logged_at,
        )
    )
    case, due = known(view, said.case), known(view, said.case).appeal_due
    if due is not None and len(case.parties) > 1:  # the time of the others stood still
        due = later(due, (entry.logged_at.date() - appeal.at.date()).days)
    yield view.cases.put(
        replace(case, stage=Stage.APPEAL_DECIDED, granted=said.granted, appeal_due=due)
    )


def carried_out(view: CasesView, said: CarriedOut) -> Iterator[Change]:
    """Fold where a measure was carried out."""
    taken = view.measures.get((said.case, said.number))
    assert taken is not None, "an admitted statement names a known measure"
    yield view.measures.put(
        replace(taken, inspection=said.inspection, cap=said.cap, carried_out_at=said.position)
    )


def closed(view: CasesView, said: Closed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the end of a case."""
    case = known(view, said.case)
    yield view.cases.put(replace(case, stage=Stage.CLOSED, open=False, closed_at=entry.logged_at))


def reviewed(view: CasesView, said: Reviewed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a look over all cases."""
    yield view.reviews.put(Review(review=said.review, on=said.on, position=entry.position))


def looked_over(view: CasesView, said: LookedOver) -> Iterator[Change]:
    """Fold what a look came to."""
    review = view.reviews.get(said.review)
    assert review is not None, "the platform answers a review"
    overdue = len(said.overdue) + said.more
    yield view.reviews.put(replace(review, ended=said.ended, overdue=overdue))
