"""How an export is written: to a file or to standard output, or told to a program."""

from pathlib import Path
from typing import Any

import click
from typing_extensions import override

from comptrol.domains.awards import Drawable
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import Moment
from comptrol.entrypoints.cli.output import emit, note
from comptrol.kernel.errors import UnavailableError


class Month(Moment):
    """A month as ISO 8601 writes it."""

    what = "month"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the month as it is written."""
        return super().convert(value, param, ctx).date().isoformat()[:7]


MONTH = Month(["%Y-%m"])


def written(text: str, found: tuple[Drawable, ...], out: Path | None, *, as_json: bool) -> None:
    """Write an export, or tell a program what stands in it."""
    if out is not None:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UnavailableError(f"{out}: {error.strerror}") from error
        note(f"{counted(len(found), 'account')} written to {out}")
    if as_json:
        for it in found:
            emit(it)
    elif out is None:
        click.echo(text, nl=False)
