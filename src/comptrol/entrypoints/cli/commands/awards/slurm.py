"""Write what accounts may draw in a month as associations of Slurm."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import today
from comptrol.domains.awards import drawable
from comptrol.entrypoints.agents.exports.slurm import Counting, slurm_lines
from comptrol.entrypoints.cli.commands.awards.writing import MONTH, written
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.option("--cluster", required=True, metavar="NAME", help="ClusterName of slurm.conf.")
@click.option("--provider", metavar="PARTY", help="Whose clusters. [default: everybody's]")
@click.option("--month", type=MONTH, help="Which month, as 2026-12. [default: this one]")
@click.option("--gpu", default="gres/gpu", show_default=True, help="The TRES that counts chips.")
@click.option("--parent", default="root", show_default=True, help="The account above them.")
@click.option(
    "--counts",
    type=OneOf(Counting),
    default=Counting.FOR_GOOD,
    show_default=True,
    help="Whether Slurm starts its count anew each month (PriorityUsageResetPeriod).",
)
@click.option("--out", type=click.Path(path_type=Path), help="A file. [default: standard output]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    cluster: str,
    provider: str | None,
    month: str | None,
    gpu: str,
    parent: str,
    counts: Counting,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Write a file for: sacctmgr load file=FILE — without clean, which would end everybody's work.

    It is a second line behind the gate: Slurm counts by cluster, and what runs already runs on.
    Read nothing back from it.
    """
    of_month = month or f"{today():%Y-%m}"
    with closing(opened(settings, data)) as platform, platform.world() as world:
        whose = None if provider is None else PartyId(provider)
        found = drawable(world, month=of_month, provider=whose)
    lines = slurm_lines(found, cluster=cluster, tres=gpu, parent=parent, counting=counts)
    written("".join(f"{it}\n" for it in lines), found, out, as_json=as_json)
