"""Say that something was reviewed, or by when it is to be."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.oversight import Matter, Reviewed, ReviewSet, Verdict
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.entrypoints.cli.saying import from_words
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings


@click.command()
@click.argument("matter", metavar="MATTER", type=OneOf(Matter))
@click.argument("name")
@click.option("--by", "next_by", type=DAY, help="By when it is reviewed, or reviewed again.")
@click.option("--every-days", type=click.IntRange(1, 3660), help="And so often after that.")
@click.option("--verdict", type=OneOf(Verdict), help="It was reviewed: what came of it.")
@click.option("--reasons", help="And why.")
@click.option("--source", help="Where the decision to review it by a day stands.")
@click.option("--title", required=True, help="Who decided, by title.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    matter: Matter,
    name: str,
    next_by: datetime | None,
    every_days: int | None,
    verdict: Verdict | None,
    reasons: str | None,
    source: str | None,
    title: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Say by when NAME is to be reviewed; with --verdict, that it was, and when again.

    MATTER and NAME are as comptrol oversight due has them. Exit code 1: it was refused.
    """
    day = None if next_by is None else next_by.date().isoformat()
    about = {"matter": matter.value, "name": name, "by": title}
    said: Statement
    if verdict is None:
        if day is None or source is None or reasons is not None:
            raise click.UsageError("--by and --source set a day; --verdict says it was reviewed")
        about |= {"review_by": day, "source": source}
        said = from_words(ReviewSet, every_days=every_days, **about)
    else:
        if reasons is None or source is not None or every_days is not None:
            raise click.UsageError("what was reviewed has --reasons, and --by if it goes on")
        about |= {"verdict": verdict.value, "reasons": reasons}
        said = from_words(Reviewed, next_by=day, **about)
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(AUTHORITY).say(said)
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
