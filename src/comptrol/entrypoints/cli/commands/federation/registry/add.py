"""Name another registry, or give it a new policy."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.federation import Origin, RegistryKnown
from comptrol.entrypoints.cli.commands.federation.crossing import told
from comptrol.entrypoints.cli.evidence_files import read_text
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.settings import Settings


@click.command()
@click.argument("origin")
@click.option("--name", required=True, help="What the registry is called.")
@click.option(
    "--policy",
    required=True,
    type=click.Path(path_type=Path),
    help="Whom to believe of it (C2SP tlog-policy): its log's keys, witnesses, a quorum.",
)
@click.option("--contact", required=True, help="Where its log and its people are found.")
@click.option(
    "--accept-days",
    required=True,
    type=click.IntRange(1, 3660),
    help="From a release to the proof that it was accepted there.",
)
@click.option("--source", required=True, help="The treaty or agreement, and why this policy.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    origin: str,
    name: str,
    policy: Path,
    contact: str,
    accept_days: int,
    source: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Let the authority name the registry whose log has this ORIGIN, such as log.example/chips.

    What was accepted before stays judged by the policy of its day. Exit code 1: it was refused.
    """
    said = RegistryKnown(
        registry=Origin(origin),
        name=name,
        policy=read_text(policy),
        contact=contact,
        accept_days=accept_days,
        source=source,
    )
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(AUTHORITY).say(said)
    return told(answer, as_json=as_json)
