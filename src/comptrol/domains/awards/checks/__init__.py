"""What may be said about awards, given what is known."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comptrol.domains.awards.checks import conditions, moving, reclaiming, telling
from comptrol.domains.awards.statements import (
    AppealDecided,
    Appealed,
    AwardsStatement,
    ClawedBack,
    Compared,
    Looked,
    MilestoneDecided,
    MilestoneSet,
    NoticeGiven,
    OutageTold,
    OutcomeTold,
    PolicySet,
    RephasingAsked,
    RephasingDecided,
    Reported,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World

Checking = Callable[[Any, Entry[Any], World], Iterator[Finding]]

_CHECKS: Final[Mapping[type[Statement], Checking]] = {
    PolicySet: telling.check_policy,
    MilestoneSet: conditions.check_set,
    Reported: conditions.check_reported,
    MilestoneDecided: conditions.check_decided,
    RephasingAsked: moving.check_asked,
    RephasingDecided: moving.check_decided,
    OutageTold: telling.check_outage,
    NoticeGiven: reclaiming.check_notice,
    ClawedBack: reclaiming.check_clawed_back,
    Appealed: reclaiming.check_appealed,
    AppealDecided: reclaiming.check_appeal_decided,
    OutcomeTold: telling.check_outcome,
    Compared: lambda said, _, world: telling.check_compared(said, world),
    Looked: telling.check_looked,
}
"""The path refuses a consequence that anybody sends in: there is nothing to check about it."""


def check(entry: Entry[AwardsStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    checking = _CHECKS.get(type(entry.statement))
    return iter(()) if checking is None else checking(entry.statement, entry, world)
