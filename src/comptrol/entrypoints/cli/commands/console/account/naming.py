"""Which account is meant, and how its password is given: never on the command line."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from comptrol.bootstrap.visiting import accounts_there
from comptrol.entrypoints.cli.options import Command
from comptrol.flow.signing_in import Account, SignIns
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.settings import Settings


def password_option(command: Command) -> Command:
    """Let the password stand in a file, where nobody is there to be asked for it."""
    told = "A file with the password, which nobody else can read. [default: it is asked]"
    file = click.Path(path_type=Path)
    return click.option("--password-file", type=file, metavar="FILE", help=told)(command)


@contextmanager
def named(settings: Settings, data: str | None, name: str) -> Generator[tuple[SignIns, Account]]:
    """Lend the accounts of a data folder, and the one of a name."""
    with closing(accounts_there(settings.over(data=data).folder)) as keeps:
        found = keeps.account(name)
        if found is None:
            raise NotFoundError(
                f"there is no account {name!r}; see them with: comptrol console account list"
            )
        yield keeps, found


def changed(
    keeps: SignIns, account: Account, *, disabled: bool | None = None, password: str | None = None
) -> None:
    """Change an account, and end every session of it: what was known of it is over."""
    keeps.change(account.name, disabled=disabled, password=password)
    keeps.end_all(account.name)


def new_password(name: str, file: Path | None) -> str:
    """Return the hash of a password that is asked for twice, or stands in a file."""
    try:
        from comptrol.entrypoints.console.signing_in.passwords import (  # noqa: PLC0415  (an extra)
            check_fit,
            hashed,
        )
        from comptrol.entrypoints.console.signing_in.secret_files import (  # noqa: PLC0415
            secret_in,
        )
    except ImportError as error:
        raise UnavailableError("to keep passwords: pip install 'comptrol[console]'") from error
    if file is not None:
        password = secret_in(file)
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    check_fit(password, name)
    return hashed(password)
