"""Lists from files: read, made into editions, searched, held against each other, fetched."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from comptrol.adapters import list_editions
from comptrol.adapters.list_fetching import OFFICIAL, fetched
from comptrol.adapters.list_files import ListFile, read_list
from comptrol.adapters.list_shelf import (
    SUFFIX,
    matcher_of,
    searched,
    shipped_matcher,
)
from comptrol.domains.screening import Difference, Match, Matcher, Subject, difference

__all__ = [
    "OFFICIAL",
    "differences",
    "edition_at",
    "edition_of",
    "fetched",
    "matcher",
    "read_list_files",
    "with_second_opinion",
    "write_edition",
]


def differences(before: Matcher, after: Matcher) -> Difference:
    """Return what one edition changes in another, re-spelled rows found again."""
    return difference(before.entities, after.entities)


Made = list_editions.Made
write_edition = list_editions.write
edition_at = matcher_of


def matcher(lists: Path | None) -> Matcher:
    """Return an edition to be searched: a file, the lists in a folder, or the shipped one."""
    if lists is None:
        return shipped_matcher()
    inside = list_editions.files_in([lists])
    if len(inside) == 1 and inside[0].name.endswith(SUFFIX):
        return matcher_of(inside[0])
    made = edition_of([lists])
    return searched(made.edition, made.entities)


def edition_of(
    paths: Sequence[Path], *, name: str | None = None, published: date | None = None
) -> Made:
    """Make one edition of lists as they were published: files, or folders of them."""
    return list_editions.made(list_editions.files_in(paths), name=name, published=published)


def read_list_files(paths: Sequence[Path]) -> list[tuple[Path, ListFile]]:
    """Read lists as they were published, each with an account of its rows."""
    return [(path, read_list(path)) for path in list_editions.files_in(paths)]


def with_second_opinion(subject: Subject, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return matches with what another program thinks of the best few."""
    from comptrol.adapters.matching import second_opinion  # noqa: PLC0415  (as what found them)

    return second_opinion.with_second_opinion(subject, matches)
