"""Write what the other registry needs to see."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.domains.federation import Origin, TransferId
from comptrol.entrypoints.cli.commands.federation.crossing import papers_of, write_papers
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, emit_pretty, opened
from comptrol.settings import Settings


@click.command()
@click.argument("transfer")
@click.option("--from", "origin", help="The registry it came from. [default: it left from here]")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write them.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    transfer: str,
    origin: str | None,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Write the papers of TRANSFER: the entry, its proof, and with a release the serials.

    With --from they are of what became of it here. They are made from what is committed, as often
    as one asks; the log is published where no head has the entry yet.
    """
    folder = settings.over(data=data).folder
    registry = None if origin is None else Origin(origin)
    with closing(opened(settings, data)) as platform:
        papers = papers_of(platform, folder, TransferId(transfer), registry)
    if out is not None:
        write_papers(papers, out)
    elif as_json:
        emit(papers)
    else:
        emit_pretty(papers)
