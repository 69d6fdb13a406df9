"""Make one edition of lists as they were published."""

from datetime import datetime
from pathlib import Path

import click

from comptrol.bootstrap import edition_of, write_edition
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.list_pages import notes_on
from comptrol.entrypoints.cli.options import DAY, as_json
from comptrol.entrypoints.cli.output import emit, note


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The file: NAME.jsonl.xz."
)
@click.option("--edition", metavar="NAME", help="What to call it. [default: lists- and its day]")
@click.option("--published", type=DAY, help="Its day. [default: the latest that the lists state]")
@as_json
def command(
    paths: tuple[Path, ...],
    out: Path,
    edition: str | None,
    published: datetime | None,
    as_json: bool,
) -> None:
    """Make one edition of all of PATHS, lists as they were published or folders of them.

    Two files that say the same listing become one entity with what both say. An edition may be
    among them, such as the one in force beside your own list: its lists stay as they are.
    """
    day = published.date() if published is not None else None
    made = edition_of(paths, name=edition, published=day)
    write_edition(made, out)
    for text in notes_on((name, file.notes) for name, file in made.files):
        note(text)
    refused = sum(len(file.refused) for _, file in made.files)
    if refused:
        note(
            f"{counted(refused, 'row is', 'rows are')} no entity; see: comptrol lists read "
            "--refused"
        )
    if as_json:
        emit(made.edition)
        return
    told = made.edition
    click.echo(f"{out}: {told.edition} of {told.published}, digest {told.digest}")
    click.echo(
        f"{counted(told.entities, 'entity')} under {counted(told.names, 'name')}, "
        f"{counted(len(told.lists), 'list')}"
    )
