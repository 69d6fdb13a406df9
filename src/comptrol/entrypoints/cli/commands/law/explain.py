"""Ask for a ruling again."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.gate import OrderId, explained
from comptrol.entrypoints.cli.commands.law.decide import check_known
from comptrol.entrypoints.cli.commands.say import tell_decision
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened
from comptrol.settings import Settings


@click.command()
@click.argument("order")
@click.option(
    "--ruling", type=click.IntRange(0, 2**62), help="Its position. [default: the one in force]"
)
@click.option("--as-of", type=DAY, help="The day whose law applies. [default: the ruling's]")
@click.option("--known-at", type=DAY, help="The day of the knowledge. [default: the ruling's]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    order: str,
    ruling: int | None,
    as_of: datetime | None,
    known_at: datetime | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Ask for the ruling on ORDER again: by other days, and by what the log knows now.

    The ruling in the log stands as it is; what differs is shown first, then every ruling.
    """
    if known_at is not None:
        check_known(known_at.date())
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = explained(
            world,
            order=OrderId(order),
            ruling=ruling,
            as_of=as_of.date() if as_of else None,
            known_at=known_at.date() if known_at else None,
        )
    if as_json:
        emit(found)
        return
    click.echo(f"Ruling {found.ruling} on {order}, asked again for the law of {found.as_of}")
    click.echo(f"as known on {found.known_at}.")
    for difference in found.differences or ("nothing differs",):
        click.echo(one_line(f"  {difference}"))
    changed = ", ".join(found.facts_changed)
    click.echo(f"  facts that are known otherwise now: {changed or 'none'}")
    for title, decision in (
        ("As logged", found.logged),
        ("The same facts, for these days", found.again),
        ("As the log knows it now", found.now),
    ):
        click.echo(f"  {title}:")
        tell_decision(decision)
