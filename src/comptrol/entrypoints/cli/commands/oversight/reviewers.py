"""Show how much is decided, how fast, and how often it is undone."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.oversight import EachReviewer, MonthOfReview, Reviewers, each, reviewers
from comptrol.entrypoints.cli.commands.oversight.telling import percent, span
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.settings import Settings

_MONTHS = ("month", "decided", "screened", "overrides asked", "agreed", "appeals", "granted")
_EACH = ("reviewer", "decided", "screened", "overrides asked", "agreed", "appeals", "granted")


@click.command()
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@click.option("--each", "of_each", is_flag=True, help="Each of them: for the authority alone.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, on: datetime | None, of_each: bool, data: str | None, as_json: bool
) -> None:
    """Show what all who decide decided, by month, in sums that tell of nobody.

    With --each what each of them did, and how often it was undone. No server answers that: it is
    read where the log is kept, and is not to be published.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        found = each(world) if of_each else reviewers(world, on=day)
    if as_json:
        emit(found)
    elif isinstance(found, Reviewers):
        _tell(found)
    else:
        _tell_each(found)


def _tell(found: Reviewers) -> None:
    if found.least is None:
        note("No policy of oversight says of how few nothing is told: so no number is.")
    click.echo(f"{found.reviewers} decide or inspect; {_waiting(found.waiting)}.")
    click.echo(
        f"Who have declared no interests, nor that they have none: {_count(found.undeclared)}."
    )
    table(
        (*_MONTHS, "reversed", "median wait"),
        map(_month, found.months),
        nothing="Nobody has decided anything yet.",
    )
    if not found.whole:
        note("there was more than one answer reads")


def _month(it: MonthOfReview) -> tuple[object, ...]:
    asked = (it.decided, it.screening, it.overrides_asked, it.overrides_agreed)
    counts = map(_count, (*asked, it.appeals_decided, it.appeals_granted))
    return (it.month, *counts, percent(it.reversal), span(it.median_wait_s))


def _one(it: EachReviewer) -> tuple[object, ...]:
    counts = (it.decided, it.screening, it.overrides_asked, it.overrides_agreed)
    appeals = (it.appeals_decided, it.appeals_granted, f"{it.reversed} of {it.appealed}")
    declared = "yes" if it.declared else "NO"
    return (it.reviewer, *counts, *appeals, span(it.median_wait_s), declared)


def _tell_each(found: tuple[EachReviewer, ...]) -> None:
    table(
        (*_EACH, "own undone", "median wait", "declared"),
        map(_one, found),
        nothing="Nobody decides or inspects.",
    )
    note("for the authority alone: these are persons")


def _waiting(count: int | None) -> str:
    return "few things wait" if count is None else counted(count, "thing waits", "things wait")


def _count(count: int | None) -> str:
    return "few" if count is None else str(count)
