"""What is due when, on which basis, and what was filed of it?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.disclosure.queries.standing import Missing, filed_of, reported_days
from comptrol.domains.disclosure.statements import FilingId, PeriodId
from comptrol.domains.disclosure.view import DisclosureView, Period
from comptrol.domains.law import (
    DutyState,
    LawView,
    Posture,
    Rulebook,
    Topic,
    adopted,
    duties,
    rulebook_named,
    stance,
)
from comptrol.kernel.dated import Quality
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.view import World

CALENDAR_DAYS_MAX: Final = 3_660
_DAY: Final = timedelta(days=1)


class Standing(Enum):
    """Where something that is due stands."""

    NOT_BINDING = "not-binding"
    """It is shown, and nobody has to: proposed, a bill, or in the code and not enforced."""
    BY_EVENT = "by-event"
    """It binds, and has no day: something that happens makes it due, or the day was not read."""
    NOT_OPENED = "not-opened"
    """It binds on this day, and no period is opened for it."""
    WAITING = "waiting"
    """It is not due yet, and not all of it is filed."""
    IN_TIME = "in-time"
    LATE = "late"
    """All of it is filed, after the day on which it was due."""
    OVERDUE = "overdue"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is to be reported, by whom, on which basis, and what was filed of it."""

    on: date | None
    when: str
    duty: str
    """The name of a duty of law; ``policy``: the operator's own."""
    rule: str | None
    jurisdiction: str
    state: str
    """What the authority does with the rule; ``policy``."""
    codified: bool
    binds: bool
    topic: Topic | None
    who: str
    to: str
    text: str
    threshold: Decimal | None
    """Above this, strictly."""
    unit: str
    basis: str
    quality: Quality | None
    confirm: bool
    """A named person must confirm the source before anyone relies on it."""
    standing: Standing
    period: PeriodId | None = None
    provider: PartyId | None = None
    filings: tuple[FilingId, ...] = ()
    missing: tuple[Missing, ...] = ()
    customers_filed: bool | None = None
    complete_on: date | None = None
    days_late: int = 0
    """Until it was complete; of what is overdue, until the day on which it was asked."""


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """What is due from ``since`` to the day before ``until``, as it stands on a day."""

    rulebook: str
    rulebook_digest: Digest
    posture: Posture
    since: date
    until: date
    on: date
    due: tuple[Due, ...]
    """By day; what has none comes last."""


def calendar(
    world: World, *, since: date, until: date, on: date, provider: PartyId | None = None
) -> Calendar:
    """Return what is due when, with basis and standing, of one provider or of all who report.

    A duty stands as its rule does on the day on which it is due; one without a day as its rule
    does on the last day asked for. The rulebook and the posture are those that are adopted.
    """
    days = (until - since).days
    if not 0 < days <= CALENDAR_DAYS_MAX:
        raise UnreadableError(
            f"expected until 1 to {CALENDAR_DAYS_MAX} days after since, not {days}"
        )
    rulebook = rulebook_named(world, None)
    posture = stance(adopted(world[LawView])).posture
    periods = [it for it in world[DisclosureView].periods.where() if since <= it.due < until]
    found = [
        *(due for it in periods for due in _of_period(world, it, on, provider, rulebook, posture)),
        *_of_law(rulebook, posture, since, until, on, periods),
    ]
    return Calendar(
        rulebook=rulebook.name,
        rulebook_digest=rulebook.digest,
        posture=posture,
        since=since,
        until=until,
        on=on,
        due=tuple(sorted(found, key=_place)),
    )


def _place(due: Due) -> tuple[date, str, str, str]:
    return due.on or date.max, due.duty, due.period or "", due.provider or ""


def _of_period(
    world: World,
    period: Period,
    on: date,
    only: PartyId | None,
    rulebook: Rulebook,
    posture: Posture,
) -> Iterator[Due]:
    """Yield what each provider that reports owes of a period."""
    view = world[DisclosureView]
    known = {it.duty.duty: it for it in duties(rulebook, period.due, on, posture)}
    law = known.get(period.duty)
    members = dict.fromkeys(it.provider for it in view.members.where())
    for provider in members if only is None else (only,):
        if not reported_days(view, provider, period):
            continue
        filed = filed_of(world, provider, period, on)
        standing, late = _standing(period.due, filed.complete_on, on)
        due = _of_duty(law, period.due, standing) if law else _of_policy(period, standing)
        yield msgspec.structs.replace(
            due,
            when=f"{period.since} to {period.until - _DAY}, by {period.due}",
            period=period.period,
            provider=provider,
            filings=filed.filings,
            missing=filed.missing,
            customers_filed=filed.customers_filed,
            complete_on=filed.complete_on,
            days_late=late,
        )


def _standing(due: date, complete_on: date | None, on: date) -> tuple[Standing, int]:
    """Return where a filing stands, and by how many days it is late; the due day is in time."""
    if complete_on is not None:
        late = max(0, (complete_on - due).days)
        return (Standing.LATE if late else Standing.IN_TIME), late
    late = max(0, (on - due).days)
    return (Standing.OVERDUE if late else Standing.WAITING), late


def _of_law(
    rulebook: Rulebook,
    posture: Posture,
    since: date,
    until: date,
    on: date,
    periods: list[Period],
) -> Iterator[Due]:
    """Yield the duties of law: each day on which one is due, and those without a day."""
    opened = {(it.duty, it.due) for it in periods}
    days = {
        day
        for rule in rulebook.rules.values()
        for it in rule.reports
        for day in it.due(since, until)
    }
    for day in sorted(days):
        for law in duties(rulebook, day, on, posture):
            if day in law.duty.due(day, day + _DAY) and (law.duty.duty, day) not in opened:
                standing = Standing.NOT_OPENED if law.binds else Standing.NOT_BINDING
                yield _of_duty(law, day, standing)
    for law in duties(rulebook, until - _DAY, on, posture):
        if not law.duty.dates:
            standing = Standing.BY_EVENT if law.binds else Standing.NOT_BINDING
            yield _of_duty(law, None, standing)


def _of_duty(law: DutyState, on: date | None, standing: Standing) -> Due:
    duty = law.duty
    return Due(
        on=on,
        when=duty.when,
        duty=duty.duty,
        rule=law.rule,
        jurisdiction=law.jurisdiction,
        state=law.state,
        codified=law.codified,
        binds=law.binds,
        topic=duty.topic,
        who=duty.who,
        to=duty.to,
        text=duty.text,
        threshold=law.threshold,
        unit=law.unit,
        basis=duty.source.citation,
        quality=duty.source.quality,
        confirm=duty.source.confirm,
        standing=standing,
    )


def _of_policy(period: Period, standing: Standing) -> Due:
    """Return what the operator asks of its own: no law has it."""
    return Due(
        on=period.due,
        when="",
        duty=period.duty,
        rule=None,
        jurisdiction="",
        state="policy",
        codified=False,
        binds=True,
        topic=None,
        who="whoever reports",
        to=period.by,
        text="figures of the period, under its definitions",
        threshold=None,
        unit="",
        basis=period.source,
        quality=None,
        confirm=False,
        standing=standing,
    )
