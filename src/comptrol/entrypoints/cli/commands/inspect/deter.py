"""Say how often audits must be so that evading does not pay."""

from collections.abc import Iterator

import click

from comptrol.domains.inspection import Deterrence, Stakes, deterrence
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, answer
from comptrol.entrypoints.cli.sampling import POPULATION_MAX, positive, share, whole
from comptrol.kernel.errors import UnreadableError


@click.command()
@click.option("--gain", type=float, help="G: what evading brings.")
@click.option("--penalty", type=float, help="P: with all that is taken back.")
@click.option("--detection", type=float, help="q: how often an audit finds it.")
@click.option("--splitting-cost", type=float, help="c: of presenting one thing as several.")
@click.option("--splitting-detection", type=float, help="q_s: how often an audit finds that.")
@click.option("--population", type=int, help="How many may be audited.")
@click.option("--cost-per-audit", type=float, help="What one audit costs.")
@as_json
def command(
    gain: float | None,
    penalty: float | None,
    detection: float | None,
    splitting_cost: float | None,
    splitting_detection: float | None,
    population: int | None,
    cost_per_audit: float | None,
    as_json: bool,
) -> int:
    """Work out the least rate of audits that deters, and how much each assumption matters."""
    if (splitting_cost is None) != (splitting_detection is None):
        raise UnreadableError("--splitting-cost and --splitting-detection were expected together")
    found = deterrence(
        Stakes(
            gain=positive("--gain", gain),
            penalty=positive("--penalty", penalty),
            detection=share("--detection", detection),
            splitting_cost=None
            if splitting_cost is None
            else positive("--splitting-cost", splitting_cost),
            splitting_detection=None
            if splitting_detection is None
            else share("--splitting-detection", splitting_detection),
        ),
        population=None
        if population is None
        else whole("--population", population, 1, POPULATION_MAX),
        cost_per_audit=None
        if cost_per_audit is None
        else positive("--cost-per-audit", cost_per_audit),
    )
    answer(found, _page(found), as_json=as_json)
    return YES if found.deterrable else NO


def _page(found: Deterrence) -> Iterator[str]:
    yield f"least rate  {found.least_rate:.6g} audits to each"
    if not found.deterrable:
        yield "audits alone deter nobody: raise detection or penalty, or take the gain away"
    if found.audits is not None:
        yield f"audits      {found.audits:.6g}"
    if found.budget is not None:
        yield f"budget      {found.budget:.6g}"
    for it in found.sensitivity:
        told = f"gain x {it.gain_times:g}, detection x {it.detection_times:g}"
        yield f"  {told}: {it.least_rate:.6g}"
