"""Show what was released and not accepted, and what came without a release."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.federation import (
    ArrivalUnmatched,
    OpenRelease,
    open_releases,
    unmatched_acceptances,
)
from comptrol.entrypoints.cli.commands.federation.crossing import day_of, on_option
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings


@click.command()
@on_option
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, on: datetime | None, data: str | None, as_json: bool) -> None:
    """Show the lots that count in no registry that is known of, and the chips without proof."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        released = open_releases(world, on=day_of(platform, on))
        claimed = unmatched_acceptances(world)
    told = {"open_releases": released, "unmatched_acceptances": claimed}
    answer(told, map(printable, _page(released, claimed)), as_json=as_json)


def _page(released: Sequence[OpenRelease], claimed: Sequence[ArrivalUnmatched]) -> Iterator[str]:
    yield f"released and not confirmed: {len(released)}"
    for it in released:
        release = it.release
        late = "  OVERDUE" if it.overdue else ""
        yield (
            f"  {release.transfer}: {release.chips} {release.model} of lot {release.lot}, "
            f"{release.holder} to {release.to_party} in {release.to_registry}, {it.days} days "
            f"of {it.accept_days}{late}"
        )
    yield f"claimed without a release: {len(claimed)}"
    for one in claimed:
        claim = one.claim
        yield (
            f"  {claim.claim}: {one.unmatched} of {one.chips} chips at {claim.site}, "
            f"{claim.party}, from {claim.from_registry} on {claim.on}"
        )
