"""File figures of a period."""

from pathlib import Path

import click
import msgspec

from comptrol.domains.disclosure import Filed, LargeCustomers
from comptrol.entrypoints.cli.commands.disclosure.files import Customers, Prepared, read
from comptrol.entrypoints.cli.commands.usage.answers import done
from comptrol.entrypoints.cli.commands.usage.desk import desk, provider_options
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.saying import from_words
from comptrol.settings import Settings


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--filing", required=True, help="The name of the filing, for ever.")
@click.option("--prepared-by", required=True, help="The title of who prepared it.")
@click.option("--reviewed-by", required=True, help="The title of who reviewed it: another one.")
@click.option(
    "--customers", type=click.Path(path_type=Path), help="The large customers, put under seal."
)
@provider_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    filing: str,
    prepared_by: str,
    reviewed_by: str,
    customers: Path | None,
    party: str,
    url: str | None,
    key: Path | None,
    data: str | None,
    as_json: bool,
) -> int:
    """File what FILE has (JSON, as comptrol disclosure draft --out writes it), signed.

    With --customers their list goes to the authority's vault, and the log has a commitment.
    Exit code 1: refused, and nothing is kept.
    """
    said = from_words(
        Filed,
        filing=filing,
        prepared_by=prepared_by,
        reviewed_by=reviewed_by,
        **msgspec.to_builtins(read(file, Prepared)),
    )
    with desk(settings, party, url, key, data) as at:
        if customers is None:
            return done(at.say(said), "Filed", as_json=as_json)
        rows = sorted(read(customers, Customers).customers, key=lambda it: it.customer)
        sealed = from_words(
            LargeCustomers,
            filing=said.filing,
            period=said.period,
            customers=msgspec.to_builtins(rows),
        )
        answer = at.hand_in(sealed, lambda found: msgspec.structs.replace(said, customers=found))
    return done(answer, "Filed", as_json=as_json)
