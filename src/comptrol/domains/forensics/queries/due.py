"""Whose reports have to be looked at again, because of what was logged or because a day passed?"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.disclosure import (
    DefinitionAnnounced,
    DisclosureView,
    Filed,
    Member,
    Restated,
    ScopeEntered,
    ScopeLeft,
)
from comptrol.domains.forensics.queries.panel import MEMBERS_MAX, in_scope, providers_at_all
from comptrol.domains.forensics.queries.policies import policy_on
from comptrol.domains.forensics.queries.seeing import calendar_of
from comptrol.domains.forensics.queries.standing import advised, raised_before
from comptrol.domains.forensics.statements import (
    Audited,
    Estimated,
    Level,
    Looked,
    LookId,
    PolicySet,
)
from comptrol.domains.forensics.view import ForensicsView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since

AT_ONCE: Final = 50
"""So many providers are looked at in one look, so that nobody waits long for a step."""


def due(world: World, since: Since) -> Iterator[Looked]:
    """Yield looks at whom something was logged of, and on a new day at whoever is overdue now."""
    policy = policy_on(world[ForensicsView], since.today)
    if policy is None:
        return
    if since.entries is None or any(isinstance(it.statement, PolicySet) for it in since.entries):
        named, _ = providers_at_all(world)
    else:
        touched = {it for entry in since.entries for it in _touched(entry)}
        if since.a_new_day:
            touched |= _overdue(world, policy, since.last, since.today)
            touched |= _to_be_advised(world, policy, since.today)
        named = sorted(touched)
    for start in range(0, len(named), AT_ONCE):
        yield Looked(
            look=LookId(f"watch-{since.today}-{since.size}-{start}"),
            providers=tuple(named[start : start + AT_ONCE]),
            on=since.today,
        )


def _touched(entry: Entry[Any]) -> Iterator[PartyId]:
    match entry.statement:
        case Filed() | Restated() | DefinitionAnnounced():
            yield entry.signer
        case Estimated(provider=provider) | Audited(provider=provider):
            yield provider
        case ScopeEntered(provider=provider) | ScopeLeft(provider=provider):
            yield provider
        case _:
            pass


def _overdue(world: World, policy: PolicySet, last: date | None, today: date) -> set[PartyId]:
    """Return who has become overdue since a day: filed nothing of a period, and grace is over."""
    if policy.completeness is None:
        return set()
    grace, view = policy.completeness.grace_days, world[DisclosureView]
    ended = [
        it
        for it in calendar_of(world).periods.values()
        if (today - it.due).days > grace and (last is None or (last - it.due).days <= grace)
    ]
    if not ended:
        return set()
    members: dict[PartyId, list[Member]] = {}
    for it in view.members.where(limit=MEMBERS_MAX):
        members.setdefault(it.provider, []).append(it)
    return {
        provider
        for period in ended
        for provider, own in members.items()
        if in_scope(own, period.since, period.until)
        and not any(
            True for _ in view.filings.where(provider=provider, period=period.period, limit=1)
        )
    }


def _to_be_advised(world: World, policy: PolicySet, today: date) -> set[PartyId]:
    """Return for whom another level holds now that alarms have aged."""
    known = list(world[ForensicsView].advice.where(limit=MEMBERS_MAX))
    if not any(it.level is not Level.NONE for it in known):
        return set()
    before = raised_before(world)
    return {
        it.provider
        for it in known
        if advised(policy, [one for one, named in before if it.provider in named], today)[0]
        is not it.level
    }
