"""Show who used most of the chips in a period."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime

import click

from comptrol.domains.metering import DAYS_MAX, UserRank, UserRanks, most_used
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.cli.amounts import hours, percent
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.quantity import LIMIT_MAX
from comptrol.kernel.view import World
from comptrol.settings import Settings

_HEADINGS = ("user", "name", "chip time", "share", "orders", "at")


@click.command()
@click.option("--until", type=DAY, help="The day after the last one. [default: tomorrow]")
@click.option("--days", type=click.IntRange(1, DAYS_MAX), default=30, show_default=True)
@click.option("--provider", metavar="PARTY", help="At one provider. [default: at all of them]")
@click.option("--limit", type=click.IntRange(1, LIMIT_MAX), default=20, show_default=True)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    until: datetime | None,
    days: int,
    provider: str | None,
    limit: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Show who used most chip time as meters saw it, who uses what was ordered first of all.

    What an order used that no meter saw is in no day, and not here: see comptrol ask
    metering/provider-usage.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        end = until.date() if until is not None else platform.tomorrow()
        start = date.fromordinal(max(1, end.toordinal() - days))
        whose = None if provider is None else enrolled(world, provider)
        found = most_used(world, since=start, until=end, provider=whose, limit=limit)
        rows = [_row(world, it) for it in found.most]
    if as_json:
        emit(found)
        return
    if rows:
        table(_HEADINGS, rows)
    for line in _notes(found):
        note(line)


def _row(world: World, it: UserRank) -> tuple[object, ...]:
    party = world[PartiesView].parties.get(it.party)
    return (
        it.party,
        party.name if party is not None else "",
        hours(it.chip_seconds),
        percent(it.share),
        it.orders,
        ", ".join(it.providers),
    )


def _notes(found: UserRanks) -> Iterator[str]:
    where = "" if found.provider is None else f" at {found.provider}"
    yield (
        f"{counted(found.users, 'user')}{where} from {found.since} until {found.until}: "
        f"{hours(found.chip_seconds)} of chip time, as meters saw it."
    )
    if len(found.most) < found.users:
        yield f"The first {len(found.most)} are shown: see --limit."
    if found.unattributed_chip_seconds:
        yield f"{hours(found.unattributed_chip_seconds)} of it are of nobody knows which order."
