"""Compare how customers fare by country or size."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.oversight import By, Compared, EqualTreatment, compared
from comptrol.entrypoints.cli.commands.oversight.telling import percent, points
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.settings import Settings

_RATES = ("held", "refused", "alarmed", "dismissed")


@click.command()
@click.option("--since", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, help="The day after the last one. [default: tomorrow]")
@click.option("--by", type=OneOf(By), default=By.COUNTRY, help="By what they are told apart.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    since: datetime,
    until: datetime | None,
    by: By,
    data: str | None,
    as_json: bool,
) -> None:
    """Compare holds, refusals, alarms and dismissed cases of customers with those of all others.

    A gap is a question: countries differ in what the law asks of them. Of few nothing is told.
    Of any days, for the authority: in public there are only quarters that are over.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        last = until.date() if until is not None else platform.tomorrow()
        found = compared(world, since=since.date(), until=last, by=by)
    if as_json:
        emit(found)
    else:
        _tell(found)


def _tell(found: EqualTreatment) -> None:
    for group in found.groups:
        click.echo(
            f"{group.group}: {counted(group.customers, 'customer')}, "
            f"{counted(group.orders, 'order')}"
        )
        rows = ((name, *_cells(getattr(group, name))) for name in _RATES)
        table(("", "rate", "beside all others", ""), rows)
    if found.least is None:
        note("No policy of oversight says of how few nothing is told: so no group is.")
    note(
        f"{counted(found.kept_back, 'group is', 'groups are')} kept back: too small, or they "
        "would follow from others"
    )
    if not found.whole:
        note("there was more than one answer reads: ask for fewer days")


def _cells(one: Compared | None) -> tuple[str, str, str]:
    if one is None:
        return "few", "", ""
    apart = "hardly chance" if one.apart else ""
    return percent(one.rate), points(one.others), apart
