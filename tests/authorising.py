"""Who may do what, as tests/authorisation has it, and the real tables that it is held against.

What stands in none of these files may be done by nobody: each test fails where the product has
something that its file does not name, and where the file names something that is not there.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import yaml

from comptrol.domains import DOMAINS
from comptrol.entrypoints.cli.app import comptrol
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement, kind

FOLDER: Final = Path(__file__).parent / "authorisation"
PLATFORM: Final = "platform"
FOUNDING: Final = "founding"
ANYONE: Final = "anyone"


def table(name: str) -> dict[str, Any]:
    """Return one file of the matrix."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    return found


def speakers() -> dict[str, str | list[str]]:
    """Return who may say each kind, as the matrix has it."""
    return {name: who for part in table("kinds").values() for name, who in part.items()}


def may_say(who: str | list[str], role: Role) -> bool:
    """Tell whether the matrix lets a role say a kind."""
    return who == ANYONE or role.value in who


def kinds() -> dict[str, type[Statement]]:
    """Return every kind of statement that the product knows."""
    return {kind(said): said for domain in DOMAINS for said in domain.statements}


def commands() -> dict[str, click.Command]:
    """Return every command by the words that call it."""
    return dict(_inside(comptrol, ""))


def _inside(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _inside(command, f"{path} {name}".strip())
        elif command is not None:
            yield f"{path} {name}".strip(), command
