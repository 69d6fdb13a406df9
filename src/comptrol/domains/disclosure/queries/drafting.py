"""What could a provider file of a period, by what its own meters told and what was ruled?

Each day's figure is what the meter saw that saw most of it on that day: meters see the same
time, so nothing adds them up, and no chip-second is counted twice. A week of which nothing is
told has no line: what is unknown is not zero. A draft is no filing: whoever files answers for it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec

from comptrol.domains.disclosure.formulas import ceiling_ppm, floor_ppm, weeks
from comptrol.domains.disclosure.queries.adding_up import (
    DAY,
    TRUST,
    Rows,
    Undrafted,
    lines_of,
    most,
    rows_of,
    undrafted_of,
)
from comptrol.domains.disclosure.queries.large import large_customers, period_asked
from comptrol.domains.disclosure.queries.thresholds import (
    ClusterAbove,
    RunAbove,
    clusters_above,
    runs_above,
)
from comptrol.domains.disclosure.statements import DutyId, Line, PeriodId
from comptrol.domains.disclosure.view import Definition, DisclosureView
from comptrol.domains.gate import GateView, OrderId
from comptrol.domains.metering import Meter, provider_usage
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a week is told, and by which meters."""

    since: date
    until: date
    days: int
    days_told: int
    chip_seconds: int
    unattributed_chip_seconds: int
    meters: tuple[Meter, ...]
    """Those that saw most chip time on a day of it."""


class Rulings(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders of the period came out so, and for how many chips."""

    outcome: str
    """As they stand now; ``not ruled``: nothing was said of them yet."""
    orders: int
    chips: int


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What could be filed, with how much of it rests on what was told."""

    provider: PartyId
    period: PeriodId
    since: date
    until: date
    """The days of the period on which the provider reports."""
    due: date
    duty: DutyId
    definitions: tuple[Definition, ...]
    lines: tuple[Line, ...]
    undrafted: tuple[Undrafted, ...]
    weeks: tuple[Week, ...]
    days: int
    days_told: int
    coverage_ppm: int
    unattributed_ppm: int
    """Rounded up."""
    operations_ppm: int
    """Of how much of the chip time operations are told."""
    unseen: tuple[OrderId, ...]
    """Orders of which no meter has told anything, ever; a hundred at most."""
    rulings: tuple[Rulings, ...]
    large_customers: int | None
    """How many used more than the threshold; who they are is said under seal alone."""
    large_customer_chip_seconds: int | None
    runs: tuple[RunAbove, ...]
    clusters: tuple[ClusterAbove, ...]
    sources: tuple[str, ...]


def draft(world: World, *, provider: PartyId, period: PeriodId) -> Draft:
    """Return what a provider could file of a period, drafted from its meters and its rulings."""
    found, since, until = period_asked(world, provider, period)
    rows = rows_of(world, provider, since, until)
    chosen = {day: most(it, lambda row: row.chip_seconds) for day, it in rows.items()}
    used = [row for it in chosen.values() for row in it]
    total = sum(it.chip_seconds for it in used)
    nobodys = sum(it.chip_seconds for it in used if not it.order)
    operations = [
        row for it in rows.values() for row in most(it, lambda row: row.flop_chip_seconds)
    ]
    told = sum(it.flop_chip_seconds for it in operations)
    days_told = sum(any(row.chip_seconds for row in it) for it in chosen.values())
    customers = None
    if found.large_customer_chip_seconds is not None:
        customers = len(large_customers(world, provider, period))
    view = world[DisclosureView]
    definitions = [view.definitions.get(name) for name in found.definitions]
    frozen = tuple(it for it in definitions if it is not None)
    lines = tuple(lines_of(frozen, rows, customers, since, until))
    usage = provider_usage(world, provider=provider, since=since, until=until)
    return Draft(
        provider=provider,
        period=period,
        since=since,
        until=until,
        due=found.due,
        duty=found.duty,
        definitions=frozen,
        lines=lines,
        undrafted=tuple(undrafted_of(frozen, lines, customers)),
        weeks=tuple(_week(chosen, *it) for it in weeks(since, until)),
        days=(until - since).days,
        days_told=days_told,
        coverage_ppm=floor_ppm(days_told, (until - since).days),
        unattributed_ppm=ceiling_ppm(nobodys, total),
        operations_ppm=floor_ppm(min(told, total), total),
        unseen=usage.unseen,
        rulings=tuple(_rulings(world, provider, since, until)),
        large_customers=customers,
        large_customer_chip_seconds=found.large_customer_chip_seconds,
        runs=runs_above(world, provider, until - DAY),
        clusters=clusters_above(world, provider, until - DAY),
        sources=_sources(usage.days_told, chosen),
    )


def _week(chosen: Rows, since: date, until: date) -> Week:
    days = {day: it for day, it in chosen.items() if since <= day < until}
    rows = [row for it in days.values() for row in it]
    meters = {row.meter for row in rows if row.chip_seconds}
    return Week(
        since=since,
        until=until,
        days=len(days),
        days_told=sum(any(row.chip_seconds for row in it) for it in days.values()),
        chip_seconds=sum(it.chip_seconds for it in rows),
        unattributed_chip_seconds=sum(it.chip_seconds for it in rows if not it.order),
        meters=tuple(it for it in TRUST if it in meters),
    )


def _rulings(world: World, provider: PartyId, since: date, until: date) -> Iterator[Rulings]:
    orders, chips = Counter[str](), Counter[str]()
    for standing in (True, False):
        for it in world[GateView].orders.where(seller=provider, standing=standing):
            if since <= it.logged_at.date() < until:
                outcome = it.outcome.value if it.outcome is not None else "not ruled"
                orders[outcome] += 1
                chips[outcome] += it.chips
    for outcome in sorted(orders):
        yield Rulings(outcome=outcome, orders=orders[outcome], chips=chips[outcome])


def _sources(days_told: int, chosen: Rows) -> tuple[str, ...]:
    meters = {row.meter for it in chosen.values() for row in it if row.chip_seconds}
    names = ", ".join(it.value for it in TRUST if it in meters) or "none"
    return (f"events of meters in the log; days told: {days_told}; most was seen by: {names}",)
