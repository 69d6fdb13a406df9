"""What the questions about a supply graph share: which graph, and what is supposed of it."""

from collections.abc import Callable, Collection
from contextlib import closing
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
from typing_extensions import override

from comptrol.bootstrap.supplying import SupplyFile, buffers, known, shipped, supply_file
from comptrol.domains.supply import WHOLE_PPM, Bounds, Graph, InputId, Step, Stretch, Types
from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.settings import Settings

Command = Callable[..., Any]
OVER_PERCENT: Final = "50"
TYPE_OF: Final = "is a type of"


class Percent(click.ParamType[int]):
    """A percentage, as millionths."""

    name = "percent"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return so many millionths."""
        if isinstance(value, int):
            return value
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal(-1)
        if not (found.is_finite() and 0 <= found <= 100):  # noqa: PLR2004  (percent)
            self.fail(f"{value!r}: expected a percentage from 0 to 100", param, ctx)
        return int(found * WHOLE_PPM / 100)


class Asked(NamedTuple):
    """Which graph is asked, and what is supposed of it."""

    tables: Path | None
    data: str | None
    year: int | None
    every: tuple[str, ...]
    any_of: tuple[str, ...]
    stocks: Path | None = None


def graph_options(command: Command) -> Command:
    """Give a command the argument and the options that name a graph."""
    for option in (
        data_option,
        click.option(
            "--any", "any_of", multiple=True, metavar="INPUT",
            help="Suppose that each type of it replaces the others; may be repeated.",
        ),
        click.option(
            "--every", multiple=True, metavar="INPUT",
            help="Suppose that every type of it is needed; may be repeated.",
        ),
        click.option(
            "--year", type=click.IntRange(1950, 2200), help="Read no shares of a later year."
        ),
        click.argument("tables", type=click.Path(path_type=Path, exists=True), required=False),
    ):  # fmt: skip
        command = option(command)
    return command


def graph_of(settings: Settings, asked: Asked) -> Graph:
    """Return the graph that is asked, once its notes are told."""
    found = _read(settings, asked)
    for text in found.notes:
        note(f"note: {text}")
    named = {it.input for it in found.said if hasattr(it, "input")}
    for name in (*asked.every, *asked.any_of):
        if InputId(name) not in named:
            raise NotFoundError(f"{name!r}: no input is called so")
    both = sorted(set(asked.every) & set(asked.any_of))
    if both:
        raise UnreadableError(f"{both[0]}: either --every or --any was expected, not both")
    types = {InputId(it): Types.ANY for it in asked.any_of}
    types |= {InputId(it): Types.EVERY for it in asked.every}
    more = () if asked.stocks is None else buffers(asked.stocks)
    strangers = sorted({it.input for it in more} - named)
    if strangers:
        raise NotFoundError(f"{asked.stocks}: {strangers[0]!r}: no input is called so")
    return Graph((*found.said, *more), year_max=asked.year, types=types)


def _read(settings: Settings, asked: Asked) -> SupplyFile:
    if asked.tables is not None:
        return supply_file(asked.tables)
    if asked.data is None:
        note("note: no TABLES and no --data: this is the small shipped table")
        return shipped()
    with closing(opened(settings, asked.data)) as platform:
        found = known(platform)
    if not found.said:
        raise NotFoundError(f"{asked.data}: nobody said a supply graph; see comptrol supply load")
    return found


def span(bounds: Bounds) -> str:
    """Return bounds as a person reads them: one number where both are the same."""
    low, high = f"{bounds.low:,}", f"{bounds.high:,}"
    return low if low == high else f"{low} to {high}"


def days(stretch: Stretch | None) -> str:
    """Return days as a person reads them."""
    if stretch is None or (stretch.low == 0 and stretch.high is None):
        return "not known"
    if stretch.high is None:
        return f"at least {stretch.low}"
    return str(stretch.low) if stretch.low == stretch.high else f"{stretch.low} to {stretch.high}"


def path_of(steps: Collection[Step]) -> str:
    """Return a path as a person reads it."""
    found = list(steps)
    first, last = found[0], found[-1]
    if first is last:
        return printable(f"{first.title} ({first.input})")
    words = [f"{it.input}, a type of" if it.then == TYPE_OF else f"{it.input} >" for it in found]
    return printable(f"{' '.join(words[:-1])} {last.input}: {first.title} to {last.title}")


def names(those: Collection[str], shown: int = 12) -> str:
    """Return the first names of many, and how many more there are."""
    first = ", ".join(list(those)[:shown])
    return first if len(those) <= shown else f"{first} and {len(those) - shown} more"
