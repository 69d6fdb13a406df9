"""Say which countries have compute of training grade, of inference grade, or none that is seen."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from comptrol.bootstrap.accounting import Tables, read_tables
from comptrol.bootstrap.comparing import country_codes
from comptrol.domains.accounts import (
    SHEET,
    SHIPPED,
    Class,
    Classed,
    Grades,
    Place,
    classes,
    places_of_clusters,
    places_of_sites,
)
from comptrol.entrypoints.cli.account_pages import tell
from comptrol.entrypoints.cli.commands.accounts.options import day_of_tables, tables_needed
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.pictures.gap_words import estimate
from comptrol.kernel.errors import NotFoundError


@click.command()
@tables_needed
@click.option(
    "--grades",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The thresholds, as policy.",
)
@day_of_tables
@as_json
def command(folder: Path, file: Path, as_of: datetime | None, as_json: bool) -> None:
    """Class countries as North (training grade), South (inference grade) or Desert (none seen).

    By the largest cluster or site. Thresholds are values of policy and none is shipped: FILE is
    {"method", "training_grade_h100e", "inference_grade_h100e", "source", "by"}. A class is the
    least that a country is: tables do not see everything.
    """
    grades = read_json(file, Grades)
    tables = read_tables(folder, note)
    day = None if as_of is None else as_of.date()
    countries = country_codes()
    found = {
        name: tuple(classes(places, countries, grades, on))
        for name, on, places in _tables(tables, day)
    }
    if not found:
        raise NotFoundError(f"{folder}: no table of clusters or of sites")
    if as_json:
        emit({"grades": grades, "classes": found})
        return
    tell(f"{grades.method}: training grade from {grades.training_grade_h100e:,} H100e at one")
    tell(f"  place, inference grade from {grades.inference_grade_h100e:,}; {grades.source}")
    for name, rows in found.items():
        _show(name, rows)


def _tables(tables: Tables, day: date | None) -> Iterator[tuple[str, date, Iterator[Place]]]:
    if tables.clusters is not None:
        on = day or tables.clusters.last
        yield "clusters", on, places_of_clusters(tables.clusters, SHIPPED[SHEET], on)
    if tables.sites is not None:
        on = day or tables.sites.edition
        yield "sites", on, places_of_sites(tables.sites, on)


def _show(name: str, rows: tuple[Classed, ...]) -> None:
    tell(f"By the table of {name}, as of {rows[0].as_of}:")
    seen = sorted((it for it in rows if it.places), key=_order)
    table(
        ("country", "at least", "at most", "largest place", "H100e", "places"),
        (
            (
                it.country,
                it.at_least.value,
                it.at_most.value,
                it.place,
                "" if it.largest is None else estimate(it.largest),
                it.places,
            )
            for it in seen
        ),
        nothing="No place of any country is known.",
    )
    unseen = sum(not it.places for it in rows)
    tell(
        f"  {counted(unseen, 'country')} without any that the table sees: desert is the least "
        "they are."
    )


def _order(it: Classed) -> tuple[int, str]:
    return -list(Class).index(it.at_least), it.country
