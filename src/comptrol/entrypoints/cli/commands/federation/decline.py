"""Refuse what another registry has released, for good."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.federation import Declined, Released
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
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who declines it.")
@click.option("--reason", required=True, help="Why, for the log.")
@on_option
@out_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    papers: Path,
    party: str,
    reason: str,
    on: datetime | None,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Decline the release in PAPERS, as its addressee or as the authority.

    Nobody can accept it here after that, so whoever released it can have it back: give them the
    papers that --out writes. Exit code 1: it was refused.
    """
    shown, origin, released = read_papers(papers, Released)
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        day = day_of(platform, on)

        def said(proof: str) -> Declined:
            return Declined(
                transfer=released.transfer,
                from_registry=origin,
                entry=shown.entry,
                proof=proof,
                reason=reason,
                on=day,
            )

        fits = fitting(shown.proof, policy_for(platform, origin), said)
        answer = platform.speaker(PartyId(party)).say(fits)
        code = told(answer, as_json=as_json)
        if out is not None and isinstance(answer, Receipt):
            write_papers(papers_of(platform, folder, released.transfer, origin), out)
    return code
