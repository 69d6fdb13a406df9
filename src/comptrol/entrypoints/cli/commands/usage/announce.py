"""Make and announce the key of the next epoch."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap.pseudonyming import announce_epoch
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.settings import Settings


@click.command()
@click.option("--since", type=DAY, required=True, help="The first day whose usage it is for.")
@click.option("--until", type=DAY, required=True, help="The day after the last one.")
@click.option(
    "--evaluates-until",
    type=DAY,
    required=True,
    help="From this day on nobody gets pseudonyms; destroy the key then.",
)
@click.option(
    "--per-day",
    type=click.IntRange(1, 10**9),
    required=True,
    help="How many evaluations a provider may ask for in a day.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    since: datetime,
    until: datetime,
    evaluates_until: datetime,
    per_day: int,
    data: str | None,
    as_json: bool,
) -> int:
    """Make the key of the next epoch, keep it in the data folder, and announce its public half.

    What is filed under one epoch joins with nothing filed under another. Exit code 1: refused.
    """
    with closing(opened(settings, data)) as platform:
        answer = announce_epoch(
            platform,
            since=since.date(),
            until=until.date(),
            evaluates_until=evaluates_until.date(),
            per_day=per_day,
        )
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
