"""Adopt a rulebook."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import read_rulebook
from comptrol.domains.law import Rulebook, Rulebooks
from comptrol.entrypoints.cli.adoption import adopts
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Receipt
from comptrol.settings import Settings


@click.command()
@click.argument("rulebook")
@adopts
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    rulebook: str,
    choice: dict[str, object],
    data: str | None,
    as_json: bool,
) -> int:
    """Adopt RULEBOOK (the name of a shipped one, or a folder), and keep it beside the log.

    It is kept under its digest, so that every later version can judge and audit by it.
    """
    with closing(opened(settings, data)) as platform:
        book = rulebook_of(platform.references.of(Rulebooks), rulebook)
        answer = platform.adopt(book, choice)
    if as_json:
        emit({**in_words(answer), "rulebook": book.name, "digest": book.digest})
    else:
        tell(answer)
        click.echo(f"{book.name} {book.digest}")
    return YES if isinstance(answer, Receipt) else NO


def rulebook_of(known: Rulebooks, name: str) -> Rulebook:
    """Return a rulebook by the name of a shipped one, or from a folder."""
    found = known.named(name)
    if found is not None:
        return found
    if not Path(name).is_dir():
        shipped = ", ".join(known.names)
        raise NotFoundError(f"{name} is no folder and no shipped rulebook ({shipped})")
    return read_rulebook(Path(name))
