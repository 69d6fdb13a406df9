"""Believe a vendor's root, or a snapshot of the keys of its service."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.attestation import KeysPinned, PinForm, PinName, digest_of_text
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.evidence_files import read_text
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.settings import Settings


@click.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--issuer", metavar="URL", help="Whom the keys of a key set speak for.")
@click.option("--source", required=True, help="Where it was taken from, and when.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    name: str,
    file: Path,
    issuer: str | None,
    source: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Let the authority pin FILE under NAME: a root (PEM), or with --issuer a key set (JWKS).

    It takes the place of what was pinned, or shipped, under that name; evidence that was judged
    before stays as it was judged. Exit code 1: it was refused.
    """
    content = read_text(file)
    said = KeysPinned(
        pin=PinName(name),
        form=PinForm.ROOT if issuer is None else PinForm.JWKS,
        content=content,
        digest=digest_of_text(content),
        issuer=issuer,
        source=source,
    )
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(AUTHORITY).say(said)
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
