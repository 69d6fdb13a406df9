"""Open a new log."""

import click

from comptrol.bootstrap import created, found, new_log_keys, write_policy
from comptrol.domains.law import Rulebooks
from comptrol.entrypoints.cli.adoption import adopts
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit
from comptrol.flow.answers import in_words
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode
from comptrol.settings import Settings

ORIGIN = "comptrol.local/log"


@click.command()
@data_option
@click.option("--name", required=True, help="The authority's name.")
@click.option(
    "--country", required=True, help="The authority's country (ISO 3166-1, two letters)."
)
@click.option(
    "--origin",
    default=ORIGIN,
    show_default=True,
    help="The log's name for ever: the URL it is published under, without https://.",
)
@adopts
@as_json
@click.pass_obj
def command(
    settings: Settings,
    data: str | None,
    name: str,
    country: str,
    origin: str,
    choice: dict[str, object],
    as_json: bool,
) -> None:
    """Open a new log: found it, describe the shipped chips, adopt the list and the rulebook."""
    folder = settings.over(data=data).folder
    with created(folder, processes=settings.reading_processes, settings=settings) as platform:
        keys = new_log_keys(folder, origin)
        found(platform, name=name, country=CountryCode(country.upper()), log_keys=keys)
        write_policy(folder, keys)
        answer = platform.adopt(platform.references.of(Rulebooks).default, choice)
        if not isinstance(answer, Receipt):
            raise UnreadableError(answer.findings[0].title)
        if as_json:
            emit({"data": str(folder), "entries": platform.store.size(), **in_words(answer)})
        else:
            click.echo(f"Opened a log of {counted(platform.store.size(), 'entry')} in {folder}.")
            click.echo(f"The private keys are in {folder}/keys and {folder}/signer: guard them.")
            click.echo(f"Its heads are published as {origin}, by the policy {folder}/policy.")
