"""Recorded flows: each country's account from opening to closing, and what went between two."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from comptrol.domains.accounts import AccountLine, RecordedAccount, recorded
from comptrol.domains.chips import FactorSetId
from comptrol.domains.registry import Custody, LotId, RegistryView, Step, histories
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.account_asking import (
    choices,
    chosen_factors,
    too_many,
)
from comptrol.entrypoints.console.pages.supply_asking import tried
from comptrol.entrypoints.console.remembering import REMEMBERED
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.between_countries import Went, between_countries
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.flows import flows as bridge_of
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.view import World

MAKER: Final = "with its maker, or at no site"
LINES_MAX: Final = 300
YEAR: Final = timedelta(days=365)
ANALYST: Final = frozenset({Audience.ANALYST})


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Chips of one model that stood in one place before and in another country after."""

    start: str
    end: str
    model: str
    chips: int
    moves: int
    last: int
    """Where the statement stands by which the last of them came."""


def period(asking: Asking) -> tuple[date, date]:
    """Return the days that were asked for: those from the first on, and before the second."""
    until = asking.day("until") if asking.word("until") else asking.today + timedelta(days=1)
    start = asking.day("start") if asking.word("start") else until - YEAR
    if until <= start:
        raise UnreadableError(f"until {until}: it has to be after start {start}")
    return start, until


def closing_account(asking: Asking) -> RecordedAccount | None:
    """Return the recorded account of the period; nothing where no factor set is adopted."""
    factors = chosen_factors(asking)
    if factors is None or too_many(asking):
        return None
    before = chosen_factors(asking, "before") if asking.word("before") else factors
    start, until = period(asking)
    return REMEMBERED.of_log(
        asking.platform,
        ("recorded", start, until, factors, before),
        lambda world: _recorded(world, (start, until), factors, before or factors),
    )


def _recorded(
    world: World, days: tuple[date, date], factors: FactorSetId, before: FactorSetId
) -> RecordedAccount:
    start, until = days
    return recorded(world, start=start, until=until, factor_set=factors, factor_set_before=before)


def bridge(asking: Asking) -> Mapping[str, Any]:
    """Show opening, flows and closing of every country and model."""
    start, until = period(asking)
    found = closing_account(asking)
    lines = [] if found is None else list(found.lines)
    country, wrong = tried(asking.country)
    shown = [] if wrong else [it for it in lines if country in {None, it.country}]
    return {
        "found": found,
        "waits": too_many(asking),
        "start": start,
        "until": until,
        "before": asking.word("before"),
        "country": country or asking.word("country"),
        "wrong": wrong,
        "lines": shown[:LINES_MAX],
        "left": max(0, len(shown) - LINES_MAX),
        "together": _together([it.h100e for it in shown if it.h100e is not None]),
        "factors": chosen_factors(asking),
        **choices(asking),
    }


def _bridge(asking: Asking) -> Chart:
    found = closing_account(asking)
    if found is None:
        raise NotFoundError("no factor set is adopted, so there is nothing to draw")
    return bridge_of(found, country=asking.country())


def _together(lines: list[AccountLine]) -> AccountLine | None:
    whole: AccountLine | None = None
    for it in lines:
        whole = it if whole is None else whole + it
    return whole


def flows(asking: Asking) -> Mapping[str, Any]:
    """Show what went from one country to another."""
    start, until = period(asking)
    shown, wrong = tried(lambda: _shown(asking))
    shown = shown or []
    return {
        "start": start,
        "until": until,
        "country": asking.word("country"),
        "wrong": wrong,
        "waits": too_many(asking),
        "count": asking.word("count"),
        "flows": shown[:LINES_MAX],
        "left": max(0, len(shown) - LINES_MAX),
    }


def _shown(asking: Asking) -> list[Flow]:
    country = asking.country()
    return [it for it in flows_of(asking) if country in {None, it.start, it.end}]


def _between(asking: Asking) -> Chart:
    start, until = period(asking)
    found = [Went(it.start, it.end, it.model, it.chips, it.moves) for it in _shown(asking)]
    return between_countries(found, f"{start} to {until}")


def flows_of(asking: Asking) -> tuple[Flow, ...]:
    """Return the flows of the period, the largest first."""
    start, until = period(asking)
    if too_many(asking):
        return ()
    return REMEMBERED.of_log(
        asking.platform,
        ("flows", start, until),
        lambda world: tuple(_sorted(world[RegistryView], start, until)),
    )


def _sorted(view: RegistryView, start: date, until: date) -> Iterator[Flow]:
    sums: dict[tuple[str, str, str], list[int]] = {}
    for place, came, model, step in _moves(view):
        if start <= step.on < until:
            known = sums.setdefault((place, came, model), [0, 0, 0])
            known[0] += step.there
            known[1] += 1
            known[2] = max(known[2], step.position)
    for (place, came, model), (chips, moves, last) in sorted(
        sums.items(), key=lambda it: (-it[1][0], it[0])
    ):
        yield Flow(start=place, end=came, model=model, chips=chips, moves=moves, last=last)


def _moves(view: RegistryView) -> Iterator[tuple[str, str, str, Step]]:
    """Yield every arrival of a lot in another country than it last stood in."""
    lots = {lot.lot: lot for lot in view.lots.where()}
    countries = {it.site: it.country for it in view.sites.where() if it.country is not None}
    stood: dict[LotId, list[tuple[int, str]]] = {}
    for steps, _ in histories(view, lots):
        lot = lots[steps[0].lot]
        place = _place_at(stood.get(lot.parent, []) if lot.parent else [], steps[0].position)
        for step in steps:
            now = _country(step, countries)
            if now is not None and now != place:
                if step is not steps[0] or lot.parent:
                    yield place, now, lot.model, step
                place = now
            stood.setdefault(lot.lot, []).append((step.position, place))


def _place_at(stood: list[tuple[int, str]], position: int) -> str:
    """Return where the lot stood of which another is a part, before it was one."""
    return next((place for at, place in reversed(stood) if at < position), MAKER)


def _country(step: Step, countries: Mapping[Any, str]) -> str | None:
    """Return in which country a lot stands after a step; nothing while it is on the way."""
    if step.custody in {Custody.IN_TRANSIT, Custody.DEPARTED}:
        return None
    held_at = step.delivered_to if step.custody is Custody.HELD else None
    at = step.site or held_at
    return None if at is None else countries.get(at)


RECORDED: Final = Page(
    path="/accounts/recorded",
    title="Recorded accounts that close",
    template="analyst/recorded.html",
    audience=ANALYST,
    answer=bridge,
    charts={"bridge": Drawing(title="From opening to closing", draw=_bridge)},
    menu="National accounts",
)
FLOWS: Final = Page(
    path="/accounts/flows",
    title="Flows between countries",
    template="analyst/flows.html",
    audience=ANALYST,
    answer=flows,
    charts={"flows": Drawing(title="From one country to another", draw=_between)},
    menu="National accounts",
)
