"""Has a provider filed all of a period, and when was it complete?"""

from datetime import date

import msgspec

from comptrol.domains.disclosure.formulas import days_left_out
from comptrol.domains.disclosure.statements import FigureName, FilingId
from comptrol.domains.disclosure.view import DisclosureView, Member, Period
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of which so many days are not filed."""

    figure: FigureName
    days: int


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider has filed of a period until a day."""

    filings: tuple[FilingId, ...]
    missing: tuple[Missing, ...]
    customers_filed: bool | None
    """Whether large customers are named under seal; nothing: the period does not ask."""
    complete_on: date | None
    """The day on which nothing was missing any more."""


def filed_of(world: World, provider: PartyId, period: Period, on: date) -> Filed:
    """Return what a provider has filed of a period, as far as the log went at the end of a day."""
    view = world[DisclosureView]
    filings = [
        it
        for it in view.filings.where(provider=provider, period=period.period)
        if it.filed_at.date() <= on
    ]
    lines = [
        it
        for it in view.lines.where(provider=provider, period=period.period)
        if it.filed_at.date() <= on
    ]
    stretches = reported_days(view, provider, period)
    missing = list[Missing]()
    for name in period.definitions:
        definition = view.definitions.get(name)
        assert definition is not None, "an admitted period has known definitions"
        told = [(it.since, it.until) for it in lines if it.figure == definition.figure]
        days = sum(days_left_out(since, until, told) for since, until in stretches)
        if days:
            missing.append(Missing(figure=definition.figure, days=days))
    asked = period.large_customer_chip_seconds is not None
    named = any(it.customers is not None for it in filings)
    whole = not missing and (named or not asked)
    return Filed(
        filings=tuple(it.filing for it in sorted(filings, key=lambda it: it.position)),
        missing=tuple(missing),
        customers_filed=named if asked else None,
        complete_on=max((it.filed_at.date() for it in filings), default=None) if whole else None,
    )


def reported_days(
    view: DisclosureView, provider: PartyId, period: Period
) -> tuple[tuple[date, date], ...]:
    """Return the stretches of a period on which a provider reports."""
    members = view.members.where(provider=provider)
    return tuple(found for it in members if (found := _within(it, period)) is not None)


def _within(member: Member, period: Period) -> tuple[date, date] | None:
    since = max(member.since, period.since)
    until = period.until if member.left_on is None else min(member.left_on, period.until)
    return (since, until) if since < until else None
