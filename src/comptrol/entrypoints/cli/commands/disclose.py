"""Say something whose claims can be shown one by one; show some; check what is shown."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.privacy import Purpose, Topic
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.commands.unseal import POSITION
from comptrol.entrypoints.cli.looking import look_at, look_options
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened, table
from comptrol.entrypoints.cli.statements import read_bytes, read_statement
from comptrol.flow.answers import in_words
from comptrol.flow.disclosing import Shown, check_presentation, presentation, say_disclosable
from comptrol.kernel.errors import NotProvenError, UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.group()
def command() -> None:
    """Say something whose claims can be shown one by one (SD-JWT); show some; check them."""


@command.command()
@click.argument("kind_name", metavar="KIND")
@click.argument("body", type=click.Path(path_type=Path))
@click.option("--topic", required=True, help="What it is about, as the log may know it.")
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
def issue(
    settings: Settings,
    kind_name: str,
    body: Path,
    topic: str,
    party: str,
    data_subject: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Log the statement in BODY (a JSON file) with every claim hidden. Exit code 1: refused."""
    with closing(opened(settings, data)) as platform:
        said = read_statement(platform, kind_name, body)
        voice = platform.keyring.of(PartyId(party))
        answer = say_disclosable(platform.vault, voice, said, Topic(topic), data_subject)
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO


@command.command()
@click.argument("position", type=POSITION)
@click.option("--claim", "claims", multiple=True, help="A claim to show. None: only that it is.")
@look_options
@data_option
@click.pass_obj
def present(
    settings: Settings,
    position: int,
    claims: tuple[str, ...],
    purpose: Purpose,
    citation: str | None,
    case: str | None,
    party: str,
    data: str | None,
) -> int:
    """Write a presentation of the entry at POSITION that shows these claims and no others.

    First it is logged that you look, and why. Exit code 1: the look was refused.
    """
    said = look_at(position, purpose, citation, case)
    with closing(opened(settings, data)) as platform:
        voice = platform.keyring.of(PartyId(party))
        answer, text = presentation(platform.vault, voice, said, claims)
    if text is None:
        tell(answer)
        return NO
    click.echo(text)
    return YES


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@as_json
@click.pass_obj
def check(settings: Settings, file: Path, data: str | None, as_json: bool) -> int:
    """Hold the presentation in FILE against the log. Exit code 1: it proves nothing."""
    text = _read_text(file)
    with closing(opened(settings, data)) as platform:
        try:
            shown = check_presentation(platform.vault, text)
        except NotProvenError as error:
            note(f"Not proven: {error}")
            return NO
    if as_json:
        emit(shown)
    else:
        _tell(shown)
    return YES


def _read_text(file: Path) -> str:
    try:
        return read_bytes(file).decode().strip()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{file}: this is no text") from error


def _tell(shown: Shown) -> None:
    click.echo(f"Said by {shown.by} at position {shown.position}, about {shown.topic}:")
    table(("claim", "value"), shown.claims.items(), nothing="No claim of it is shown.")
    if shown.erased_at is not None:
        click.echo(f"The rest has been erased: see position {shown.erased_at}.")
