"""How far a solver is to go, and how a person is told how far it has come."""

import functools
import math
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

import click
from typing_extensions import override

from comptrol.domains.allocation import Call
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.printable import printable
from comptrol.flow.allocating.solver import Effort, Progress

GAP: Final = 0.002
_BAR: Final = 20
_EVERY_SECONDS: Final = 1.0


class Finite(click.FloatRange):
    """A number in a range, and never one that is none."""

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or say what was expected."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r}: a finite number was expected", param, ctx)
        return number


_OPTIONS: Final = (
    click.option(
        "--gap",
        type=Finite(0, 1),
        default=GAP,
        show_default=True,
        help="Good enough: so much of the bound may be missing.",
    ),
    click.option(
        "--seconds",
        type=Finite(0, min_open=True),
        help="Stop by the clock: then another machine may find another plan.",
    ),
    click.option("--nodes", type=click.IntRange(1), help="Of branch and bound, at most."),
    click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True),
    click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True),
)


def efforts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command ask how far to go, and be told it as ``effort``."""

    @functools.wraps(command)
    def asked(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        names = ("gap", "seconds", "nodes", "seed", "threads")
        effort = Effort(prices=True, **{name: named.pop(name) for name in names})
        return command(*given, effort=effort, **named)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


class Telling:
    """Tells how far a solver has come: one line that changes on a terminal, else a few lines."""

    def __init__(self, goal: float = GAP) -> None:
        self._goal, self._stage, self._last = goal, "", -_EVERY_SECONDS
        self._live, self._open = sys.stderr.isatty(), False

    def __call__(self, progress: Progress) -> None:
        """Tell of a step, if it is the first of a stage or some time after the last."""
        new = progress.stage != self._stage or progress.seconds < self._last
        if not new and progress.seconds - self._last < _EVERY_SECONDS:
            return
        self._stage, self._last = progress.stage, progress.seconds
        line = printable(self._line(progress))
        if self._live:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
            self._open = True
        else:
            click.echo(line, err=True)

    def done(self) -> None:
        """End the line that changes."""
        if self._open:
            click.echo(err=True)
            self._open = False

    def _line(self, it: Progress) -> str:
        parts = [f"{it.stage:<12} {it.seconds:6.1f} s"]
        if it.gap is not None:
            full = _BAR if it.gap <= self._goal else int(_BAR * self._goal / it.gap)
            parts.append(f"[{'#' * full:<{_BAR}}] gap {it.gap:.3%}")
        if it.objective is not None:
            parts.append(f"{it.objective:,.3f} points")
        if it.bound is not None:
            parts.append(f"at most {it.bound:,.3f}")
        return "  ".join(parts)


def counting(what: str) -> Callable[[int], None]:
    """Return what tells a person how many are done, each time there are half as many more."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done >= max(10, told * 3 // 2):
            told = done
            click.echo(f"{done:,} {what}", err=True)

    return tell


def remarks(call: Call) -> Iterator[str]:
    """Yield what is out of the ordinary in a call, before anybody wonders at its plan."""
    if not call.proposals:
        yield "the call has no proposals: there is nothing to award"
        return
    if not any(any(it.capacity_chip_hours) for it in call.pools):
        yield "no pool has a chip-hour on offer: nobody can get an award"
    out = [it.id for it in call.proposals if not it.pools]
    if len(out) == len(call.proposals):
        yield "no proposal may use any pool of this call: nobody can get an award"
    elif out:
        yield (
            f"{counted(len(out), 'proposal may', 'proposals may')} use no pool, {out[0]} for "
            "one: they cannot get an award"
        )


def percent(part: Decimal | float) -> str:
    """Return a part of one in percent.

    >>> percent(0.0025)
    '0.25 %'
    """
    return f"{float(part) * 100:.2f} %"
