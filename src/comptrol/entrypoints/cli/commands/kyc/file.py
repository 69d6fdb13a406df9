"""Keep a file on a party."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.identification import Identification, complete, missing
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.customer_files import named, read_customer_file
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.flow.identifying import Filed, keep_file
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("body", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--party", required=True, help="Whom it is about, as the log knows them.")
@click.option("--as", "signer", default=AUTHORITY, show_default=True, help="Who keeps it.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, body: Path, party: str, signer: str, data: str | None, as_json: bool
) -> int:
    """Keep the file in FILE (JSON, as identification.file/1) on a party.

    Its words go into the vault under the party's name; the log has a commitment, and which fields
    are complete. Destroy it with: comptrol erase --data-subject PARTY. Exit code 1: refused, and
    nothing is kept.
    """
    said = read_customer_file(body, PartyId(party))
    with closing(opened(settings, data)) as platform, named(body):
        filed = keep_file(platform.vault, platform.keyring.of(PartyId(signer)), said)
    if as_json:
        emit(_in_words(filed, said))
    else:
        _tell(filed, said)
    return YES if isinstance(filed.answer, Receipt) else NO


def _in_words(filed: Filed, said: Identification) -> dict[str, object]:
    sealed_at = filed.sealed.position if filed.sealed is not None else None
    fields = {"complete": complete(said), "missing": missing(complete(said))}
    return {**in_words(filed.answer), "sealed_at": sealed_at, **fields}


def _tell(filed: Filed, said: Identification) -> None:
    if filed.sealed is not None:
        click.echo(f"Sealed at position {filed.sealed.position}.")
    tell(filed.answer)
    if isinstance(filed.answer, Receipt):
        lacking = ", ".join(field.value for field in missing(complete(said)))
        click.echo(f"It lacks: {lacking}." if lacking else "No field is missing.")
