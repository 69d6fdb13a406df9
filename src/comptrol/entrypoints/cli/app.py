"""The command line: which commands there are, and how an error ends one.

Exit codes: 0 done or yes; 1 the answer is no; 2 bad input; 3 something needed is unavailable.
Commands are imported when they are called, so that help is quick.
"""

import os
import sys
from importlib import import_module
from typing import Any, Final

import click
from typing_extensions import override

from comptrol.kernel.errors import ComptrolError, UnavailableError
from comptrol.settings import read_settings

BAD_INPUT: Final = 2
UNAVAILABLE: Final = 3

COMMANDS: Final = {
    "demo": "Load the bundled world, tell the story, and check the ledger.",
    "serve": "Serve the API.",
    "init": "Open a new log: an authority, the shipped facts, a rulebook.",
    "say": "Say one thing: sign a statement and send it down the path.",
    "sign": "Sign a statement without sending it.",
    "enrol": "Make a key for a party and enrol it.",
    "kinds": "List what can be said, or the fields of one kind.",
    "ask": "Ask a question of what is known.",
    "law": "Classify chips and judge requests by the law of any day.",
    "screen": "Hold names against the lists of restricted parties.",
    "ledger": "Verify the log and rebuild what it adds up to.",
}
"""Every command and what it does. Each is a module of its name in ``commands``."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"comptrol.entrypoints.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="comptrol")
@click.option(
    "--data",
    metavar="DIR",
    help="The data folder. [default: ./comptrol-data, or COMPTROL_DATA]",
)
@click.pass_context
def comptrol(ctx: click.Context, data: str | None) -> None:
    """Govern access to AI compute: register chips, judge sales and rentals, show why.

    Every command takes --json for programs. Start with: comptrol demo
    """
    settings = read_settings(os.environ)  # noqa: TID251  (settings are read here, once)
    ctx.obj = settings.over(data=data)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        code: Any = comptrol.main(arguments, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ComptrolError as error:
        click.echo(f"comptrol: {error}", err=True)
        sys.exit(UNAVAILABLE if isinstance(error, UnavailableError) else BAD_INPUT)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        click.echo(f"comptrol: {error}", err=True)
        sys.exit(UNAVAILABLE)
    sys.exit(code if isinstance(code, int) else 0)
