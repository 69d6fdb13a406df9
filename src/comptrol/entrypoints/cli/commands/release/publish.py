"""Publish a table."""

from contextlib import closing

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.releases import TableName
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.entrypoints.cli.release_tables import drafted, named
from comptrol.kernel.finding import Refused
from comptrol.settings import Settings


@click.command()
@named
@click.option("--name", help="The name of the release. [default: table and quarter]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    table_name: TableName,
    quarter: str | None,
    name: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Publish TABLE, once and for good: a second edition would single out what changed."""
    with closing(opened(settings, data)) as platform:
        said, _ = drafted(platform, table_name, quarter, name)
        if said is None:
            note("releases.nothing-safe: too few stand behind even the sum of all.")
            return NO
        answer = platform.speaker(AUTHORITY).say(said)
    if isinstance(answer, Refused):
        for finding in answer.findings:
            note(f"{finding.code}: {finding.title} {finding.detail}")
        if as_json:
            emit({"accepted": False, "findings": answer.findings})
        return NO
    if as_json:
        emit({"accepted": True, "release": said.release, "position": answer.position,
              "leaf": answer.leaf})  # fmt: skip
    else:
        click.echo(f"{said.release} is published: entry {answer.position}, leaf {answer.leaf}")
    return YES
