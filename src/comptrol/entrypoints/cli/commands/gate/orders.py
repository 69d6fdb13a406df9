"""Show which orders there are, how each was ruled, and why."""

from collections.abc import Iterator
from contextlib import closing

import click

from comptrol.domains.gate import RuledOrder, ruled_orders
from comptrol.domains.law import Outcome
from comptrol.entrypoints.cli.commands.gate.pages import order_lines
from comptrol.entrypoints.cli.commands.gate.paging import PAGE, every
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World
from comptrol.settings import Settings


@click.command()
@click.option("--outcome", type=OneOf(Outcome), help="Ruled so alone.")
@click.option("--customer", metavar="PARTY", help="Of one customer alone.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, outcome: str | None, customer: str | None, data: str | None, as_json: bool
) -> None:
    """Show every order by name: what it is, how it stands, and why it may not go.

    All that was refused: comptrol gate orders --outcome refuse. The gravest reasons are told, with
    their sources; whatever else was found: comptrol gate show ORDER. JSON has a line to each.
    """
    only = None if outcome is None else Outcome(outcome)
    with closing(opened(settings, data)) as platform, platform.world() as world:
        who, now = (
            None if customer is None else enrolled(world, customer),
            platform.intake.clock.now(),
        )
        number = 0
        for one in _every(world, who, only):
            number += 1
            if as_json:
                emit(one)
            else:
                click.echo("\n".join(map(one_line, order_lines(one, now))))
    ruled = "" if only is None else f" ruled {only.value!r}"
    whose = "" if customer is None else f" of {customer}"
    note(f"{counted(number, 'order')}{ruled}{whose}." if number else f"No order{ruled}{whose}.")


def _every(
    world: World, customer: PartyId | None, outcome: Outcome | None
) -> Iterator[RuledOrder]:
    return every(
        lambda after: ruled_orders(
            world, customer=customer, outcome=outcome, after=after, limit=PAGE
        ),
        lambda it: it.order.order,
    )
