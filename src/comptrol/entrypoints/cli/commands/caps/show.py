"""Show caps with their balances, and what is held of them."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import click

from comptrol.domains.caps import Cap, CapId, CapsView, Hold, HoldStage, Unit
from comptrol.entrypoints.cli.amounts import amount, moment
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World
from comptrol.settings import Settings

_HEADINGS = ("cap", "binds", "ceiling", "held", "used", "left", "from", "until", "source")
_LIVE = (HoldStage.HELD, HoldStage.CONFIRMED)


@click.command()
@click.argument("cap", required=False)
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, cap: str | None, data: str | None, as_json: bool) -> None:
    """Show every cap, or CAP alone: its ceiling, what is held and used, and what orders hold.

    Chip time is written in hours on one chip; JSON has whole chip-seconds. A cap without a
    ceiling counts and refuses nothing; one with less than nothing left is overdrawn.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        caps = _caps(world, cap)
        holds = tuple(_holds(world, {it.cap for it in caps}))
        now = platform.intake.clock.now()
    if as_json:
        emit({"balances": caps, "holds": holds})
        return
    if not caps:
        click.echo("No cap has been set: orders are held against none.")
        return
    table(_HEADINGS, map(_balance, caps))
    click.echo()
    if not holds:
        click.echo("Nothing is held.")
        return
    units = {it.cap: it.unit for it in caps}
    table(("hold", "cap", "held", "state"), (it for one in holds for it in _held(one, units, now)))


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
        if any(take.cap in caps for take in hold.takes):
            yield hold


def _balance(cap: Cap) -> tuple[object, ...]:
    left = None if cap.ceiling is None else cap.ceiling - cap.held - cap.used
    return (
        cap.cap,
        f"{cap.bearer.value} {cap.whose}".strip(),
        amount(cap.ceiling, cap.unit),
        amount(cap.held, cap.unit),
        amount(cap.used, cap.unit),
        "" if left is None else amount(left, cap.unit),
        cap.since,
        cap.until,
        cap.source,
    )


def _held(hold: Hold, units: dict[CapId, Unit], now: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield a line for each of these caps that a hold takes of."""
    state = hold.stage.value
    if hold.lapses_at is not None and hold.lapses_at < now:
        state = f"time was up {moment(hold.lapses_at)}: free for whoever orders next"
    elif hold.lapses_at is not None:
        state += f", lapses {moment(hold.lapses_at)}"
    for take in hold.takes:
        unit = units.get(take.cap)
        if unit is not None:
            yield (hold.hold, take.cap, amount(take.held, unit), state)
