"""Show what is due when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import click

from comptrol.bootstrap import today
from comptrol.domains.disclosure import Calendar, Due, Standing, calendar
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, table
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.kernel.days import later
from comptrol.settings import Settings

QUARTER_DAYS: Final = 92
YEAR_DAYS: Final = 366
HEADINGS = ("due", "duty", "rule", "state", "standing", "period", "provider", "filed", "basis")


@click.command()
@click.option("--since", type=DAY, help="The first day. [default: a quarter before that day]")
@click.option("--until", type=DAY, help="The day after the last one. [default: a year after it]")
@click.option("--on", type=DAY, help="As it stands on this day. [default: today]")
@click.option("--provider", help="One provider alone. [default: all who report]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    since: datetime | None,
    until: datetime | None,
    on: datetime | None,
    provider: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Show what is due from one day to before another, by the rulebook that is adopted.

    What does not bind (proposed, a bill, in the code and not enforced) is shown as that. Exit
    code 1: something is overdue.
    """
    day = on.date() if on is not None else today()
    with world_of(settings, data) as world:
        found = calendar(
            world,
            since=since.date() if since is not None else later(day, -QUARTER_DAYS),
            until=until.date() if until is not None else later(day, YEAR_DAYS),
            on=day,
            provider=enrolled(world, provider) if provider is not None else None,
        )
    overdue = sum(it.standing is Standing.OVERDUE for it in found.due)
    if as_json:
        emit(found)
    else:
        _tell(found)
    return NO if overdue else YES


def _tell(found: Calendar) -> None:
    table(HEADINGS, (tuple(_row(it)) for it in found.due), nothing="Nothing is due.")
    note(
        f"as of {found.on}, by {found.rulebook} {found.rulebook_digest[:16]}, posture "
        f"{found.posture.value}; (r) is recalled, (?) a person must confirm"
    )


def _row(it: Due) -> Iterator[str]:
    yield str(it.on) if it.on is not None else it.when
    yield it.duty
    yield it.rule or ""
    yield it.state
    late = f", {counted(it.days_late, 'day')} late" if it.days_late else ""
    yield f"{it.standing.value}{late}"
    yield it.period or ""
    yield it.provider or ""
    lacking = ", ".join(f"{gap.figure} of {gap.days} days" for gap in it.missing)
    yield ", ".join(it.filings) + (f" lacks {lacking}" if lacking else "")
    marks = (" (r)" if it.quality == "recalled" else "") + (" (?)" if it.confirm else "")
    yield one_line(it.basis) + marks
