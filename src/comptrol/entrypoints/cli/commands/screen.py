"""Hold names against the lists of restricted parties."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import click

from comptrol.bootstrap import holds_log, matcher, references, today, with_second_opinion
from comptrol.domains.screening import (
    Match,
    Matcher,
    Subject,
    matcher_in_force,
    verdict_on,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.list_pages import STALE_DAYS, age_days
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.entrypoints.cli.screened_names import WANTED, named, subject_in
from comptrol.kernel.countries import Countries
from comptrol.settings import Settings

FETCH: Final = "fetch them with comptrol lists update"


class Chosen(NamedTuple):
    """The edition that is searched, why it is that one, and how to come by a newer one."""

    matcher: Matcher
    why: str
    newer: str


@click.command()
@click.argument("names", required=False, type=click.Path(path_type=Path))
@click.option(
    "--name", "asked", multiple=True, help="A name to ask for, instead of a file; may be repeated."
)
@click.option(
    "--lists",
    type=click.Path(path_type=Path),
    help="An edition, a list as it was published, or a folder of them. [default: the edition in "
    "force; where there is no log, the shipped one]",
)
@click.option(
    "--second-opinion", is_flag=True, help="Ask nomenklatura too (extra: comptrol[opinion])."
)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    names: Path | None,
    asked: tuple[str, ...],
    lists: Path | None,
    second_opinion: bool,
    limit: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Hold every party of NAMES against the lists: those in force, where there is a log.

    NAMES is a CSV file: id, name; and where known country, address, identifier (LEI:..., IMO:...),
    birth (a year, month or day) and person (1 or 0). Names may be in
    Latin, Cyrillic, Arabic or Chinese letters; others are compared as they are romanised.
    "clear" says that nothing was found in this edition by these rules, and no more. The verdict
    on a party stands once; beside it, entry by entry, that on each.
    """
    parties = named(names, asked)
    chosen, known = _chosen(lists, settings.over(data=data)), references().of(Countries)
    _tell_edition(chosen)
    index = chosen.matcher
    answers = (
        (row, _found(subject_in(row, known, index), index, limit, second_opinion=second_opinion))
        for row in parties
    )
    if as_json:
        for row, matches in answers:
            emit({"id": row.needed("id"), "matches": matches, "verdict": verdict_on(matches)})
        return
    columns = ("name",) if asked else WANTED
    table(
        (*columns, "verdict", "entry", "score", "list", "listed name", "why"),
        (
            (*map(row.needed, columns), *line)
            for row, matches in answers
            for line in _lines(matches)
        ),
    )


def _found(
    subject: Subject, index: Matcher, limit: int, *, second_opinion: bool
) -> tuple[Match, ...]:
    found = index.search(subject, limit=limit)
    return with_second_opinion(subject, found) if second_opinion else found


def _chosen(lists: Path | None, settings: Settings) -> Chosen:
    """Return the edition that is named; else that of the log, so that both answer alike."""
    if lists is not None:
        return Chosen(matcher(lists), "named with --lists", "name newer ones")
    folder = settings.folder
    if not holds_log(folder, settings):
        newer = f"keep a log, and {FETCH}; or name newer ones with --lists"
        return Chosen(matcher(None), f"shipped: there is no log in {folder}", newer)
    with closing(opened(settings)) as platform, platform.world() as world:
        return Chosen(matcher_in_force(world), f"in force in {folder}", FETCH)


def _tell_edition(chosen: Chosen) -> None:
    edition = chosen.matcher.edition
    age = age_days(edition, today())
    note(f"list {edition.edition}, {counted(age, 'day')} old, {chosen.why}")
    note(f"matcher {chosen.matcher.version}")
    if age > STALE_DAYS:
        note(f"lists change within days: {chosen.newer}")


def _lines(matches: tuple[Match, ...]) -> Iterator[tuple[object, ...]]:
    """Yield a line for every match with its own verdict; that on the party stands on the first."""
    verdict = verdict_on(matches).value
    if not matches:
        yield verdict, "", "", "", "", ""
    for m in matches:
        yield verdict, verdict_on([m]).value, m.score, m.list, m.name, m.why
        verdict = ""
