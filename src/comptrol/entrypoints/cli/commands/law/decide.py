"""Judge one request by the law of any day."""

from datetime import date, datetime
from pathlib import Path

import click

from comptrol.bootstrap import today
from comptrol.domains.gate import judge
from comptrol.domains.law import Inquiry, Outcome, Policy, Posture
from comptrol.entrypoints.cli.commands.say import tell_decision
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option, rulebook_option
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.settings import Settings


@click.command()
@click.argument("request", type=click.Path(path_type=Path))
@click.option("--as-of", type=DAY, help="The day whose law applies. [default: today]")
@click.option("--known-at", type=DAY, help="The day as of whose knowledge. [default: today]")
@click.option("--posture", type=OneOf(Posture), help="Which text binds.")
@click.option("--policy", type=OneOf(Policy), help="What is asked beyond the law.")
@rulebook_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    request: Path,
    as_of: datetime | None,
    known_at: datetime | None,
    posture: Posture | None,
    policy: Policy | None,
    rulebook: str | None,
    data: str | None,
    as_json: bool,
) -> int:
    """Say how the sale or rental in REQUEST (a JSON file) would be ruled on. Nothing is logged.

    Without a data folder, by the shipped chips and lists, the enforced posture, the law alone;
    with --policy rental-parity, a rental is judged as the purchase would be too. Exit code 1: it
    would be refused.
    """
    asked = read_json(request, Inquiry)
    days = {
        "as_of": as_of.date() if as_of else today(),
        "known_at": known_at.date() if known_at else today(),
    }
    check_known(days["known_at"])
    try:
        with world_of(settings, data) as world:
            decision = judge(
                world, request=asked, posture=posture, policy=policy, rulebook=rulebook, **days
            )
    except (UnreadableError, NotFoundError) as error:
        raise type(error)(f"{request}: {error}") from error
    if as_json:
        emit(decision)
    else:
        chosen = settings.over(data=data).data
        click.echo(f"    judged by: {chosen or 'the shipped chips and lists, nothing adopted'}")
        tell_decision(decision)
    return NO if decision.outcome is Outcome.REFUSE else YES


def check_known(day: date) -> None:
    """Refuse to answer by what will be known one day."""
    if day > today():
        raise UnreadableError(f"--known-at {day}: nobody knows yet what will be known then")
