"""Show what every detector answers about a provider, or how totals came about."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime

import click

from comptrol.domains.disclosure import FigureName
from comptrol.domains.forensics import Balance, Standing, Verdict, panel, standing
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer, emit, opened, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World
from comptrol.settings import Settings

_HEADINGS = (
    *("period", "filed", "of", "chips filed", "of", "total"),
    *("change", "by members", "by the panel", "definition"),
)


@click.command()
@click.argument("provider", required=False)
@click.option("--panel", "figure", metavar="FIGURE", help="Show who filed a figure, by period.")
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    provider: str | None,
    figure: str | None,
    on: datetime | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Show what every detector answers about PROVIDER; nothing is raised by it.

    Where periods follow each other and nothing is seen, the last is shown; JSON has all.

    With --panel instead, show by period who filed a figure, with which share of the chips that the
    registry knows, and how much of the change of its total is due to who is in the panel.
    """
    if (provider is None) == (figure is None):
        raise UnreadableError("expected a provider, or --panel with a figure")
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        if figure is not None:
            _show_panel(world, FigureName(figure), day, as_json=as_json)
        elif provider is not None:
            found = standing(world, provider=PartyId(provider), on=day)
            answer(found, _page(found), as_json=as_json)


def _page(found: Standing) -> Iterator[str]:
    level = found.advice.level.value if found.advice is not None else "none"
    yield printable(
        f"{found.provider} on {found.on} by {found.policy}: {counted(found.lines, 'line')} read, "
        f"level {level}"
    )
    quiet = {
        (it.detector, it.strength, it.about.partition("@")[0]): it
        for it in found.answers
        if it.verdict is Verdict.NOTHING
    }
    for it in found.answers:
        if it.verdict is not Verdict.NOTHING or it in quiet.values():
            yield printable(f"{it.detector}: {it.verdict.value}: {it.told}")


def _show_panel(world: World, figure: FigureName, on: date, *, as_json: bool) -> None:
    found = panel(world, figure=figure, on=on)
    if not found:
        raise NotFoundError(f"no figure {figure!r} was to be reported by {on}")
    if as_json:
        for it in found:
            emit(it)
        return
    table(_HEADINGS, map(_row, found))


def _row(it: Balance) -> tuple[object, ...]:
    return (
        *(it.period, it.filed, it.members, it.chips_filed, it.chips, it.total),
        *(it.changed, it.changed_by_members, it.changed_by_panel, it.definition),
    )
