"""Show one order with all that was said of it."""

from contextlib import closing

import click
from msgspec.structs import asdict

from comptrol.domains.caps import CapsView, HoldId
from comptrol.domains.gate import GateView, LicenceFile, Order, OrderId, licence
from comptrol.domains.gate import order as order_file
from comptrol.entrypoints.cli.commands.gate.pages import order_page
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.kernel.view import World
from comptrol.settings import Settings


@click.command()
@click.argument("order")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, order: str, data: str | None, as_json: bool) -> None:
    """Show ORDER: what is asked, how it stands, every ruling, change, answer, override, appeal.

    Also what it holds of caps, and the licence that it presents. What a ruling says in full:
    comptrol ask gate/order order=ORDER
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = order_file(world, order=OrderId(order))
        hold = world[CapsView].holds.get(HoldId(order))
        units = {it.cap: it.unit for it in world[CapsView].caps.where()} if hold else {}
        presented, now = _presented(world, found.order), platform.intake.clock.now()
    whole = {**asdict(found), "hold": hold, "licence": presented}
    page = order_page(found, hold, units, presented, now)
    answer(whole, map(one_line, page), as_json=as_json)


def _presented(world: World, order: Order) -> LicenceFile | None:
    """Return the licence that an order presents, if it was entered."""
    name = order.licence_id
    if not order.licence or world[GateView].licences.get(name) is None:
        return None
    return licence(world, licence=name)
