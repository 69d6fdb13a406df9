"""Who should report and did not, and does a total change with who is in the panel?"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import DisclosureView, FigureName, Member, Period, PeriodId
from comptrol.domains.forensics.formulas import change
from comptrol.domains.forensics.queries.seeing import (
    Calendar,
    Read,
    Seen,
    Verdict,
    calendar_of,
    days_covered,
    places,
    reach_of,
    short,
)
from comptrol.domains.forensics.statements import Completeness
from comptrol.domains.parties import PartiesView
from comptrol.domains.registry import RegistryView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.roles import Role
from comptrol.kernel.view import World

PPM: Final = 1_000_000
LOTS_MAX: Final = 10_000
PARTIES_MAX: Final = 10_000
MEMBERS_MAX: Final = 10_000

OVERDUE: Final = (
    "an outage, or an illness in a small office: an answer to one letter may end it",
    "a provider that left the scope, or closed, and has not said so",
)
OUTSIDE: Final = (
    "chips that are held for resale, in repair or for own use, and rented to nobody",
    "a provider below the threshold of the duty",
)


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of one period over all who report, and how it came about."""

    period: PeriodId
    members: int
    """In scope on a day of it."""
    filed: int
    chips: int
    """That the registry knows with members now."""
    chips_filed: int
    """Of these, with those who filed."""
    total: int | None
    """Nothing: nobody filed it."""
    definition: str | None
    changed: int | None = None
    """Against the period before, under one definition; nothing: that cannot be said."""
    changed_by_members: int | None = None
    """By what those report who filed both periods."""
    changed_by_panel: int | None = None
    """By who is in the panel: those who came, or did not file before, and those who went."""


def chips_held(world: World, party: PartyId) -> int:
    """Return how many chips the registry knows with a party."""
    lots = world[RegistryView].lots.where(holder=party, limit=LOTS_MAX)
    return sum(it.chips for it in lots)


def in_scope(members: Iterable[Member], since: date, until: date) -> bool:
    """Tell whether a provider reports on one of some days."""
    return any(it.since < until and (it.left_on is None or since < it.left_on) for it in members)


def on_a_day(members: Iterable[Member], day: date) -> bool:
    """Tell whether a provider reports on a day."""
    return any(it.since <= day and (it.left_on is None or day < it.left_on) for it in members)


def complete(seen: Seen, world: World) -> Iterator[Read]:
    """Name what is overdue, days that were left out, and chips of whoever is in no scope."""
    how = seen.policy.completeness
    if how is None:
        return
    filed = {it.period for it in seen.filings}
    start = reach_of(seen.policy, seen.on)
    for period in sorted(seen.calendar.periods.values(), key=lambda it: (it.until, it.period)):
        over = start <= period.since and (seen.on - period.due).days > how.grace_days
        if not over or not in_scope(seen.members, period.since, period.until):
            continue
        if period.period not in filed:
            yield _overdue(seen, period)
        else:
            yield from _left_out(seen, period, how)
    yield from _outside(seen, world, how)


def _overdue(seen: Seen, period: Period) -> Read:
    member = next(it for it in seen.members if in_scope([it], period.since, period.until))
    days = (seen.on - period.due).days
    return Read(
        detector="panel",
        about=f"{seen.provider}@{period.period}",
        verdict=Verdict.ALARM,
        strength=Strength.FACT,
        told=short(
            f"{seen.provider} is in scope since {member.since} and has filed nothing of "
            f"{period.period}, which was due on {period.due}, {days} days ago."
        ),
        benign=OVERDUE,
        evidence=places((member.entered_at, period.position)),
        parties=(seen.provider,),
    )


def _left_out(seen: Seen, period: Period, how: Completeness) -> Iterator[Read]:
    """Name days of a period that a figure has no line of, though it has of others."""
    if how.gap_days_min is None:
        return
    days = (period.until - period.since).days
    for figure in seen.policy.figures:
        if seen.calendar.frozen(period, figure) is None:
            continue
        lines = [it for it in seen.lines[figure] if it.period == period.period]
        gap = days - days_covered(lines)
        last = date.fromordinal(period.until.toordinal() - 1)
        ever = on_a_day(seen.members, period.since) and on_a_day(seen.members, last)
        if gap >= how.gap_days_min and ever:
            yield Read(
                detector="panel",
                about=f"{seen.provider} {figure}@{period.period}",
                verdict=Verdict.ALARM,
                strength=Strength.FACT,
                told=f"{gap} of {days} days of {period.period} have no line of {figure}.",
                benign=("days on which nothing was rented out, which a line of 0 would say",),
                evidence=places((period.position, *(it.position for it in lines))),
                parties=(seen.provider,),
            )


