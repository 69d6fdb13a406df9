"""Hold names against the lists of restricted parties."""

from pathlib import Path

import click

from comptrol.bootstrap import matcher, references
from comptrol.domains.screening import Match, Matcher, Verdict
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.tables import Row, rows
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import CountryCode


@click.command()
@click.argument("names", type=click.Path(path_type=Path))
@click.option("--lists", type=click.Path(path_type=Path), help="A list, or the folder it is in.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@as_json
def command(names: Path, lists: Path | None, limit: int, as_json: bool) -> None:
    """Hold every name of NAMES (a CSV file: id, name, and country if known) against the lists.

    A name is found as listed or as normalised: case, accents, punctuation, legal forms, order.
    """
    index, known = matcher(lists), references().of(Countries)
    note(f"list {index.edition.edition}, matcher {index.version}")
    answers = (
        (row, index.search((row.needed("name"),), country=_country(row, known), limit=limit))
        for row in rows(names, ("id", "name"))
    )
    if as_json:
        for row, matches in answers:
            emit({"id": row.needed("id"), "matches": matches, "verdict": index.verdict(matches)})
        return
    table(
        ("id", "verdict", "score", "list", "listed name", "why"),
        (line for row, matches in answers for line in _lines(row, matches, index)),
    )


def _country(row: Row, known: Countries) -> CountryCode | None:
    code = CountryCode(row.text("country").upper())
    if code and code not in known:
        row.fail("country", f"is {code!r}, no ISO 3166-1 code of two letters")
    return code or None


def _lines(row: Row, matches: tuple[Match, ...], index: Matcher) -> list[tuple[object, ...]]:
    verdict = index.verdict(matches)
    if verdict is Verdict.CLEAR:
        return [(row.needed("id"), verdict.value, "", "", "", "")]
    return [(row.needed("id"), verdict.value, m.score, m.list, m.name, m.why) for m in matches]
