"""How acts against a holder are folded, and undone: month by month, to the last second."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import asdict, replace

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards.statements import (
    ActId,
    AppealDecided,
    Appealed,
    ClawedBack,
    Matter,
    MilestoneDecided,
    MonthLeft,
    NoticeGiven,
    Returned,
    Taken,
)
from comptrol.domains.awards.view.folding import the_milestone
from comptrol.domains.awards.view.rows import (
    Act,
    Appeal,
    AwardsView,
    MilestoneState,
    Notice,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def noticed(view: AwardsView, said: NoticeGiven, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a notice."""
    on = entry.logged_at.date()
    fields = {name: getattr(said, name) for name in said.__struct_fields__}
    yield view.notices.put(Notice(**fields, given_on=on, position=entry.position))


def clawed_back(view: AwardsView, said: ClawedBack, entry: Entry[Any]) -> Iterator[Change]:
    """Fold that something is taken back; out of which months follows at once."""
    act = _act(said, Matter.CLAW_BACK, entry)
    yield view.acts.put(replace(act, pool=said.pool, quarter=said.quarter))


def failed(view: AwardsView, said: MilestoneDecided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold that a milestone was failed; which months that frees follows at once."""
    if not said.met:
        act = _act(said, Matter.MILESTONE, entry)
        yield view.acts.put(replace(act, milestone=said.milestone))


def _act(said: ClawedBack | MilestoneDecided, matter: Matter, entry: Entry[Any]) -> Act:
    """Return what is done to a holder, and by whom; what it is about is not in it yet."""
    assert said.act is not None, "what is done has a name"
    assert said.notice is not None, "what is done had notice"
    assert said.appeal_until is not None, "what is done can be appealed"
    return Act(
        act=said.act,
        award=said.award,
        matter=matter,
        pool=None,
        quarter=None,
        milestone=None,
        outs=(),
        notice=said.notice,
        reason=said.reason,
        by=said.by,
        done_by=entry.signer,
        done_on=entry.logged_at.date(),
        appeal_until=said.appeal_until,
        position=entry.position,
    )


def taken(view: AwardsView, said: Taken) -> Iterator[Change]:
    """Fold what an act takes out of which months."""
    act = the_act(view, said.act)
    yield view.acts.put(replace(act, outs=said.outs))
    yield from _moved(view, act, said.outs, 1)


def returned(view: AwardsView, said: Returned) -> Iterator[Change]:
    """Fold that all that an act took is given back, and a milestone that it failed is met."""
    act = the_act(view, said.act)
    yield view.acts.put(replace(act, undone=True))
    yield from _moved(view, act, said.outs, -1)
    if act.milestone is not None:
        row = the_milestone(view, act.award, act.milestone)
        yield view.milestones.put(replace(row, state=MilestoneState.MET))


def the_act(view: AwardsView, name: ActId) -> Act:
    """Return an act that an admitted statement names."""
    found = view.acts.get(name)
    assert found is not None, "an admitted statement names a known act"
    return found


def _moved(view: AwardsView, act: Act, outs: Iterable[MonthLeft], sign: int) -> Iterator[Change]:
    for it in outs:
        row = view.months.get((act.award, it.pool, it.month))
        assert row is not None, "what is taken was planned"
        by = sign * it.chip_seconds
        if act.matter is Matter.CLAW_BACK:
            yield view.months.put(replace(row, taken=max(0, row.taken + by)))
        else:
            yield view.months.put(replace(row, freed=max(0, row.freed + by)))


def appealed(view: AwardsView, said: Appealed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an appeal."""
    on = entry.logged_at.date()
    yield view.appeals.put(Appeal(**asdict(said), asked_on=on, position=entry.position))


def appeal_decided(view: AwardsView, said: AppealDecided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the decision on an appeal; what it gives back follows at once."""
    row = view.appeals.get(said.appeal)
    assert row is not None, "an admitted decision is on a known appeal"
    yield view.appeals.put(
        replace(
            row,
            open=False,
            granted=said.granted,
            decided_by=entry.signer,
            decided_reason=said.reason,
        )
    )


def acts_of(view: AwardsView, award: ProposalId) -> Iterator[Act]:
    """Yield what was done against the holder of an award and stands, by name."""
    yield from (it for it in view.acts.where(award=award) if not it.undone)