def _outside(seen: Seen, world: World, how: Completeness) -> Iterator[Read]:
    """Name who holds chips and is in no scope now."""
    chips = chips_held(world, seen.provider)
    if chips < how.chips_min or on_a_day(seen.members, seen.on):
        return
    left = seen.members[-1] if seen.members else None
    if left is None:
        told, evidence = "was never in scope", ()
    else:
        told = f"left the scope on {left.left_on}: {left.reason}"
        evidence = (left.entered_at, *((left.left_at,) if left.left_at is not None else ()))
    when = left.left_on if left is not None else "never"
    yield Read(
        detector="panel",
        about=f"{seen.provider}@outside-{when}",
        verdict=Verdict.ALARM,
        strength=Strength.FACT,
        told=short(f"By the registry {seen.provider} holds {chips} chips; it {told}."),
        benign=OUTSIDE,
        evidence=places(evidence),
        parties=(seen.provider,),
    )


def providers_at_all(world: World) -> tuple[list[PartyId], bool]:
    """Return who is or was in scope or is enrolled as a provider, and whether that is all."""
    members = list(world[DisclosureView].members.where(limit=MEMBERS_MAX))
    parties = list(world[PartiesView].parties.where(limit=PARTIES_MAX))
    enrolled = {it.party for it in parties if Role.PROVIDER in it.roles}
    found = sorted({it.provider for it in members} | enrolled)
    return found, len(members) < MEMBERS_MAX and len(parties) < PARTIES_MAX


def panel(
    world: World, *, figure: FigureName, on: date, limit: Limit = 100
) -> tuple[Balance, ...]:
    """Return, period by period, who filed a figure, and why its total changed: the last first."""
    calendar, view = calendar_of(world), world[DisclosureView]
    members = _by_provider(view.members.where(limit=MEMBERS_MAX))
    held = {it: chips_held(world, it) for it in members}
    known = sorted(
        (it for it in calendar.periods.values() if it.until <= on),
        key=lambda it: (it.since, it.period),
    )
    found: list[Balance] = []
    before: tuple[dict[str, int], str | None] = ({}, None)
    for period in known:
        name = calendar.frozen(period, figure)
        if name is None:
            continue
        sums: dict[str, int] = {}
        for line in view.lines.where(period=period.period):
            if line.figure == figure:
                sums[line.provider] = sums.get(line.provider, 0) + int(line.value)
        scoped = [it for it in members if in_scope(members[it], period.since, period.until)]
        balance = Balance(
            period=period.period,
            members=len(scoped),
            filed=sum(it in sums for it in scoped),
            chips=sum(held[it] for it in scoped),
            chips_filed=sum(held[it] for it in scoped if it in sums),
            total=sum(sums.values()) if sums else None,
            definition=name,
        )
        found.append(_changed(balance, calendar, before, (sums, name)))
        before = (sums, name)
    return tuple(found[::-1][:limit])


def _by_provider(members: Iterable[Member]) -> dict[PartyId, list[Member]]:
    found: dict[PartyId, list[Member]] = {}
    for it in members:
        found.setdefault(it.provider, []).append(it)
    return found


def _changed(
    balance: Balance,
    calendar: Calendar,
    before: tuple[dict[str, int], str | None],
    after: tuple[dict[str, int], str | None],
) -> Balance:
    """Add how the total came about; what went before is recomputed under this definition."""
    (old, meant), (new, name) = before, after
    if meant is None or name is None or not old:
        return balance
    factor = calendar.factor(meant, name)  # type: ignore[arg-type]
    if factor is None:
        return balance
    parts = change({it: int(value * factor) for it, value in old.items()}, new)
    return msgspec.structs.replace(
        balance,
        changed=parts.total,
        changed_by_members=parts.stayed,
        changed_by_panel=parts.by_the_panel,
    )
