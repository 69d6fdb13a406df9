"""Get the pseudonyms of customers."""

from pathlib import Path
from typing import Annotated

import click
import msgspec
from msgspec import Meta

from comptrol.domains.pseudonyms import Identifier, canonical
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.commands.usage.desk import desk, provider_options, pseudonyms_of
from comptrol.entrypoints.cli.commands.usage.rows import read_file
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, table
from comptrol.flow.answers import in_words
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.lei import is_lei
from comptrol.settings import Settings

Identifiers = Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=100_000)]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A pseudonym, and of which identifier in its canonical form."""

    identifier: str
    pseudonym: str


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--epoch", type=click.IntRange(1), required=True, help="Whose key makes them.")
@provider_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    epoch: int,
    party: str,
    url: str | None,
    key: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Get the pseudonym of every identifier in FILE: a JSON list of organisations.

    Each has its lei, or else country, register and number. They leave this machine blinded: the
    authority learns how many there are, made up to the next 64, and nothing else. Keep the answer;
    each time counts against what a day allows. Exit code 1: it was refused.
    """
    identifiers = _canonical(file)
    with desk(settings, party, url, key, data) as at:
        found = pseudonyms_of(at, epoch, identifiers)
    if isinstance(found, Refused):
        emit(in_words(found)) if as_json else tell(found)
        return NO
    made = [Made(identifier=i, pseudonym=p) for i, p in zip(identifiers, found, strict=True)]
    if as_json:
        emit(made)
    else:
        table(("identifier", "pseudonym"), [(it.identifier, it.pseudonym) for it in made])
    return YES


def _canonical(file: Path) -> list[str]:
    """Return the identifiers in their one form; a mistake is told by its place in the file."""
    found = []
    for number, it in enumerate(read_file(file, Identifiers)):
        try:
            found.append(canonical(it))
        except UnreadableError as error:
            raise UnreadableError(f"{file}, item {number}: {error}") from error
        lei = found[-1].rpartition("|lei|")[2]
        if it.lei is not None and not is_lei(lei):
            note(f"{file}, item {number}: the check digits of this LEI do not hold")
    return found
