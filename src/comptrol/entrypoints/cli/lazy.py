"""Groups of commands that are imported when they are called, so that help is quick."""

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any, Final

import click
from click.shell_completion import CompletionItem
from typing_extensions import override

WRITTEN_AS_IT_STANDS: Final = "\\b\n"
"""Before lines of a help that are not to be joined, as docstrings without escapes write it."""


class LazyGroup(click.Group):
    """A group whose commands are modules of their names in a package, each with a ``command``.

    Where a name is a word of the language (``import``), its module has a stroke after it.
    """

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401  (what any group takes)
        table: Mapping[str, str],
        package: str,
        **named: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*arguments, **named)
        self._table, self._package = table, package

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        del ctx
        return list(self._table)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in self._table:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        module = import_module(f"{self._package}.{name}")
        command: click.Command = module.command
        command.help = (command.help or "").replace(WRITTEN_AS_IT_STANDS, "\b\n")
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self._table.items()))

    @override
    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer what begins so, from the table: a shell that asks waits for no import."""
        found = [
            CompletionItem(name, help=text)
            for name, text in self._table.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]
