"""Say the estimates of published tables, as statements of the log."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap.accounting import estimates_said, read_tables
from comptrol.domains.accounts import AccountsView
from comptrol.entrypoints.cli.commands.accounts.options import tables_needed
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, answer, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@tables_needed
@click.option("--as", "party", required=True, metavar="PARTY", help="Who says so.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, folder: Path, party: str, data: str | None, as_json: bool) -> None:
    """Say every stock by owner that is in the tables, with its interval; none is said twice.

    An owner of no known country is left out. The answer is 1 where one was refused.
    """
    tables = read_tables(folder, note)
    if tables.stock is None:
        raise NotFoundError(f"{folder}: no table of stocks by owner")
    said = already = 0
    refused: list[str] = []
    with closing(opened(settings, data)) as platform:
        speaker = platform.speaker(PartyId(party))
        with platform.world() as world:
            known = {it.estimate for it in world[AccountsView].estimates.where()}
        for estimate in estimates_said(tables.stock):
            if estimate.estimate in known:
                already += 1
                continue
            found = speaker.say(estimate)
            known.add(estimate.estimate)
            if isinstance(found, Refused):
                refused.append(f"{estimate.estimate}: {found.findings[0].code}")
            else:
                said += 1
    told = {"said": said, "already": already, "refused": refused}
    answer(told, _page(said, already, refused), as_json=as_json)
    if refused:
        raise SystemExit(NO)


def _page(said: int, already: int, refused: list[str]) -> Iterator[str]:
    yield (
        f"{counted(said, 'estimate')} said, {already} were there already, {len(refused)} were "
        "refused."
    )
    yield from (printable(f"  {it}") for it in refused)
