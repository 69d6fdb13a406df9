"""Show how long people let others wait."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.gate import ServiceTimes, service_times
from comptrol.entrypoints.cli.amounts import hours
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.settings import Settings


@click.command()
@click.option("--until", type=DAY, help="The last day, which counts. [default: today]")
@click.option(
    "--days", type=click.IntRange(1, 1000), default=30, show_default=True, help="How many days."
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, until: datetime | None, days: int, data: str | None, as_json: bool
) -> None:
    """Show how long orders and appeals waited for people that were decided in the last days."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = until.date() if until is not None else platform.today()
        found = service_times(world, until=day, days=days)
    answer(found, times_page(found), as_json=as_json)


def times_page(found: ServiceTimes) -> Iterator[str]:
    """Yield how long people let others wait, in sentences."""
    stretch = f"From {found.since} to {found.until}"
    if found.median_s is None or found.longest_s is None:
        yield (
            f"{stretch} nothing was decided that had waited; "
            f"{counted(found.waiting, 'order waits', 'orders wait')} now."
        )
        return
    yield (
        f"{stretch} {counted(found.decided, 'was', 'were')} decided that had waited: half of "
        f"them within {hours(found.median_s)}, the longest after {hours(found.longest_s)}; "
        f"{counted(found.waiting, 'order waits', 'orders wait')} now."
    )
