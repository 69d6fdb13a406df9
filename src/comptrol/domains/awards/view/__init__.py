"""What is known of awards: months, conditions, requests, acts, outcomes."""

from collections.abc import Iterator
from typing import Any, assert_never

from msgspec.structs import asdict

from comptrol.domains.awards.statements import (
    AppealDecided,
    Appealed,
    AwardsStatement,
    ClawedBack,
    Closed,
    Compared,
    Looked,
    MilestoneDecided,
    MilestoneSet,
    NoticeGiven,
    Opened,
    OutageTold,
    OutcomeTold,
    PolicySet,
    Rephased,
    RephasingAsked,
    RephasingDecided,
    Replanned,
    Reported,
    Returned,
    Taken,
)
from comptrol.domains.awards.view import acting, folding
from comptrol.domains.awards.view.acting import acts_of
from comptrol.domains.awards.view.folding import HOUR, gated
from comptrol.domains.awards.view.rows import (
    Act,
    Alike,
    Appeal,
    Award,
    AwardsView,
    Look,
    Milestone,
    MilestoneState,
    Notice,
    Outage,
    Outcome,
    PlannedMonth,
    Policy,
    Report,
    Request,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "HOUR",
    "Act",
    "Alike",
    "Appeal",
    "Award",
    "AwardsView",
    "Look",
    "Milestone",
    "MilestoneState",
    "Notice",
    "Outage",
    "Outcome",
    "PlannedMonth",
    "Policy",
    "Report",
    "Request",
    "acts_of",
    "apply",
    "gated",
]


def apply(view: AwardsView, entry: Entry[AwardsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Opened() | Replanned() | Closed() as said:
            yield from _awarded(view, said, entry)
        case MilestoneSet() | Reported() | MilestoneDecided() as said:
            yield from _conditions(view, said, entry)
        case RephasingAsked() | RephasingDecided() | Rephased() as said:
            yield from _phases(view, said, entry)
        case NoticeGiven() | ClawedBack() | Taken() | Returned() as said:
            yield from _acts(view, said, entry)
        case Appealed() as said:
            yield from acting.appealed(view, said, entry)
        case AppealDecided() as said:
            yield from acting.appeal_decided(view, said, entry)
        case PolicySet() | OutageTold() | OutcomeTold() | Compared() | Looked() as said:
            yield from _kept(view, said, entry.position)
        case never:
            assert_never(never)


def _awarded(
    view: AwardsView, said: Opened | Replanned | Closed, entry: Entry[Any]
) -> Iterator[Change]:
    match said:
        case Opened():
            yield from folding.opened(view, said, entry)
        case Replanned():
            yield from folding.replanned(view, said)
        case Closed():
            yield from folding.closed(view, said, entry)
        case never:
            assert_never(never)


def _conditions(
    view: AwardsView, said: MilestoneSet | Reported | MilestoneDecided, entry: Entry[Any]
) -> Iterator[Change]:
    match said:
        case MilestoneSet():
            yield from folding.milestone_set(view, said, entry.position)
        case Reported():
            yield from folding.reported(view, said, entry)
        case MilestoneDecided():
            yield from folding.milestone_decided(view, said, entry.signer)
            yield from acting.failed(view, said, entry)
        case never:
            assert_never(never)


def _phases(
    view: AwardsView, said: RephasingAsked | RephasingDecided | Rephased, entry: Entry[Any]
) -> Iterator[Change]:
    match said:
        case RephasingAsked():
            yield view.requests.put(_request(said, entry))
        case RephasingDecided():
            yield from folding.rephased(view, said)
        case Rephased():
            yield from folding.moved(view, said)
        case never:
            assert_never(never)


def _acts(
    view: AwardsView, said: NoticeGiven | ClawedBack | Taken | Returned, entry: Entry[Any]
) -> Iterator[Change]:
    match said:
        case NoticeGiven():
            yield from acting.noticed(view, said, entry)
        case ClawedBack():
            yield from acting.clawed_back(view, said, entry)
        case Taken():
            yield from acting.taken(view, said)
        case Returned():
            yield from acting.returned(view, said)
        case never:
            assert_never(never)


def _request(said: RephasingAsked, entry: Entry[Any]) -> Request:
    return Request(
        award=said.award,
        request=said.request,
        plan=said.plan,
        reason=said.reason,
        asked_on=entry.logged_at.date(),
        position=entry.position,
    )


def _kept(
    view: AwardsView,
    said: PolicySet | OutageTold | OutcomeTold | Compared | Looked,
    position: int,
) -> Iterator[Change]:
    """Fold what is kept as it was said."""
    match said:
        case PolicySet():
            yield view.policies.put(
                Policy(since=said.since, policy=said.policy, said=said, position=position)
            )
        case OutageTold():
            yield view.outages.put(Outage(**asdict(said), position=position))
        case OutcomeTold():
            yield view.outcomes.put(Outcome(**asdict(said), position=position))
        case Looked():
            yield view.looks.put(Look(**asdict(said), position=position))
        case Compared():
            for it in said.pairs:
                first, second = sorted((it.first, it.second))
                yield view.alike.put(
                    Alike(
                        call=said.call,
                        first=first,
                        second=second,
                        shared_ppm=it.shared_ppm,
                        method=said.method,
                        position=position,
                    )
                )
        case never:
            assert_never(never)
