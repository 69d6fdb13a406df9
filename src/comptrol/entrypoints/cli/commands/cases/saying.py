"""How a command of cases says one statement that stands in a JSON file."""

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
from comptrol.kernel.statement import Statement, kind
from comptrol.settings import Settings


def saying(wanted: type[Statement]) -> click.Command:
    """Return a command that says one kind of statement, whose fields are in a file."""
    name = kind(wanted)

    @click.command(help=f"{(wanted.__doc__ or '').partition(chr(10))[0]}\n\nBODY has the fields "
                        f"of {name} as JSON: see `comptrol kinds {name}`. Exit code 1: it was "
                        "refused, and why.")  # fmt: skip
    @click.argument("body", type=click.Path(path_type=Path))
    @click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who says it.")
    @data_option
    @as_json
    @click.pass_obj
    def command(
        settings: Settings, body: Path, party: str, data: str | None, as_json: bool
    ) -> int:
        with closing(opened(settings, data)) as platform:
            said = read_statement(platform, name, body)
            answer = platform.speaker(PartyId(party)).say(said)
        if as_json:
            emit(in_words(answer))
        else:
            tell(answer)
        return YES if isinstance(answer, Receipt) else NO

    return command
