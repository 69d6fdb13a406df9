"""Write what accounts may draw in a month as quotas of Kueue."""

from contextlib import closing
from pathlib import Path

import click
import yaml

from comptrol.bootstrap import today
from comptrol.domains.awards import drawable
from comptrol.entrypoints.agents.exports.kueue import kueue_objects
from comptrol.entrypoints.cli.commands.awards.writing import MONTH, written
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.option("--provider", metavar="PARTY", help="Whose cluster. [default: everybody's]")
@click.option("--month", type=MONTH, help="Which month, as 2026-12. [default: this one]")
@click.option("--resource", default="nvidia.com/gpu", show_default=True, help="One is one chip.")
@click.option("--check", default="comptrol", show_default=True, help="The admission check.")
@click.option("--out", type=click.Path(path_type=Path), help="A file. [default: standard output]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    provider: str | None,
    month: str | None,
    resource: str,
    check: str,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Write a ClusterQueue and a flavour for each pool of each award, for: kubectl apply -f FILE.

    A quota of Kueue is chips at once, and counts nothing over time: an even month, rounded up. The
    total is held by the gate alone, which the queues ask through the admission check.
    """
    of_month = month or f"{today():%Y-%m}"
    with closing(opened(settings, data)) as platform, platform.world() as world:
        whose = None if provider is None else PartyId(provider)
        found = drawable(world, month=of_month, provider=whose)
    objects = kueue_objects(found, resource=resource, check=check)
    text = yaml.safe_dump_all(objects, sort_keys=False, allow_unicode=True, width=99)
    written(text, found, out, as_json=as_json)
