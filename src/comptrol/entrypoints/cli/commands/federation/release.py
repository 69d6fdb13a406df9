"""Let a lot go to a party in another registry."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from comptrol.domains.federation import Origin, Released, TransferId, terms
from comptrol.domains.registry import LotId
from comptrol.entrypoints.cli.commands.federation.crossing import (
    day_of,
    on_option,
    out_option,
    papers_of,
    told,
    write_papers,
)
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("transfer")
@click.option("--lot", required=True, help="The lot that goes, whole; split it before.")
@click.option(
    "--as", "holder", required=True, metavar="PARTY", help="The holder; its key is here."
)
@click.option("--to", required=True, metavar="ORIGIN", help="The other registry.")
@click.option("--party", required=True, help="Who accepts it: a name in the other registry.")
@click.option("--country", required=True, help="Where it goes (ISO 3166-1, two letters).")
@click.option("--destination", required=True, help="Where in that country, in words.")
@click.option("--waybill", required=True, help="The number it travels under.")
@click.option("--order", help="The order that the gate has ruled on.")
@on_option
@out_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    transfer: str,
    lot: str,
    holder: str,
    to: str,
    party: str,
    country: str,
    destination: str,
    waybill: str,
    order: str | None,
    on: datetime | None,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Release a lot as TRANSFER, a name that no other release from here has.

    It departs at once, and counts nowhere until the other side has accepted it. Give the papers
    (--out, or later: comptrol federation papers) to that party. Exit code 1: it was refused.
    """
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            of = terms(world, lot=LotId(lot))
        said = Released(
            transfer=TransferId(transfer),
            lot=of.lot,
            to_registry=Origin(to),
            to_party=PartyId(party),
            country=CountryCode(country.upper()),
            destination=destination,
            on=day_of(platform, on),
            waybill=waybill,
            order=order,
            maker=of.maker,
            model=of.model,
            tpp=of.tpp,
            chips=of.chips,
            root=of.root,
        )
        answer = platform.speaker(PartyId(holder)).say(said)
        code = told(answer, as_json=as_json)
        if out is not None and isinstance(answer, Receipt):
            write_papers(papers_of(platform, folder, said.transfer, None), out)
    return code
