"""Take over what another registry has released."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from comptrol.domains.chips import ModelId
from comptrol.domains.federation import Accepted, Released
from comptrol.domains.registry import LotId, SiteId
from comptrol.entrypoints.cli.commands.federation.crossing import (
    day_of,
    on_option,
    out_option,
    papers_argument,
    papers_of,
    policy_for,
    read_papers,
    told,
    write_papers,
)
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.flow.federating import fitting
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@papers_argument
@click.option("--as", "party", required=True, help="The addressee; its key is here.")
@click.option("--lot", required=True, help="What the lot is called here.")
@click.option("--site", required=True, help="Where it has come to.")
@click.option("--model", help="What the model is called here. [default: as there]")
@on_option
@out_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    papers: Path,
    party: str,
    lot: str,
    site: str,
    model: str | None,
    on: datetime | None,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Accept the release in PAPERS: its lot arrives here, and counts here from then on.

    The proof is checked by the policy that is in force for the other registry. Give the papers
    that --out writes to the party that released it. Exit code 1: it was refused.
    """
    shown, origin, released = read_papers(papers, Released)
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        day = day_of(platform, on)

        def said(proof: str) -> Accepted:
            return Accepted(
                transfer=released.transfer,
                from_registry=origin,
                entry=shown.entry,
                proof=proof,
                lot=LotId(lot),
                destination=SiteId(site),
                model=ModelId(model or released.model),
                on=day,
                serials=shown.serials,
                listed=shown.listed,
            )

        fits = fitting(shown.proof, policy_for(platform, origin), said)
        answer = platform.speaker(PartyId(party)).say(fits)
        code = told(answer, as_json=as_json)
        if out is not None and isinstance(answer, Receipt):
            write_papers(papers_of(platform, folder, released.transfer, origin), out)
    return code
