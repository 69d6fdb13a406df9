"""What can be said of awards: by their holders, by those who look after them, by who decides."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.allocation import ProposalId, Withdrawn
from comptrol.domains.awards import (
    TOLD,
    AppealDecided,
    Appealed,
    Award,
    AwardsView,
    ClawedBack,
    Looked,
    Matter,
    MilestoneDecided,
    MilestoneSet,
    MilestoneState,
    NoticeGiven,
    OutcomeTold,
    PolicySet,
    RephasingAsked,
    RephasingDecided,
    Reported,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.rounds.panel import may_say
from comptrol.kernel.statement import Statement

UNDECIDED: Final = frozenset({MilestoneState.OPEN, MilestoneState.TOLD})


def _of_award(asking: Asking) -> Mapping[str, Any]:
    return {"award": asking.place["award"]}


def _as_proposal(asking: Asking) -> Mapping[str, Any]:
    return {"proposal": asking.place["award"]}


def _of_milestone(asking: Asking) -> Mapping[str, Any]:
    return {"award": asking.place["award"], "matter": Matter.MILESTONE.value}


def _of_quarter(asking: Asking) -> Mapping[str, Any]:
    return {"award": asking.place["award"], "matter": Matter.CLAW_BACK.value}


def _award(asking: Asking) -> Award | None:
    return asking.world[AwardsView].awards.get(ProposalId(asking.place["award"]))


def _held(asking: Asking) -> bool:
    """Tell whether the visitor holds the award."""
    found = _award(asking)
    return found is not None and found.holder == asking.visitor.party


def _held_open(asking: Asking) -> bool:
    found = _award(asking)
    return _held(asking) and found is not None and found.open


def _open_to(statement: type[Statement], asking: Asking) -> bool:
    """Tell whether the award goes on, and the visitor looks after it without holding it."""
    found = _award(asking)
    return found is not None and found.open and may_say(statement)(asking) and not _held(asking)


def _milestone_to_decide(asking: Asking) -> bool:
    rows = asking.world[AwardsView].milestones.where(award=asking.place["award"])
    mine = (it for it in rows if it.decider == asking.visitor.party and it.state in UNDECIDED)
    return may_say(MilestoneDecided)(asking) and any(True for _ in mine)


def _undecided(asking: Asking) -> bool:
    rows = asking.world[AwardsView].milestones.where(award=asking.place["award"])
    return _open_to(NoticeGiven, asking) and any(it.state in UNDECIDED for it in rows)


def _request_open(asking: Asking) -> bool:
    rows = asking.world[AwardsView].requests.where(award=asking.place["award"], open=True, limit=1)
    return _open_to(RephasingDecided, asking) and any(True for _ in rows)


def _may_ask(asking: Asking) -> bool:
    rows = asking.world[AwardsView].requests.where(award=asking.place["award"], open=True, limit=1)
    return _held_open(asking) and not any(True for _ in rows)


def _may_appeal(asking: Asking) -> bool:
    view, name = asking.world[AwardsView], asking.place["award"]
    appealed = {it.act for it in view.appeals.where(award=name)}
    return _held(asking) and any(
        asking.today <= it.appeal_until and it.act not in appealed
        for it in view.acts.where(award=name)
    )


def _appeal_to_decide(asking: Asking) -> bool:
    """Tell whether an appeal waits against what somebody else did."""
    view, name = asking.world[AwardsView], asking.place["award"]
    done_by = {it.act: it.done_by for it in view.acts.where(award=name)}
    waits = (it for it in view.appeals.where(award=name) if it.open)
    return (
        may_say(AppealDecided)(asking)
        and not _held(asking)
        and any(done_by.get(it.act) != asking.visitor.party for it in waits)
    )


def _waits_for_report(asking: Asking) -> bool:
    rows = asking.world[AwardsView].milestones.where(award=asking.place["award"])
    waits = any(it.condition in TOLD and it.state is MilestoneState.OPEN for it in rows)
    return _held(asking) and (waits or _held_open(asking))


_HOLDER: Final = (
    Act(
        name="report",
        label="Report",
        statement=Reported,
        fields=("report", "until", "digest", "milestone"),
        told="The log has the SHA-256 of the report; its words stay with you and with whoever "
        "reads it. With a milestone it says that it is met, and its months open at once.",
        given=_of_award,
        shown=_waits_for_report,
    ),
    Act(
        name="ask",
        label="Ask for other months",
        statement=RephasingAsked,
        fields=("request", "plan", "reason"),
        told="It counts from today: nothing is taken back until it is decided. A plan is "
        '[{"pool": "NAME", "month": "2027-06", "chip_hours": 100}]; months that it does not '
        "name stay as they are.",
        given=_of_award,
        shown=_may_ask,
    ),
    Act(
        name="appeal",
        label="Appeal",
        statement=Appealed,
        fields=("appeal", "act", "reason"),
        told="Somebody who had no part in it decides; if it is granted, all of it is undone.",
        given=_of_award,
        shown=_may_appeal,
    ),
    Act(
        name="outcome",
        label="Tell what came of it",
        statement=OutcomeTold,
        fields=("outcome", "product", "title", "reference", "open_to_all", "on"),
        told="A reference is a DOI or an address, where everybody finds it.",
        given=_of_award,
        shown=_held,
    ),
    Act(
        name="give-back",
        label="Give the award back",
        statement=Withdrawn,
        fields=(),
        told="What was not used of it is nobody's; what is held already may finish.",
        given=_as_proposal,
        shown=_held_open,
    ),
)
_KEEPER: Final = (
    Act(
        name="milestone",
        label="Set a milestone",
        statement=MilestoneSet,
        fields=(
            *("milestone", "condition", "what", "due", "gates", "decider", "least_percent"),
            "source",
        ),
        told="Before anything is used. Months from the one that it gates on depend on it.",
        given=_of_award,
        shown=lambda asking: _open_to(MilestoneSet, asking),
    ),
    Act(
        name="decide-milestone",
        label="Decide on a milestone",
        statement=MilestoneDecided,
        fields=("milestone", "met", "reason", "by", "act", "notice", "appeal_until"),
        told="What was met has no act, notice or day to appeal by; what was not needs all three, "
        "and notice that was given before.",
        given=_of_award,
        shown=_milestone_to_decide,
    ),
    Act(
        name="decide-request",
        label="Decide on the request for other months",
        statement=RephasingDecided,
        fields=("request", "accepted", "reason", "by"),
        told="It is accepted only where there is room.",
        given=_of_award,
        shown=_request_open,
    ),
    Act(
        name="notice-milestone",
        label="Give notice of a milestone",
        statement=NoticeGiven,
        fields=("notice", "milestone", "answer_by", "reason", "remedy", "by"),
        told="What may be done if it is not met, in time to do something about it.",
        given=_of_milestone,
        shown=_undecided,
    ),
    Act(
        name="notice",
        label="Give notice of a claw-back",
        statement=NoticeGiven,
        fields=(*("pool", "quarter", "figures", "notice", "answer_by", "reason", "remedy", "by"),),
        told="While the quarter lasts, with the figures as they are: the holder can still use "
        "more, or ask for other months.",
        given=_of_quarter,
        shown=lambda asking: _open_to(NoticeGiven, asking),
    ),
    Act(
        name="claw-back",
        label="Take back what was not used",
        statement=ClawedBack,
        fields=("pool", "quarter", "figures", "act", "notice", "appeal_until", "reason", "by"),
        told="After notice, once a quarter, as the policy says. It can be appealed, and undone.",
        given=_of_award,
        shown=lambda asking: _open_to(ClawedBack, asking),
    ),
    Act(
        name="decide-appeal",
        label="Decide the appeal",
        statement=AppealDecided,
        fields=("appeal", "granted", "reason", "by"),
        told="Granted, everything that was taken is given back, to the last second.",
        given=_of_award,
        shown=_appeal_to_decide,
    ),
)
OF_ONE: Final = _HOLDER + _KEEPER
"""On the page of an award."""

OF_ALL: Final = (
    Act(
        name="look",
        label="Look at awards now",
        statement=Looked,
        fields=("look", "on", "call"),
        told="Who does not use what was awarded, and who may have split an ask, is pointed out as "
        "an alarm. It decides nothing.",
        shown=may_say(Looked),
    ),
    Act(
        name="policy",
        label="Publish how awards are looked after",
        statement=PolicySet,
        fields=(
            *("policy", "since", "steps", "takes", "notice_days", "appeal_days"),
            *("hoarding_percent", "hoarding_months", "similar_ppm", "source", "by", "review_by"),
        ),
        told="For awards that come after it. Steps go from the most used to the least: "
        '[{"used_percent": 70, "taken_percent": 0}, {"used_percent": 0, "taken_percent": 50}].',
        shown=may_say(PolicySet),
    ),
)
"""On the page of what waits."""
