"""Close a release that was accepted in the other registry."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.federation import Confirmed, Settled
from comptrol.entrypoints.cli.commands.federation.crossing import (
    papers_argument,
    policy_for,
    read_papers,
    told,
)
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.flow.federating import fitting
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@papers_argument
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who shows it.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, papers: Path, party: str, data: str | None, as_json: bool) -> int:
    """Show, by PAPERS of the other registry, that a release was accepted there.

    Exit code 1: it was refused.
    """
    shown, origin, settled = read_papers(papers, Settled)

    def said(proof: str) -> Confirmed:
        return Confirmed(transfer=settled.transfer, entry=shown.entry, proof=proof)

    with closing(opened(settings, data)) as platform:
        fits = fitting(shown.proof, policy_for(platform, origin), said)
        answer = platform.speaker(PartyId(party)).say(fits)
    return told(answer, as_json=as_json)
