"""Accounts over time: the largest countries, and two countries or blocs with their gap."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from comptrol.bootstrap.comparing import known_pair
from comptrol.domains.accounts import Account, Axis, Series, measured_account, quarter_ends, series
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.account_asking import (
    built,
    choices,
    chosen_axis,
    chosen_basis,
    chosen_factors,
    too_many,
)
from comptrol.entrypoints.console.pages.supply_asking import tried
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.account_days import account_days
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.gap_parts import parts_svg, told_parts
from comptrol.entrypoints.pictures.gap_words import (
    estimate,
    grown,
    share,
    table_doubts,
    title_of,
    told_days,
    verdict,
)
from comptrol.entrypoints.pictures.gaps import gap_svg, index_svg
from comptrol.entrypoints.pictures.plate import nothing
from comptrol.entrypoints.pictures.told import exact
from comptrol.kernel.errors import NotFoundError, UnreadableError

DAYS_MAX: Final = 24
YEARS: Final = 2
ONE: Final = "US"
OTHER: Final = "CN"


def over_time(asking: Asking) -> Mapping[str, Any]:
    """Show the days, the largest countries on each, and how two compare.

    What cannot be read is told beside the form, which keeps all that was written into it.
    """
    days, wrong = tried(lambda: days_of(asking))
    compared, strange = tried(lambda: compared_of(asking)) if days else (None, "")
    axis, basis = chosen_axis(asking, Axis.PROVIDER), chosen_basis(asking)
    return {
        "since": days[0].isoformat() if days else asking.word("since"),
        "until": days[-1].isoformat() if days else asking.word("until"),
        "one": asking.word("one", ONE),
        "other": asking.word("other", OTHER),
        "axis": axis,
        "basis": basis,
        "factors": chosen_factors(asking),
        "wrong": wrong or strange,
        "waits": too_many(asking, basis),
        "compared": compared,
        **_told(compared),
        **choices(asking),
    }


def _told(compared: Series | None) -> Mapping[str, Any]:
    """Return what is said of the two; nothing where there is nothing to compare."""
    return {
        "days": [_day(it) for it in compared.gaps] if compared else [],
        "verdict": verdict(compared.gaps[-1]) if compared else "",
        "doubts": list(table_doubts(compared)) if compared else [],
        "grown": [grown(it) for it in compared.growth] if compared else [],
        "parts_of_gap": _parts(compared) if compared else [],
    }


def _day(gap: Any) -> Mapping[str, Any]:  # noqa: ANN401  (a gap of the face's series)
    return {
        "on": gap.as_of,
        "sides": [(it.side, estimate(it.h100e)) for it in gap.sides],
        "index": share(gap.index),
        "known": share(gap.index_known),
        "world": share(gap.index_world),
    }


def _parts(compared: Series) -> list[tuple[str, str, str, str]]:
    return [
        (it.side, it.kind, estimate(it.h100e), share(it.index_without))
        for it in compared.gaps[-1].parts
    ]


def days_of(asking: Asking) -> tuple[date, ...]:
    """Return the ends of quarters that are asked for, and the last day itself."""
    until = asking.day("until")
    since = asking.day("since") if asking.word("since") else date(until.year - YEARS, 1, 1)
    days = quarter_ends(since, until)
    if len(days) > DAYS_MAX:
        raise UnreadableError(f"{len(days)} days: no more than {DAYS_MAX} quarters at once")
    return days


def accounts_of(asking: Asking) -> tuple[Account, ...]:
    """Return the account of each day; of none where no factor set is adopted."""
    factors, basis = chosen_factors(asking), chosen_basis(asking)
    if factors is None or too_many(asking, basis):
        return ()
    return tuple(built(asking, basis, day, factors) for day in days_of(asking))


def compared_of(asking: Asking) -> Series | None:
    """Return two countries or blocs over the days, on the axis that was chosen."""
    blocs = known_pair(asking.word("one", ONE), asking.word("other", OTHER))
    axis = chosen_axis(asking, Axis.PROVIDER)
    measured = (it for found in accounts_of(asking) for it in measured_account(found, blocs))
    sides = blocs[0].name, blocs[1].name
    return next((it for it in series(measured, sides) if it.axis is axis), None)


def _largest(asking: Asking) -> Chart:
    return account_days(accounts_of(asking), chosen_axis(asking, Axis.PROVIDER))


def _gap(
    name: str, draw: Callable[[Series], str], words: Callable[[Series], str]
) -> Callable[[Asking], Chart]:
    def drawn(asking: Asking) -> Chart:
        found = compared_of(asking)
        if found is None:
            raise NotFoundError("there is nothing to compare these two by")
        title, told = title_of(found), words(found)
        empty = not found.gaps[-1].parts and name == "gap-parts"
        return Chart(
            name=name,
            title=title,
            told=told,
            columns=("Day", "Side", "p5", "Median", "p95", "What", "Share", "Share of the world"),
            rows=tuple(_rows(found)),
            svg=nothing(title, "No part is told apart.") if empty else draw(found),
        )

    return drawn


def _rows(found: Series) -> list[tuple[str, ...]]:
    return [
        (
            str(gap.as_of),
            side.side,
            *(exact(it) for it in (side.h100e.p5, side.h100e.median, side.h100e.p95)),
            side.h100e.what,
            share(gap.index),
            share(gap.index_world),
        )
        for gap in found.gaps
        for side in gap.sides
    ]


OVER_TIME: Final = Page(
    path="/accounts/over-time",
    title="Accounts over time",
    template="analyst/over_time.html",
    audience=frozenset({Audience.ANALYST}),
    answer=over_time,
    charts={
        "largest": Drawing(title="The largest countries over time", draw=_largest),
        "gap": Drawing(title="The two over time", draw=_gap("gap", gap_svg, told_days)),
        "index": Drawing(
            title="The part of the first in what both have",
            draw=_gap("index", index_svg, told_days),
        ),
        "gap-parts": Drawing(
            title="What the gap is made of",
            draw=_gap("gap-parts", parts_svg, lambda it: told_parts(it.gaps[-1])),
        ),
    },
    menu="National accounts",
)
