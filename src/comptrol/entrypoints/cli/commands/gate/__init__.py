"""The gate: orders and their rulings, what waits for people, what must stop, and licences."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "show": "Show one order: its life, rulings, changes, people, caps and licence.",
    "orders": "Show every order, and why it may not go: those refused, or of one customer.",
    "start": "Say whether an order may start today.",
    "queue": "Show what waits for people, and for how long.",
    "stops": "Show which orders were let through and must stop.",
    "standing": "Show which orders of a seller were allowed and are not over.",
    "notice": "Write what the customer of an order is told, in plain words.",
    "recheck": "Have every standing order judged by the law and the facts of today.",
    "licences": "Show licences and exceptions, and what is left of each.",
    "licence": "Show one licence: drawn, left, its conditions and what they count.",
    "times": "Show how long people let others wait.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Show orders, what waits and what must stop. One is made by: comptrol say gate.ordered/1."""
