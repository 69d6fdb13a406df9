"""Read list files, and say what became of every row."""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap import read_list_files
from comptrol.domains.screening import new_wordings
from comptrol.entrypoints.cli.list_pages import notes_on
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit, note, table
from comptrol.entrypoints.pictures.spreadsheets import harmless


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--refused", is_flag=True, help="Write the rows that are no entity, as CSV.")
@as_json
def command(paths: tuple[Path, ...], refused: bool, as_json: bool) -> int:
    """Read each of PATHS: a list as it was published, or a folder of them.

    Formats are told by what is in the file. No row is dropped: it is an entity, says the same as
    another, or is refused with a reason. Exit code 1: a row was refused.
    """
    files = read_list_files(paths)
    for text in notes_on((path.name, file.notes) for path, file in files):
        note(text)
    code = NO if any(file.refused for _, file in files) else YES
    if refused:
        _write_refused(
            (path.name, it.where, it.what, it.why) for path, file in files for it in file.refused
        )
        return code
    lines: list[dict[str, Any]] = [
        {
            "file": path.name,
            "format": file.format,
            "published": file.published,
            "rows": file.rows,
            "entities": len(file.entities),
            "merged": file.merged,
            "refused": len(file.refused),
            "lists": [row.code for row in file.authorities],
        }
        for path, file in files
    ]
    if as_json:
        for line in lines:
            emit(line)
        return code
    table(
        tuple(lines[0]),
        [(*tuple(line.values())[:-1], " ".join(map(str, line["lists"]))) for line in lines],
    )
    for wording in new_wordings(entity for _, file in files for entity in file.entities):
        note(f"a wording that no table has, for a person to read: {wording}")
    if code is NO:
        note("the refused rows, with reasons: the same command with --refused")
    return code


def _write_refused(rows: Iterable[tuple[str, ...]]) -> None:
    write = csv.writer(sys.stdout)
    write.writerow(("file", "where", "what", "why"))
    for row in rows:
        write.writerow(map(harmless, row))
