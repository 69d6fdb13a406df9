"""Show which orders of a seller stand."""

from contextlib import closing

import click

from comptrol.domains.gate import Order, standing
from comptrol.entrypoints.cli.amounts import hours
from comptrol.entrypoints.cli.commands.gate.paging import PAGE, every
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.settings import Settings

_HEADINGS = ("order", "state", "customer", "chips", "model", "for", "from", "under", "job", "")


@click.command()
@click.option("--seller", metavar="PARTY", required=True, help="Whose orders.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, seller: str, data: str | None, as_json: bool) -> None:
    """Show every order of a seller that was allowed and is not over: what caps are held for.

    JSON has a line to each.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        who = enrolled(world, seller)
        found = list(
            every(
                lambda after: standing(world, seller=who, after=after, limit=PAGE),
                lambda it: it.order,
            )
        )
    if as_json:
        for order in found:
            emit(order)
    elif found:
        table(_HEADINGS, map(_row, found))
    if not found:
        note(f"No order of {seller} stands.")


def _row(order: Order) -> tuple[object, ...]:
    return (
        order.order,
        order.stage.value,
        order.customer,
        order.chips,
        order.model,
        "" if order.length_s is None else hours(order.length_s),
        order.on,
        order.under,
        order.job,
        "MUST STOP" if order.stop else "",
    )
