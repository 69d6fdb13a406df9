"""Ask a provider who is past a threshold."""

from contextlib import closing

import click

from comptrol.domains.pseudonyms import Ground, NamingAsked, NamingDue
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.commands.usage.reasons import reason_options
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.entrypoints.cli.saying import from_words
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("crossing", type=click.IntRange(0))
@click.option("--provider", required=True, help="Who is asked.")
@reason_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    crossing: int,
    provider: str,
    ground: Ground,
    citation: str,
    case: str,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Ask a provider who it is that CROSSING, a position of the log, says is past a threshold.

    The ground is logged. Which row is to be named, the platform says. Exit code 1: refused.
    """
    said = from_words(
        NamingAsked,
        crossing=crossing,
        provider=provider,
        ground=ground.value,
        citation=citation,
        case=case,
    )
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(PartyId(party)).say(said)
    if as_json:
        emit(in_words(answer))
        return YES if isinstance(answer, Receipt) else NO
    tell(answer)
    if not isinstance(answer, Receipt):
        return NO
    due = [it for it in answer.consequences if isinstance(it.statement, NamingDue)]
    click.echo(f"{provider} has to name {counted(len(due), 'customer')}.")
    for it in due:
        assert isinstance(it.statement, NamingDue)  # noqa: S101
        click.echo(f"  {it.position}: row {it.statement.row} of filing {it.statement.filing}")
    return YES
