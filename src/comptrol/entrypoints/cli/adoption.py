"""What a command that adopts a rulebook asks of whoever adopts it, for all of them alike."""

import functools
from collections.abc import Callable
from typing import Any, Final

import click

from comptrol.domains.law import Policy, Posture
from comptrol.entrypoints.cli.options import OneOf

_SMALL: Final = "(exempt from operator policy, never from law; all that were given must be kept)."


def _one_of(name: str, default: Posture | Policy, told: str) -> Callable[..., Any]:
    """Return an option with the words of an enumeration, and what it is if nobody says."""
    words = OneOf(type(default))
    return click.option(name, type=words, default=default.value, show_default=True, help=told)


_OPTIONS: Final = (
    click.option("--by", required=True, help="The title under which law and policy are adopted."),
    click.option("--reason", required=True, help="Why this rulebook, posture and policy."),
    _one_of("--posture", Posture.ENFORCED, "Which text binds."),
    _one_of("--policy", Policy.RENTAL_PARITY, "What is asked beyond the law."),
    click.option(
        "--small-use-chip-hours",
        type=click.IntRange(0),
        help=f"Small use: up to so many chip-hours of a customer and its affiliates {_SMALL}",
    ),
    click.option(
        "--small-use-chips",
        type=click.IntRange(0),
        help=f"Small use: up to so many chips at once, of the same {_SMALL}",
    ),
)
CHOSEN: Final = (
    *("by", "reason", "posture", "policy"),
    *("small_use_chip_hours", "small_use_chips"),
)


def adopts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command ask how a rulebook is adopted, and be told all of it as ``choice``."""

    @functools.wraps(command)
    def asked(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        choice = {name: named.pop(name) for name in CHOSEN}
        return command(*given, choice=choice, **named)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked
