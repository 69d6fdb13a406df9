"""Check a rulebook."""

from pathlib import Path

import click

from comptrol.bootstrap import read_rulebook
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@as_json
def command(folder: Path, as_json: bool) -> None:
    """Read the rulebook in FOLDER with all that it extends, and say what it holds.

    A mistake is named by file, line and field, with exit code 2.
    """
    book = read_rulebook(folder)
    counts = {
        "rules": len(book.rules),
        "parameters": len(book.parameters),
        "questions": len(book.questions),
        "listings": len(book.listings),
        "red_flags": len(book.red_flags),
    }
    if as_json:
        emit({"rulebook": book.name, "digest": book.digest, **counts})
        return
    held = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    click.echo(f"{book.name}: {held}")
    click.echo(f"digest {book.digest}")
