"""Name a customer whom the log asks for."""

from pathlib import Path

import click
import msgspec

from comptrol.domains.pseudonyms import Identifier, Name, Named
from comptrol.entrypoints.cli.commands.usage.answers import done
from comptrol.entrypoints.cli.commands.usage.desk import desk, provider_options
from comptrol.entrypoints.cli.commands.usage.rows import read_file
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.saying import from_words
from comptrol.settings import Settings


class Who(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a customer is, as its provider writes it down."""

    identifier: Identifier
    name: str


@click.command()
@click.argument("due", type=click.IntRange(0))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@provider_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    due: int,
    file: Path,
    party: str,
    url: str | None,
    key: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Name the customer of the row that DUE, a position of the log, asks for.

    FILE is JSON with identifier and name. Both go under seal; that somebody was named is in the
    log. An identifier that is not that of the row is found out. Exit code 1: it was refused.
    """
    who: Who = read_file(file, Who)
    said = from_words(Name, due=due, identifier=msgspec.to_builtins(who.identifier), name=who.name)
    with desk(settings, party, url, key, data) as at:
        answer = at.hand_in(said, lambda commitment: Named(due=due, commitment=commitment))
    return done(answer, "Named", as_json=as_json)
