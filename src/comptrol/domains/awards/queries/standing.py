"""What was awarded, under which policy, and what has been said of it?"""

from datetime import date

import msgspec

from comptrol.domains.allocation import CallId, ProposalId
from comptrol.domains.awards.view import (
    Act,
    Appeal,
    Award,
    AwardsView,
    Milestone,
    Notice,
    Outcome,
    PlannedMonth,
    Policy,
    Report,
    Request,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class AwardFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one award."""

    award: Award
    policy: Policy | None
    months: tuple[PlannedMonth, ...]
    milestones: tuple[Milestone, ...]
    reports: tuple[Report, ...]
    requests: tuple[Request, ...]
    notices: tuple[Notice, ...]
    acts: tuple[Act, ...]
    appeals: tuple[Appeal, ...]
    outcomes: tuple[Outcome, ...]


def policy_of(view: AwardsView, award: Award) -> Policy | None:
    """Return the policy that an award was opened under: what was said after it never counts."""
    return policy_on(view, award.opened_on, before=award.position)


def policy_on(view: AwardsView, on: date, *, before: int) -> Policy | None:
    """Return the last policy that began by a day, of those that the log has before a position."""
    found = (it for it in view.policies.where() if it.since <= on and it.position < before)
    return max(found, key=lambda it: (it.since, it.position), default=None)


def award(world: World, *, award: ProposalId) -> AwardFile:
    """Return one award with its months and everything that was said of it."""
    view = world[AwardsView]
    found = view.awards.get(award)
    if found is None:
        raise NotFoundError(f"there is no award {award!r}")
    return AwardFile(
        award=found,
        policy=policy_of(view, found),
        months=tuple(view.months.where(award=award)),
        milestones=tuple(view.milestones.where(award=award)),
        reports=tuple(view.reports.where(award=award)),
        requests=tuple(view.requests.where(award=award)),
        notices=tuple(view.notices.where(award=award)),
        acts=tuple(view.acts.where(award=award)),
        appeals=tuple(view.appeals.where(award=award)),
        outcomes=tuple(view.outcomes.where(award=award)),
    )


def awards(
    world: World,
    *,
    call: CallId | None = None,
    holder: PartyId | None = None,
    after: ProposalId | None = None,
    limit: Limit = 100,
) -> tuple[Award, ...]:
    """Return awards by name: of a call or of a holder where asked, a page at a time."""
    start = None if after is None else (after,)
    table = world[AwardsView].awards
    if call is not None:
        found = table.where(after=start, limit=limit, call=call)
        return tuple(it for it in found if holder in {None, it.holder})
    if holder is not None:
        return tuple(table.where(after=start, limit=limit, holder=holder))
    return tuple(table.where(after=start, limit=limit))
