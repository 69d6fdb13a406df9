"""Awards of compute: the call, the plan, its check, its reasons, its lots and its price."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "call": "Write the call that a log has, as of a day.",
    "tables": "Make a call from tables, or tables from a call and its plan.",
    "coldfront": "Take projects and allocations over from ColdFront.",
    "assign": "Say who reviews what: nobody with a conflict, nobody too much.",
    "solve": "Find the best plan for a call, with a proven bound and reasons.",
    "check": "Check a plan against its call, exactly and without a solver.",
    "explain": "Say why a proposal got nothing, or less than it asked.",
    "curve": "Show what it costs to be even between areas, in five points.",
    "band": "Say who cannot be told apart: between whom lots decide.",
    "draw": "Draw lots among those that nobody can tell apart; or check a draw.",
    "audit": "Say who could have gained by a false report.",
    "compare": "Show what one plan gives that another does not, and the cost in value.",
    "adopt": "Say a plan to a log, part by part, for two people to adopt.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Share compute out among proposals, and say why."""
