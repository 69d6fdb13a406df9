"""Show which files are kept on a party."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.identification import Files, FileState
from comptrol.domains.identification import file as files_on
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("party")
@click.option("--on", type=DAY, help="The day on which it is asked. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, party: str, on: datetime | None, data: str | None, as_json: bool
) -> None:
    """Show which files are kept on PARTY: what each lacks, how old it is, and who is behind.

    What a file says is not shown: for that, whoever has the vault asks comptrol unseal. The list
    of fields is of a proposed rule and of guidance, none of it law in force.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        found = files_on(world, party=PartyId(party), on=day)
    if as_json:
        emit(found)
    else:
        _tell(found)


def _tell(found: Files) -> None:
    if not found.files:
        click.echo(f"No file on {found.party} was filed up to {found.on}.")
    for state in found.files:
        click.echo(f"File of {state.by} on {found.party}, said at position {state.position}:")
        for line in _lines(state):
            click.echo(f"  {line}")
        if state.erased_at is None and state.superseded_by is None:
            _tell_fields(state)


def _tell_fields(state: FileState) -> None:
    table(
        ("field", "in full", "asked for by", "status"),
        [
            (it.field.value, "yes" if it.present else "no", it.citation, it.status)
            for it in state.fields
        ],
    )


def _lines(state: FileState) -> Iterator[str]:
    """Yield one line to each thing that is known of a file."""
    if state.erased_at is not None:
        yield f"erased: nobody has its words any more, see position {state.erased_at}"
    if state.superseded_by is not None:
        yield f"superseded: see position {state.superseded_by}"
    lacking = ", ".join(field.value for field in state.missing)
    yield f"lacks: {lacking or 'nothing'}"
    yield (
        f"oldest verification: {state.verified_on}, {counted(state.age_days, 'day')} old"
        if state.verified_on is not None and state.age_days is not None
        else "oldest verification: none of it is verified"
    )
    over = ", WHICH HAS PASSED" if state.retention_passed else ""
    yield f"kept until: {state.retention_until}{over}, on the ground of {state.legal_basis.value}"
    yield f"beneficial owners: {state.beneficial_owners}"
    yield f"comes through: {_chain(state)}"
    if state.end_users:
        behind = ", ".join(
            it.party if it.identified else f"{it.party} (no file)" for it in state.end_users
        )
        yield f"resells to: {behind}{'' if state.end_users_all else ', and others'}"


def _chain(state: FileState) -> str:
    """Return the resellers as a person reads them, the nearest first, and where they end."""
    if state.chain_end is None:
        return "unknown"
    names = [
        f"{link.reseller} (does not name the next)"
        if link.names_the_next is False
        else link.reseller
        for link in state.resellers
    ]
    return ", then ".join((*names, state.chain_end.value))
