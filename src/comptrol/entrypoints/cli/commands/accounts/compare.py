"""Compare two countries or blocs over time: located, owned, accessible."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap.accounting import read_tables
from comptrol.bootstrap.comparing import (
    Asked,
    compared_log,
    compared_tables,
    known_pair,
    write_parquet,
)
from comptrol.domains.accounts import (
    SHEET,
    SITES,
    STOCK,
    Between,
    ClusterMethod,
    Gap,
    Series,
    Told,
    method_in_force,
    method_named,
)
from comptrol.domains.chips import FactorSetId
from comptrol.entrypoints.cli.account_pages import tell
from comptrol.entrypoints.cli.commands.accounts.options import (
    csv_option,
    factors_option,
    method_option,
    tables_option,
)
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.entrypoints.pictures.gap_page import gap_page, pictures_of
from comptrol.entrypoints.pictures.gap_words import (
    estimate,
    grown,
    share,
    table_doubts,
    title_of,
    verdict,
)
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.settings import Settings

COLUMNS: Final = (
    *("table", "method", "axis", "as_of", "stale", "side", "part", "p5", "median", "p95", "what"),
    *("carried", "missing", "index_low", "index_number", "index_high"),
    *("index_world_low", "index_world_high", "ahead_in_table", "ahead"),
)


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@tables_option
@click.option("--since", type=DAY, help="The first day. [default: two years before the last]")
@click.option(
    "--until", type=DAY, help="The last day. [default: the last of each table, or today]"
)
@method_option
@factors_option
@csv_option
@click.option("--parquet", type=click.Path(path_type=Path), help="The same; needs comptrol[lab].")
@click.option(
    "--charts",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also draw: SVG, and index.html with tables and sentences.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    one: str,
    other: str,
    folder: Path | None,
    since: datetime | None,
    until: datetime | None,
    method: str | None,
    factor_set: str,
    file: Path | None,
    parquet: Path | None,
    charts: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Compare A and B (a code such as US, or a bloc: EU=DE,FR,NL) by the end of each quarter.

    Each table and axis is a comparison of its own. The index is A's part of what both have.
    Growth, what smuggling, production and use abroad do to the gap, and all doubts stand beside;
    nobody is ahead where bounds overlap.
    """
    days = (_day(since), _day(until))
    asked = Asked(blocs=known_pair(one, other), since=days[0], until=days[1])
    found = _compared(settings, asked, folder, data, method, factor_set)
    if not found:
        raise NotFoundError(f"nothing to compare {one} and {other} by")
    sources = tuple(dict.fromkeys(it.source for it in found if it.source))
    if file is not None:
        _write(file, found)
    if parquet is not None:
        write_parquet(parquet, COLUMNS, [cells for it in found for cells in _cells(it)])
    if charts is not None:
        _draw(charts, found, sources)
    if as_json:
        emit({"one": asked.blocs[0], "other": asked.blocs[1], "compared": found,
              "attribution": sources})  # fmt: skip
        return
    for it in found:
        _show(it)
    for line in sources:
        tell(line)


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _compared(
    settings: Settings,
    asked: Asked,
    folder: Path | None,
    data: str | None,
    method: str | None,
    factor_set: str,
) -> tuple[Series, ...]:
    if folder is not None:
        tables = read_tables(folder, note)
        if data is None:
            return tuple(compared_tables(tables, asked, _chosen(method, None), method))
        with closing(opened(settings, data)) as platform, platform.world() as world:
            return tuple(compared_tables(tables, asked, _chosen(method, world), method))
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = compared_log(world, asked, platform.today(), FactorSetId(factor_set))
        return tuple(it for it in found if method in {None, it.gaps[-1].method})


def _chosen(method: str | None, world: RowsWorld | None) -> tuple[str, ClusterMethod] | None:
    """Return the method for clusters: as named, as adopted last, or that of the data sheet."""
    if method in {STOCK, SITES}:
        return None
    adopted = None if world is None else method_in_force(world)
    name = method or (SHEET if adopted is None else adopted.method)
    return name, method_named(name, world)


def _show(found: Series) -> None:
    last = found.gaps[-1]
    one, other = (it.side for it in last.sides)
    tell(f"{title_of(found)}, method {last.method}{', STALE' if last.stale else ''}")
    table(
        (
            "day",
            one,
            other,
            f"{one} in both",
            "of known intervals",
            "in the world",
            "over methods",
        ),
        (
            (
                it.as_of,
                *(estimate(side.h100e) for side in it.sides),
                share(it.index),
                share(it.index_known),
                share(it.index_world),
                share(it.over_methods),
            )
            for it in found.gaps
        ),
    )
    tell(f"  {verdict(last)}")
    for words in table_doubts(found):
        tell(f"  {words}")
    for part in last.parts:
        without = share(part.index_without)
        tell(f"  {part.side}, {part.kind}: {estimate(part.h100e)}; index without it {without}")
    for it in found.growth:
        tell(f"  {grown(it)}")


def _draw(folder: Path, found: Sequence[Series], sources: Sequence[str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for it in found:
            for name, picture in pictures_of(it):
                (folder / name).write_text(picture, encoding="utf-8")
        (folder / "index.html").write_text(gap_page(found, sources), encoding="utf-8")
    except OSError as error:
        raise UnavailableError(f"{folder}: {error.strerror}") from error


def _write(path: Path, found: Sequence[Series]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for it in found:
                for cells in _cells(it):
                    writer.writerow(
                        [harmless("" if cell is None else str(cell)) for cell in cells]
                    )
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


Cell = str | int | date | Decimal | None


def _cells(found: Series) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each day and side, and one for each part of it."""
    for gap in found.gaps:
        for side in gap.sides:
            doubts = ("; ".join(side.carried), "; ".join(side.missing))
            yield _row(gap, side.side, "", side.h100e, doubts, gap.index)
        for it in gap.parts:
            yield _row(gap, it.side, it.kind, it.h100e, ("", ""), it.index_without)


def _row(
    gap: Gap, side: str, part: str, told: Told, doubts: tuple[str, str], index: Between
) -> tuple[Cell, ...]:
    world = gap.index_world
    return (
        *(gap.table, gap.method, gap.axis.value, gap.as_of, str(gap.stale).lower(), side, part),
        *(told.p5, told.median, told.p95, told.what, *doubts),
        *(index.low, index.number, index.high),
        *((None, None) if part else (world.low, world.high)),
        *((None, None) if part else (gap.ahead_in_table, gap.ahead)),
    )
