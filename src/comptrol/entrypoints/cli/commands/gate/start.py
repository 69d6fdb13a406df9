"""Say whether an order may start today."""

from contextlib import closing
from typing import Final

import click

from comptrol.domains.gate import GateView, OrderId, startable
from comptrol.domains.law import Outcome
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.settings import Settings

_STAYS: Final = (
    "A refused order stays refused, unless an appeal or a reviewer changes that: "
    "to ask otherwise, make a new order."
)


@click.command()
@click.argument("order")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, order: str, data: str | None, as_json: bool) -> int:
    """Say whether ORDER may start: by its ruling, its life, and the law and the facts of today.

    It is what a scheduler asks just before it starts what may have waited. Nothing is logged.
    Exit code 1: it may not start.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = startable(world, order=OrderId(order), on=platform.today())
        known = world[GateView].orders.get(OrderId(order))
    may = found.outcome is Outcome.ALLOW
    if as_json:
        emit(found)
    else:
        click.echo(f"{found.order} {'may start' if may else 'may not start'}.")
        for reason in found.reasons:
            click.echo(one_line(f"  {reason}"))
        if known is not None and known.outcome is Outcome.REFUSE and not known.standing:
            click.echo(f"  {_STAYS}")
    return YES if may else NO
