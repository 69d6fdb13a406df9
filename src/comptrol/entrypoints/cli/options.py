"""Options that several commands share."""

from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Any, Final, TypeVar

import click
from typing_extensions import override

Word = TypeVar("Word", bound=Enum)
Command = Callable[..., Any]


_PARTS: Final = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "hh", "%M": "mm", "%S": "ss"}
"""How the parts of a moment are told to people, not to strptime."""


class Moment(click.DateTime):
    """A day, or a moment of one, as ISO 8601 writes it, in plain digits."""

    what = "day"

    @override
    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return how it is written, in letters that people know."""
        del param, ctx
        return self.written("|")

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the moment; of a day, midnight."""
        if not isinstance(value, str) or value.isascii():
            with suppress(click.BadParameter):
                return super().convert(value, param, ctx)
        told = f"{value!r} is no {self.what}: expected {self.written(' or ')}"
        raise click.BadParameter(told, ctx=ctx, param=param)

    def written(self, between: str) -> str:
        """Return the forms that it may have."""
        told = between.join(self.formats)
        for sign, letters in _PARTS.items():
            told = told.replace(sign, letters)
        return told


DAY = Moment(["%Y-%m-%d"])


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


def named(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return a folder's name; an empty one, as of a variable that is not set, names none."""
    if value == "":
        raise click.BadParameter("it is empty: name a folder", ctx=ctx, param=param)
    return value


def data_option(command: Command) -> Command:
    """Let the data folder also be named after the command."""
    return click.option("--data", metavar="DIR", callback=named, help="The data folder.")(command)


def rulebook_option(command: Command) -> Command:
    """Let a shipped rulebook be named in place of the adopted one."""
    told = "A shipped rulebook. [default: the adopted one, or what a new log adopts]"
    return click.option("--rulebook", metavar="NAME", help=told)(command)
