"""How a command answers: JSON for programs, a table or sentences for people."""

from collections.abc import Iterable, Sequence
from typing import Final

import click
import msgspec

from comptrol.bootstrap import Platform, open_platform
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings

_encode = msgspec.json.Encoder(decimal_format="number").encode
"""Numbers as numbers: every digit stands, and a reader in need of all of them can have them."""

YES: Final = 0
NO: Final = 1


def opened(settings: Settings, data: str | None = None, *, any_head: bool = False) -> Platform:
    """Open the data folder that the caller named."""
    chosen = settings.over(data=data)
    processes = chosen.reading_processes
    return open_platform(chosen.folder, processes=processes, any_head=any_head, settings=chosen)


def emit(value: object) -> None:
    """Write one value as a line of JSON on standard output."""
    click.echo(_encode(value).decode())


def answer(value: object, page: Iterable[str], *, as_json: bool) -> None:
    """Answer a program in JSON, or a person with a page."""
    if as_json:
        emit(value)
        return
    for line in page:
        click.echo(line)


def emit_pretty(value: object) -> None:
    """Write one value as JSON that a person can read."""
    click.echo(msgspec.json.format(_encode(value), indent=2).decode())


def note(text: str) -> None:
    """Tell a person something beside the answer, on standard error."""
    click.echo(printable(text), err=True)


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, nothing: str | None = None
) -> None:
    """Write a table whose columns are as wide as they need to be; of no row, what is said then."""
    lines = [tuple(headings), *(tuple(map(_cell, row)) for row in rows)]
    if nothing is not None and len(lines) == 1:
        click.echo(printable(nothing))
        return
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _cell(value: object) -> str:
    return printable("" if value is None else str(value)).replace("\n", "\ufffd")
