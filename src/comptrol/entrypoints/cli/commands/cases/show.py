"""Show one case."""

from contextlib import closing

import click
from msgspec.structs import asdict

from comptrol.domains.cases import CaseFile, CaseId, Weights, case, weights
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings


@click.command()
@click.argument("name", metavar="CASE")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, name: str, data: str | None, as_json: bool) -> None:
    """Show CASE with everything that was said in it, and what its signals come to together."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        file, weighed = case(world, case=CaseId(name)), weights(world, case=CaseId(name))
    if as_json:
        emit({**asdict(file), "weights": weighed})
        return
    _tell(file, weighed)


def _tell(file: CaseFile, weighed: Weights) -> None:
    it = file.case
    click.echo(one_line(f"{it.case} is {it.stage.value}; about {', '.join(it.parties)}."))
    click.echo(one_line(f"{it.rule.rule} ({it.rule.version}): {it.grounds}"))
    table(
        ("when", "what", "as", "by", "entry"),
        (
            (f"{step.at:%Y-%m-%d %H:%M}", step.kind, step.title, step.by, step.position)
            for step in file.steps
        ),
    )
    for taken in file.measures:
        state = "in force" if taken.in_force else taken.ended_by
        about = ", ".join((*taken.parties, *taken.orders))
        told = f"measure {taken.number}: {taken.measure.value} {about} until {taken.until}"
        click.echo(one_line(f"{told}, {state}"))
    for one in weighed.posteriors:
        click.echo(f"prior odds {one.prior_odds}: odds {one.odds}, probability {one.probability}")
    if weighed.unknown:
        click.echo(one_line(f"not weighed, nobody says by how much: {', '.join(weighed.unknown)}"))
    click.echo(weighed.says)
