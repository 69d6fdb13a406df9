"""Show every account, and what lets people into it."""

from collections.abc import Iterator
from contextlib import closing

import click

from comptrol.bootstrap.visiting import accounts_there
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, table
from comptrol.flow.signing_in import Account, SignIns
from comptrol.settings import Settings

_HEADINGS = ("account", "party", "analyst", "lets in", "sessions", "disabled", "made")


@click.command()
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, as_json: bool) -> None:
    """Show every account, and what lets people into it; no password, not even its hash."""
    with closing(accounts_there(settings.over(data=data).folder)) as keeps:
        found = [_told(keeps, it) for it in keeps.accounts()]
    if as_json:
        emit(found)
    else:
        nothing = "There is no account: add one with comptrol console account add"
        table(_HEADINGS, map(_row, found), nothing=nothing)


def _told(keeps: SignIns, it: Account) -> dict[str, object]:
    bindings = [
        {"issuer": one.issuer, "subject": one.subject}
        for one in keeps.bindings()
        if one.account == it.name
    ]
    return {
        "account": it.name,
        "party": it.party,
        "analyst": it.analyst,
        "password": it.password is not None,
        "passkeys": len(keeps.passkeys(it.name)),
        "bindings": bindings,
        "sessions": len(keeps.sessions(it.name)),
        "disabled": it.disabled,
        "made": it.made,
        "zone": it.zone,
    }


def _row(it: dict[str, object]) -> tuple[object, ...]:
    return (
        it["account"],
        it["party"],
        "yes" if it["analyst"] else "",
        ", ".join(_ways(it)) or "nothing",
        it["sessions"],
        "yes" if it["disabled"] else "",
        str(it["made"])[:10],
    )


def _ways(it: dict[str, object]) -> Iterator[str]:
    if it["password"]:
        yield "a password"
    passkeys, bindings = it["passkeys"], it["bindings"]
    assert isinstance(passkeys, int)  # noqa: S101  (made above)
    assert isinstance(bindings, list)  # noqa: S101  (made above)
    if passkeys:
        yield counted(passkeys, "passkey")
    yield from (f"{one['subject']} at {one['issuer']}" for one in bindings)
