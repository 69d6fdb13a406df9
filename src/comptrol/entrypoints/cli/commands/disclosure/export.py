"""Write a filing as CSV, JSON or a PDF."""

import csv
import io
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Final

import click
import msgspec

from comptrol.bootstrap.printing import pdf_of
from comptrol.entrypoints.cli.commands.disclosure.pages import page_of
from comptrol.entrypoints.cli.commands.disclosure.proven import Proven, proven
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings

COLUMNS: Final = (
    *("provider", "period", "filing", "figure", "unit", "definition", "since", "until"),
    *("first", "value", "restated_at", "restatements", "position", "leaf"),
)


class Form(Enum):
    """As what a filing is written."""

    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


@click.command()
@click.argument("filing")
@click.option("--format", "form", type=OneOf(Form), required=True, help="As what.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, filing: str, form: Form, out: Path, data: str | None, as_json: bool
) -> None:
    """Write FILING to a file: its lines as CSV, all of it as JSON, or a PDF to read.

    The same log gives the same bytes. A PDF needs comptrol[report].
    """
    if out.is_dir():
        raise UnreadableError(f"{out} is a folder; name a file to write")
    with closing(opened(settings, data)) as platform:
        found = proven(platform, filing)
    raw = _written(found, form)
    out.write_bytes(raw)
    if as_json:
        emit({"filing": filing, "format": form.value, "file": str(out), "bytes": len(raw)})
    else:
        click.echo(f"{out}: {counted(len(raw), 'byte')}")


def _written(found: Proven, form: Form) -> bytes:
    match form:
        case Form.CSV:
            return _csv(found)
        case Form.JSON:
            return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
        case Form.PDF:
            return pdf_of(page_of(found))


def _csv(found: Proven) -> bytes:
    units = {it.figure: it.unit for it in found.shown.definitions}
    leaves = {it.position: it.leaf for it in found.stands}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for it in sorted(found.shown.lines, key=lambda line: (line.figure, line.since)):
        restated = it.restated_at.isoformat() if it.restated_at is not None else ""
        cells = (it.provider, it.period, it.filing, it.figure, units[it.figure], it.definition)
        days = (it.since, it.until, it.first, it.value, restated, it.restatements)
        row = (*cells, *days, it.position, leaves[it.position])
        writer.writerow([harmless(str(cell)) for cell in row])
    return text.getvalue().encode()
