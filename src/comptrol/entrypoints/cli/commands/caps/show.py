"""Show caps with their balances, and what is held of them."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from comptrol.domains.caps import (
    Cap,
    CapId,
    CapsView,
    Hold,
    HoldStage,
    Period,
    Review,
    Unit,
    Verdict,
    coming,
    current,
    verdict,
)
from comptrol.entrypoints.cli.amounts import amount, moment
from comptrol.entrypoints.cli.commands.caps.equivalents import Equivalent, equivalents, factors_of
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import plain
from comptrol.kernel.view import World
from comptrol.settings import Settings

_HEADINGS = (
    *("cap", "binds", "window", "ceiling", "held", "used", "left"),
    *("from", "until", "source"),
)
_LIVE = (HoldStage.HELD, HoldStage.CONFIRMED)


@click.command()
@click.argument("cap", required=False)
@click.option(
    "--factors", metavar="SET", help="Of H100 equivalents. [default: the set adopted last]"
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, cap: str | None, factors: str | None, data: str | None, as_json: bool
) -> None:
    """Show every cap, or CAP alone: its ceiling, what is held and used, and what orders hold.

    Chip time is written in hours on one chip; JSON has whole chip-seconds. Of a cap with windows
    the present one is shown and, last, the later ones of which something is held. A cap without a
    ceiling counts and refuses nothing; one with less than nothing left is overdrawn.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        now = platform.intake.clock.now()
        caps = _caps(world, cap)
        holds = tuple(_holds(world, {it.cap for it in caps}))
        rows = [(it, current(world, it, now)) for it in caps]
        periods = [it for _, it in rows if it is not None]
        later = [(one, it) for one in caps for it in coming(world, one, now)]
        reviews = [it for one in caps if (it := world[CapsView].reviews.get(one.cap))]
        chosen = factors_of(world, factors)
        weights = {it.hold: it for it in equivalents(world, holds, chosen)}
    if as_json:
        ahead = [it for _, it in later]
        more = {
            "periods": periods,
            "coming": ahead,
            "reviews": reviews,
            "h100e": list(weights.values()),
        }
        emit({"balances": caps, "holds": holds, **{it: on for it, on in more.items() if on}})
        return
    if not caps:
        click.echo("No cap has been set: orders are held against none.")
        return
    table(_HEADINGS, (_balance(*it) for it in (*rows, *later)))
    for line in _notes(rows, reviews, now.date()):
        note(line)
    click.echo()
    _tell_holds(holds, caps, weights, chosen, now)


def _caps(world: World, name: str | None) -> tuple[Cap, ...]:
    """Return one cap, or all of them by name."""
    caps = world[CapsView].caps
    if name is None:
        return tuple(caps.where())
    found = caps.get(CapId(name))
    if found is None:
        raise NotFoundError(f"no cap {name!r} has been set; list them with: comptrol caps show")
    return (found,)


def _holds(world: World, caps: set[CapId]) -> Iterator[Hold]:
    """Yield the live holds on some caps, by name."""
    holds = world[CapsView].holds
    live = (it for stage in _LIVE for it in holds.where(stage=stage))
    for hold in sorted(live, key=lambda it: it.hold):
        if not caps.isdisjoint(hold.named):
            yield hold


def _balance(cap: Cap, period: Period | None) -> tuple[object, ...]:
    held = Decimal(cap.held) if period is None else period.held
    used = Decimal(cap.used) if period is None else period.counted(cap.basis)
    top = cap.top if period is None else cap.top_in(period.window)
    left = None if top is None else top - held - used
    return (
        cap.cap,
        f"{cap.bearer.value} {cap.whose}".strip(),
        _window(cap, period),
        amount(top, cap.unit),
        amount(held, cap.unit),
        amount(used, cap.unit),
        "" if left is None else amount(left, cap.unit),
        cap.since,
        cap.until,
        cap.source,
    )


def _window(cap: Cap, period: Period | None) -> str:
    if cap.window is None or period is None:
        return ""
    return f"last {cap.window.days} d" if cap.window.days is not None else period.window


def _notes(
    rows: list[tuple[Cap, Period | None]], reviews: list[Review], today: date
) -> Iterator[str]:
    """Yield what a person has to know beside the numbers."""
    for it in reviews:
        if it.review_on is not None and it.review_on < today:
            yield f"Cap {it.cap} was to be reviewed by {it.review_on}."
    for cap, period in rows:
        found = verdict(cap, period) if period is not None else None
        if found is not None:
            yield from _ceiling(cap, found)


def _ceiling(cap: Cap, found: Verdict) -> Iterator[str]:
    """Say whether a ceiling in operations is passed for certain, or may be."""
    if found.certain:
        yield f"Cap {cap.cap} is passed for certain: the lower end of what was used is above it."
    elif found.possible:
        above = "the upper end of what was used is above it"
        yield f"Cap {cap.cap} may be passed: {above}. A person decides."


def _tell_holds(
    holds: tuple[Hold, ...],
    caps: tuple[Cap, ...],
    weights: dict[str, Equivalent],
    factors: str | None,
    now: datetime,
) -> None:
    if not holds:
        click.echo("Nothing is held.")
        return
    units = {it.cap: it.unit for it in caps}
    weight = () if factors is None else (f"H100e by {factors}",)
    lines = (it for one in holds for it in _held(one, units, weights, now))
    table(("hold", "cap", "held", *weight, "state"), lines, nothing="Nothing is held.")


def _held(
    hold: Hold, units: dict[CapId, Unit], weights: dict[str, Equivalent], now: datetime
) -> Iterator[tuple[Any, ...]]:
    """Yield a line for each of these caps that a hold takes of."""
    state = hold.stage.value
    if hold.lapses_at is not None and hold.lapses_at < now:
        state = f"time was up {moment(hold.lapses_at)}: free for whoever orders next"
    elif hold.lapses_at is not None:
        state += f", lapses {moment(hold.lapses_at)}"
    weight = weights.get(hold.hold)
    column = () if weight is None else (_weight(weight),)
    held: list[tuple[CapId, int | Decimal]] = [(it.cap, it.held) for it in hold.takes]
    held += [(it.cap, it.held) for it in hold.exact or ()]
    for cap, many in held:
        unit = units.get(cap)
        if unit is not None:
            yield (hold.hold, cap, amount(many, unit), *column, state)


def _weight(found: Equivalent) -> str:
    return "unknown" if found.h100e is None else plain(found.h100e)
