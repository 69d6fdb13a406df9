"""Make a key for a party and enrol it."""

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.parties import Enrolled
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.settings import Settings


@click.command()
@click.argument("party")
@click.option("--name", required=True, help="The organisation's name.")
@click.option("--country", required=True, help="Where it is (ISO 3166-1, two letters).")
@click.option("--role", "roles", type=OneOf(Role), multiple=True, help="A role it has.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    party: str,
    name: str,
    country: str,
    roles: tuple[Role, ...],
    data: str | None,
    as_json: bool,
) -> int:
    """Make a key for an organisation, keep it in the data folder, and enrol it as the authority.

    The party is screened at once. Exit code 1: it was refused.
    """
    platform = opened(settings, data)
    try:
        key = platform.keyring.draft(PartyId(party))
        answer = platform.speaker(AUTHORITY).say(
            Enrolled(
                party=PartyId(party),
                name=name,
                country=CountryCode(country.upper()),
                roles=roles,
                key=PublicKey(key.key.hex()),
            )
        )
        if isinstance(answer, Receipt):
            platform.keyring.keep(key)
    finally:
        platform.close()
    if as_json:
        emit(in_words(answer))
    else:
        tell(answer)
    return YES if isinstance(answer, Receipt) else NO
