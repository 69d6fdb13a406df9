"""File what each customer used in a period."""

from pathlib import Path

import click
import msgspec

from comptrol.domains.pseudonyms import faults, outline
from comptrol.entrypoints.cli.commands.usage.answers import done
from comptrol.entrypoints.cli.commands.usage.desk import desk, provider_options
from comptrol.entrypoints.cli.commands.usage.rows import read_usage
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--restates", type=click.IntRange(0), help="The position of the filing it corrects.")
@click.option(
    "--kept",
    type=click.Path(path_type=Path),
    help="Where to write the rows as they were filed: in it the log's row numbers are found.",
)
@provider_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    restates: int | None,
    kept: Path | None,
    party: str,
    url: str | None,
    key: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """File the usage in FILE (JSON, as pseudonyms.usage/1) under seal.

    The rows go to the authority's vault; the log has a commitment, and which period it is of. The
    rows are put in the order of their pseudonyms. Exit code 1: refused, and nothing is kept.
    """
    said = read_usage(file)
    wrong = tuple(faults(said))
    if wrong:
        raise UnreadableError("\n".join(f"{file}, {one}" for one in wrong))
    with desk(settings, party, url, key, data) as at:
        answer = at.hand_in(said, lambda commitment: outline(said, commitment, restates))
    if kept is not None:
        kept.write_bytes(msgspec.json.format(msgspec.json.encode(said), indent=1))
    return done(answer, "Filed", as_json=as_json)
