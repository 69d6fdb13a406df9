"""Hold every party of the log against an edition, without adopting it."""

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import click

from comptrol.bootstrap import matcher
from comptrol.domains.parties import PartiesView, Party
from comptrol.domains.screening import (
    Match,
    Matcher,
    ScreeningView,
    Verdict,
    matcher_in_force,
    standing_on,
    would_stand,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.flow.world import RowsWorld
from comptrol.settings import Settings

Line = tuple[Party, Verdict | None, Verdict, tuple[Match, ...]]


@click.command()
@click.argument("edition", required=False, type=click.Path(path_type=Path))
@click.option("--all", "everyone", is_flag=True, help="Also those whose verdict stays.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, edition: Path | None, everyone: bool, data: str | None, as_json: bool
) -> None:
    """Hold every party against EDITION (a file or a folder of lists; else the one in force).

    Nothing is said to the log: it shows whose verdict would change. Before and now count what
    reviewers have decided, where it holds of both sides as they are.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        index = matcher_in_force(world) if edition is None else matcher(edition)
        parties = tuple(world[PartiesView].parties.where())
        lines: list[Line] = []
        with click.progressbar(parties, label="parties", file=sys.stderr) as bar:
            for party in bar:
                lines += _held(party, index, world, platform.today())
    shown = [line for line in lines if everyone or line[1] is not line[2]]
    if as_json:
        for party, before, now, matches in shown:
            emit({"party": party.party, "before": before, "verdict": now, "matches": matches})
        return
    table(
        ("party", "before", "now", "score", "list", "listed name"),
        [
            (party.party, before.value if before else "", now.value, *_best(matches))
            for party, before, now, matches in shown
        ],
        nothing="No verdict is another by this edition.",
    )
    click.echo(f"{counted(len(lines), 'party')} held against {index.edition.edition}")


def _held(party: Party, index: Matcher, world: RowsWorld, today: date) -> Iterator[Line]:
    """Yield a party with its verdict before and now; a person has no name to hold."""
    view = world[ScreeningView]
    now = would_stand(party, index, view, today)
    if now is None:
        return
    known = standing_on(view, party.party, today)
    yield party, known.verdict if known else None, now.verdict, now.matches


def _best(matches: tuple[Match, ...]) -> tuple[object, ...]:
    return (matches[0].score, matches[0].list, matches[0].name) if matches else ("", "", "")
