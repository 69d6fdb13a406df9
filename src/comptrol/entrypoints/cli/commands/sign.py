"""Sign a statement without sending it."""

import sys
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import note, opened
from comptrol.entrypoints.cli.statements import read_statement
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("kind_name", metavar="KIND")
@click.argument("body", type=click.Path(path_type=Path))
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who says it.")
@click.option(
    "--sequence",
    type=click.IntRange(1, 2**63 - 1),
    help="The signer's number for it. [default: the one after the last that was logged]",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the envelope.")
@data_option
@click.pass_obj
def command(
    settings: Settings,
    kind_name: str,
    body: Path,
    party: str,
    sequence: int | None,
    out: Path | None,
    data: str | None,
) -> None:
    """Sign the statement in BODY under the party's next number, and write the envelope.

    The envelope is what POST /statements takes, with content-type application/cose. To sign
    several before the first is sent, number them: two statements under one number are an
    equivocation, which the log notes for good.
    """
    platform = opened(settings, data)
    try:
        said = read_statement(platform, kind_name, body)
        raw = platform.speaker(PartyId(party)).next_envelope(said, sequence)
    finally:
        platform.close()
    if out is None:
        sys.stdout.buffer.write(raw)
    else:
        out.write_bytes(raw)
        note(f"{counted(len(raw), 'byte')} in {out}")
