"""Show the other registries and their policies."""

from collections.abc import Iterator
from contextlib import closing

import click

from comptrol.domains.federation import OtherRegistry, registries
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings


@click.command()
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, as_json: bool) -> None:
    """Show every other registry as it is believed now."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = registries(world)
    page = [printable(line) for it in found for line in _page(it)]
    answer(found, page or ["No other registry is known."], as_json=as_json)


def _page(it: OtherRegistry) -> Iterator[str]:
    yield f"{it.registry}  {it.name}, {it.contact}"
    yield (
        f"  since position {it.position}; accepted within {counted(it.accept_days, 'day')}; "
        f"{it.source}"
    )
    yield from (f"  {line}" for line in it.policy.splitlines())
