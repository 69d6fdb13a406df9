"""Which days do the dates of statements mean, and which statement about a record is the latest?

Dates of the standard may name a year or a month alone. A beginning is then its first day and an
end its last: what is open is counted, never left out.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from comptrol.adapters.ownership_files.bods_statements import Statement
from comptrol.kernel.errors import UnreadableError

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ].+)?)?)?", re.ASCII)
_DAY_LETTERS: Final = 10
_DECEMBER: Final = 12
_NEXT: Final = timedelta(days=1)


class Latest(NamedTuple):
    """The latest statement of each record, and the records of which that is a guess."""

    statements: Sequence[Statement]
    guessed: Sequence[str]


def first_day(text: str) -> date | None:
    """Return a day; the first of the month or year where no more is said; nothing for nothing.

    >>> first_day("2024-05"), first_day("")
    (datetime.date(2024, 5, 1), None)
    """
    if not text:
        return None
    year, month, day = _parts(text)
    return date(int(year), int(month or 1), int(day or 1))


def ended_by(text: str) -> date | None:
    """Return the first day after an end: the end's own day, or the day after its month or year.

    >>> ended_by("2024-05-07"), ended_by("2024-05"), ended_by("2024")
    (datetime.date(2024, 5, 7), datetime.date(2024, 6, 1), datetime.date(2025, 1, 1))
    """
    found = first_day(text)
    if found is None or not is_partial(text):
        return found
    if found.year == date.max.year:
        return date.max
    month = _DECEMBER if len(text) == len("2024") else found.month
    following = date(found.year, month, 28) + 4 * _NEXT
    return following.replace(day=1)


def is_partial(text: str) -> bool:
    """Tell whether a date names a month or a year alone."""
    return 0 < len(text) < _DAY_LETTERS


def latest(statements: Iterable[Statement]) -> Latest:
    """Return the latest statement of each record, the records in the order of the file.

    Later is what has the later date. One without a date stands behind all that the file has before
    it; and of those that nothing tells apart, the later in the file counts, as a guess.
    """
    records: dict[str, list[Statement]] = {}
    for it in statements:
        records.setdefault(it.record_id, []).append(it)
    found = [_last_of(said) for said in records.values()]
    guessed = [it.record_id for it, sure in found if not sure]
    return Latest([it for it, _ in found], guessed)


def _last_of(said: Sequence[Statement]) -> tuple[Statement, bool]:
    """Return the latest of one record's statements, and whether its dates tell."""
    if len(said) == 1:
        return said[0], True
    timed = all(len(it.statement_date) > _DAY_LETTERS for it in said)
    whens = [_when(it, timed=timed) for it in said]
    last, greatest = 0, datetime.min.replace(tzinfo=UTC)
    for place, when in enumerate(whens):
        if when is None or when >= greatest:
            last, greatest = place, when or greatest
    return said[last], all(whens) and whens.count(whens[last]) == 1


def _when(said: Statement, *, timed: bool) -> datetime | None:
    """Return when a statement was made: by the clock if all have a time, or else by the day."""
    text = said.statement_date
    try:
        day = first_day(text)
        if day is None:
            return None
        moment = datetime.fromisoformat(text if timed else day.isoformat())
    except ValueError as error:
        raise UnreadableError(
            f"statement {said.statement_id}: statementDate is no date (ISO 8601): {error}"
        ) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _parts(text: str) -> tuple[str, str | None, str | None]:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no date: expected YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = found.groups()
    return year, month, day
