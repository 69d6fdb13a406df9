"""Say that lines which were filed were otherwise."""

from pathlib import Path

import click
import msgspec

from comptrol.domains.disclosure import Cause, Restated
from comptrol.entrypoints.cli.commands.disclosure.files import Restating, read
from comptrol.entrypoints.cli.commands.usage.answers import done
from comptrol.entrypoints.cli.commands.usage.desk import desk, provider_options
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.saying import from_words
from comptrol.settings import Settings


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--restatement", required=True, help="The name of the restatement, for ever.")
@click.option("--filing", required=True, help="The filing whose lines these are.")
@click.option("--cause", type=OneOf(Cause), required=True, help="Why they were not so.")
@click.option("--reason", required=True, help="What was wrong, in a sentence.")
@provider_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    restatement: str,
    filing: str,
    cause: Cause,
    reason: str,
    party: str,
    url: str | None,
    key: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Restate the lines in FILE (JSON with "lines": only those that change).

    What was filed first stays, beside what stands now. Exit code 1: it was refused.
    """
    said = from_words(
        Restated,
        restatement=restatement,
        filing=filing,
        cause=cause.value,
        reason=reason,
        **msgspec.to_builtins(read(file, Restating)),
    )
    with desk(settings, party, url, key, data) as at:
        return done(at.say(said), "Restated", as_json=as_json)
