"""Print what makes a shell complete our commands."""

from typing import Final

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

SHELLS: Final = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(tuple(SHELLS)), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL (bash, zsh, fish) complete commands and options, by asking us.

    Bash: eval "$(comptrol completion bash)" in ~/.bashrc. zsh: likewise, after compinit.
    fish: comptrol completion fish > ~/.config/fish/completions/comptrol.fish
    """
    completion = SHELLS[shell](ctx.find_root().command, {}, "comptrol", "_COMPTROL_COMPLETE")
    # The base class's: Bash's own starts a shell to ask how old it is, and there may be none here.
    click.echo(ShellComplete.source(completion))
