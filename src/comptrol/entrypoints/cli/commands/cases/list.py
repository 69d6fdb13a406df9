"""List cases."""

from contextlib import closing

import click

from comptrol.domains.cases import Stage, cases
from comptrol.entrypoints.cli.commands.gate.paging import PAGE, every
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings


@click.command()
@click.option("--party", help="Cases about one party alone.")
@click.option("--stage", type=OneOf(Stage), help="Cases at one stage alone.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, party: str | None, stage: Stage | None, data: str | None, as_json: bool
) -> None:
    """List cases by name: about whom, at which stage, and how they came out."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        about = enrolled(world, party) if party is not None else None
        found = list(
            every(
                lambda after: cases(world, party=about, stage=stage, after=after, limit=PAGE),
                lambda it: it.case,
            )
        )
    if as_json:
        for it in found:
            emit(it)
        return
    table(
        ("case", "stage", "opened", "about", "outcome"),
        (
            (
                it.case,
                it.stage.value,
                it.opened_at.date(),
                ", ".join(it.parties),
                it.outcome.value if it.outcome is not None else "",
            )
            for it in found
        ),
        nothing="No case was found.",
    )
