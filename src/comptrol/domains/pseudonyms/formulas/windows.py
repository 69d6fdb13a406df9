"""In which windows is a sum held against a threshold?"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from comptrol.domains.pseudonyms.formulas.rows import day_of
from comptrol.domains.pseudonyms.formulas.sums import Piece
from comptrol.domains.pseudonyms.statements import Calendar, Window

_MONTHS = {Calendar.MONTH: 1, Calendar.QUARTER: 3, Calendar.YEAR: 12}


def calendar_windows(every: Calendar, since: date, until: date) -> Iterator[Window]:
    """Yield the stretches of the calendar that some days touch.

    >>> two = calendar_windows(Calendar.QUARTER, date(2026, 3, 31), date(2026, 4, 2))
    >>> [str(it.since) for it in two]
    ['2026-01-01', '2026-04-01']
    """
    start = _start(every, since)
    while start < until:
        end = _next(every, start)
        yield Window(since=start, until=end)
        start = end


def rolling_windows(days: int, of: Iterable[Piece], since: date, until: date) -> list[Window]:
    """Return the windows of so many days that end in a stretch, as far as their sums can differ.

    Moved without letting go of a period or of a reading, a window comes to one that ends with
    it, to one that begins with the last day of a period, or to an end of the stretch.
    """
    ends = {since + timedelta(1), until}
    for piece in of:
        ends |= {piece.period.until, piece.period.until + timedelta(days - 1)}
        ends |= {day_of(hour) + timedelta(1) for hour, _ in piece.readings}
    chosen = sorted(end for end in ends if since < end <= until)
    return [Window(since=end - timedelta(days), until=end) for end in chosen]


def _start(every: Calendar, day: date) -> date:
    if every is Calendar.DAY:
        return day
    months = _MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _next(every: Calendar, start: date) -> date:
    if every is Calendar.DAY:
        return start + timedelta(1)
    months = start.month - 1 + _MONTHS[every]
    return date(start.year + months // 12, months % 12 + 1, 1)
