"""How does a command on usage answer, whether the authority is here or far away?"""

from typing import Any

import click

from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Refused


def done(answer: dict[str, Any] | Refused, what: str, *, as_json: bool) -> int:
    """Tell what became of something that was handed in, and return the exit code."""
    if isinstance(answer, Refused):
        if as_json:
            emit(in_words(answer))
        else:
            tell(answer)
        return NO
    if as_json:
        emit(answer)
    else:
        click.echo(f"{what} at position {answer['position']}.")
    return YES
