"""Say one thing under seal."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.entrypoints.cli.statements import read_statement
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("kind_name", metavar="KIND")
@click.argument("body", type=click.Path(path_type=Path))
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who says it.")
@click.option(
    "--data-subject",
    required=True,
    metavar="PSEUDONYM",
    help="The person it is about, never by name: whose erasure takes it along.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    kind_name: str,
    body: Path,
    party: str,
    data_subject: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Seal the statement in BODY (a JSON file): log a commitment, keep the words in the vault.

    The log shows who said something of this kind, and when. Show the words with: comptrol unseal;
    destroy them with: comptrol erase. Exit code 1: it was refused, and nothing is kept.
    """
    with closing(opened(settings, data)) as platform:
        said = read_statement(platform, kind_name, body)
        answer = platform.vault.seal(platform.keyring.of(PartyId(party)), said, data_subject)
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
