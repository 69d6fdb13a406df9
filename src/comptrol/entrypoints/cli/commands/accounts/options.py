"""Options that the commands on accounts share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from comptrol.bootstrap.accounting import FACTORS
from comptrol.entrypoints.cli.options import DAY

Command = Callable[..., Any]
PATH: Final = click.Path(path_type=Path)
TABLES: Final = "A folder of published tables."
LAST: Final = "the last of each table"


def tables_option(command: Command) -> Command:
    """Let published tables be read in place of the log."""
    told = f"{TABLES} [default: the log]"
    return click.option("--from", "folder", type=PATH, metavar="DIR", help=told)(command)


def tables_needed(command: Command) -> Command:
    """Have published tables named."""
    return click.option(
        "--from", "folder", type=PATH, metavar="DIR", required=True, help=TABLES
    )(command)  # fmt: skip


def day_option(command: Command) -> Command:
    """Let the day be named of accounts that come from tables or from the log."""
    told = f"The day. [default: {LAST}, or today]"
    return click.option("--as-of", type=DAY, help=told)(command)


def day_of_tables(command: Command) -> Command:
    """Let the day be named of accounts that come from tables alone."""
    return click.option("--as-of", type=DAY, help=f"The day. [default: {LAST}]")(command)


def method_option(command: Command) -> Command:
    """Let one method be named."""
    told = "One method alone. [default: every table]"
    return click.option("--method", metavar="NAME", help=told)(command)


def factors_option(command: Command) -> Command:
    """Let the factor set be named that chips of the log are counted by."""
    told = "What H100s are counted by in the log."
    return click.option("--factor-set", default=FACTORS, show_default=True, help=told)(command)


def csv_option(command: Command) -> Command:
    """Let the rows be written to a file as well."""
    told = "Also write the rows here."
    return click.option("--csv", "file", type=PATH, help=told)(command)
