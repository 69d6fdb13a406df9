"""Have a release back that was declined in the other registry."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from comptrol.domains.federation import Recalled, Settled
from comptrol.domains.registry import LotId, SiteId
from comptrol.entrypoints.cli.commands.federation.crossing import (
    day_of,
    on_option,
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
@click.option("--as", "holder", required=True, metavar="PARTY", help="Who had released it.")
@click.option("--lot", required=True, help="What the lot is called from now on.")
@click.option("--site", required=True, help="Where the chips are.")
@click.option("--reason", required=True, help="Why, for the log.")
@on_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    papers: Path,
    holder: str,
    lot: str,
    site: str,
    reason: str,
    on: datetime | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Recall a release, by PAPERS of the other registry that it was declined there for good.

    Nothing less will do: neither silence nor a deadline says that nobody will accept it. Exit
    code 1: it was refused.
    """
    shown, origin, settled = read_papers(papers, Settled)
    with closing(opened(settings, data)) as platform:
        day = day_of(platform, on)

        def said(proof: str) -> Recalled:
            return Recalled(
                transfer=settled.transfer,
                entry=shown.entry,
                proof=proof,
                lot=LotId(lot),
                site=SiteId(site),
                on=day,
                reason=reason,
            )

        fits = fitting(shown.proof, policy_for(platform, origin), said)
        answer = platform.speaker(PartyId(holder)).say(fits)
    return told(answer, as_json=as_json)
