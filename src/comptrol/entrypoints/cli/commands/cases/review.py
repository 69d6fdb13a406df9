"""Go through all cases as of today."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.cases import Reviewed, ReviewId
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="As of a day that has come. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, on: datetime | None, data: str | None, as_json: bool) -> int:
    """Let the authority say that it went through all cases: what expired ends, overdue is named.

    `comptrol watch` does the same on a new day on which there is anything.
    """
    with closing(opened(settings, data)) as platform:
        day = on.date() if on is not None else platform.today()
        name = ReviewId(f"review-{day}-{platform.store.size()}")
        answer = platform.speaker(AUTHORITY).say(Reviewed(review=name, on=day))
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
