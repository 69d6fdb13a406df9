"""Say whether a site, with what it hangs together with, is a covered cluster."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.registry import Cluster, SiteId, cluster_of
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.settings import Settings


@click.command()
@click.argument("site")
@click.option("--on", type=DAY, help="On a day. [default: today]")
@click.option(
    "--definition", default="ccc/v3", show_default=True, help="A dated definition of a cluster."
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    site: str,
    on: datetime | None,
    definition: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Say whether SITE is part of a covered chip cluster, with the arithmetic.

    Chips at one site stand together; sites hang together by a fast link, or because somebody has
    stated, with evidence, that they work together.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        found = cluster_of(world, site=SiteId(site), on=day, definition=definition)
    answer(found, _page(found), as_json=as_json)


def _page(found: Cluster) -> Iterator[str]:
    verdict = found.verdict
    by = f" by {', '.join(verdict.limbs)}" if verdict.limbs else ""
    yield f"{verdict.definition}: {verdict.coverage.value}{by}"
    yield f"sites: {', '.join(found.sites)}"
    yield from (f"  {step}" for step in verdict.steps)
    yield from (f"  missing: {need}" for need in verdict.needs)
