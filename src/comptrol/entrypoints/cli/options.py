"""Options that several commands share."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import click
from typing_extensions import override

Word = TypeVar("Word", bound=Enum)
Command = Callable[..., Any]


class Day(click.DateTime):
    """A day as ISO 8601 writes it, in plain digits."""

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return midnight of the day."""
        if isinstance(value, str) and not value.isascii():
            self.fail(f"{value!r} is no day: expected YYYY-MM-DD", param, ctx)
        return super().convert(value, param, ctx)


DAY = Day(["%Y-%m-%d"])


class OneOf(click.Choice[Word]):
    """One of the words of an enumeration, as the log writes it."""

    @override
    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """Return the word itself, not the name that it has in the program."""
        del ctx
        return str(choice.value if isinstance(choice, Enum) else choice)


def as_json(command: Command) -> Command:
    """Give a command the option that every command has."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(command)


def data_option(command: Command) -> Command:
    """Let the data folder also be named after the command."""
    return click.option("--data", metavar="DIR", help="The data folder.")(command)


def rulebook_option(command: Command) -> Command:
    """Let a shipped rulebook be named in place of the adopted one."""
    told = "A shipped rulebook. [default: the adopted one, or what a new log adopts]"
    return click.option("--rulebook", metavar="NAME", help=told)(command)
