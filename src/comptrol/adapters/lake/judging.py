"""Which rows of a batch are taken, and why are the others not?

A row is held against its own words first, then against what its chips can do, then against the
other rows. The first reason is the one that is told. Nothing is mended.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import ibis

from comptrol.adapters.lake.columns import COLUMNS, FLOP, KEY, METERS, REQUIRED, WHOLE
from comptrol.adapters.lake.reading import LINE, WANTED
from comptrol.kernel.quantity import FLOP_SAID_BELOW

Table = Any
CHIPS_MAX: Final = 10**9
SECONDS_MAX: Final = 366 * 86_400
"""As one event of ``metering.used/1``: what ran longer is told in parts."""
CHIP_SECONDS_MAX: Final = 10**15
LETTERS_MAX: Final = 200
_LETTERS: Final = r"^[!-~]+$"
"""What names an event is printed ASCII without gaps, the same in a URL, a header and a file. How
many there may be is asked apart: a bound within the pattern makes it ten times as slow."""
_NAME: Final = r"^[a-z0-9][a-z0-9._-]{0,62}$"
_REASON: Final = "reason"


class Bounds(NamedTuple):
    """What the rows of a batch are held against, beside themselves."""

    peaks: Mapping[str, int]
    """Of every known model the most dense operations a second, at any precision."""
    provider: str | None = None
    since: datetime | None = None
    """Naive, in UTC, as all times in the lake."""
    until: datetime | None = None
    """A row begins in [since, until): then it stands in one period, whatever its version."""
    ahead: datetime | None = None
    """After this nothing can have ended yet."""
    lasting: timedelta = timedelta(seconds=SECONDS_MAX)


def judged(
    rows: Table,
    bounds: Bounds,
    peaks: Table,
    said: Table | None = None,
    filed: Table | None = None,
) -> Table:
    """Return the rows with a column ``reason``: nothing where they are taken.

    ``peaks`` has the peaks of ``bounds`` as columns ``known`` and ``peak``. ``said`` are the
    events of `twice` and ``filed`` those of `already`; nothing: there are none, and no row is
    held against any.
    """
    beside = rows.left_join(peaks, rows.model == peaks.known)
    if said is not None:
        beside = beside.left_join(said, _same_event(beside, said, "twice_"))
    if filed is not None:
        beside = beside.left_join(filed, _same_event(beside, filed, "filed_"))
    checks = [*_words(beside, bounds), *_amounts(beside, bounds), *_operations(beside)]
    if said is not None:
        again = beside[LINE] > beside.twice_first
        told = ibis.literal("event: this version of it is on line ")
        checks.append((again, told.concat(beside.twice_first.cast("string"), " already")))
    if filed is not None:
        filed_before = beside.filed_event.notnull()
        checks.append((filed_before, "event: this version of it is in the lake already"))
    reason = ibis.cases(*checks, else_=ibis.null().cast("string"))
    return beside.mutate(**{_REASON: reason}).select(LINE, *COLUMNS, _REASON)


def taken(rows: Table) -> Table:
    """Return the rows without a reason against them, as the lake keeps them."""
    return rows.filter(rows.reason.isnull()).select(*COLUMNS)


def refused(rows: Table) -> Table:
    """Return the rows that are not taken, as text that no spreadsheet takes for a formula."""
    text = {name: _harmless(rows[name].cast("string")) for name in COLUMNS}
    kept = rows.mutate(**text).filter(rows.reason.notnull())
    return kept.select(LINE, _REASON, *COLUMNS).order_by(LINE)


def _words(rows: Table, bounds: Bounds) -> list[tuple[Any, Any]]:
    """Hold every column against how it is written."""
    checks = []
    for name, kind in COLUMNS.items():
        expected = f"{name}: expected {WANTED[kind]}"
        wrong = rows[f"said_{name}"] & rows[name].isnull()
        checks.append((wrong | rows[name].isnull() if name in REQUIRED else wrong, expected))
    checks += [
        (
            ~rows[name].re_search(_LETTERS) | (rows[name].length() > LETTERS_MAX),
            f"{name}: expected 1 to {LETTERS_MAX} printed letters, no gaps",
        )
        for name in ("source", "event")
    ]
    checks += [
        (~rows.provider.re_search(_NAME), "provider: expected the name of a party"),
        (rows.tenant.length() > LETTERS_MAX, f"tenant: longer than {LETTERS_MAX} letters"),
        (rows.meter.notin(METERS), f"meter: expected one of {', '.join(METERS)}"),
        (rows.version < 1, "version: expected 1 or more"),
    ]
    if bounds.provider is not None:
        checks.append((rows.provider != bounds.provider, f"provider: expected {bounds.provider}"))
    return checks


def _amounts(rows: Table, bounds: Bounds) -> list[tuple[Any, Any]]:
    """Hold chips and times against each other."""
    longest = int(bounds.lasting.total_seconds())
    part = (rows.since.microsecond() != 0) | (rows.until.microsecond() != 0)
    checks = [
        (rows.until <= rows.since, "until: not after since"),
        (part, "since: chip time is in whole seconds"),
        (rows.seconds > longest, f"until: more than {longest} seconds after since"),
        ((rows.chips < 0) | (rows.chips > CHIPS_MAX), f"chips: expected 0 to {CHIPS_MAX}"),
        (rows.chip_seconds < 0, "chip_seconds: less than nothing"),
        (rows.chip_seconds > CHIP_SECONDS_MAX, f"chip_seconds: more than {CHIP_SECONDS_MAX}"),
        (
            rows.chip_seconds > rows.chips * rows.seconds,
            _sentence(
                "chip_seconds: ", rows.chip_seconds, " told; ", rows.chips, " chips in "
            ).concat(rows.seconds.cast("string"), " s have less"),
        ),
    ]
    if bounds.since is not None and bounds.until is not None:
        within = f"since: expected from {bounds.since} to before {bounds.until}, the period"
        checks.append(((rows.since < bounds.since) | (rows.since >= bounds.until), within))
    if bounds.ahead is not None:
        checks.append((rows.until > bounds.ahead, "until: that time has not come"))
    return checks


def _operations(rows: Table) -> list[tuple[Any, Any]]:
    """Hold operations against each other, and against the most that the chips can do."""
    low, mid, high = (rows[name] for name in FLOP)
    told = low.notnull() | mid.notnull() | high.notnull()
    some = low.isnull() | mid.isnull() | high.isnull()
    most = rows.chip_seconds.cast("decimal(18, 0)") * rows.peak
    arithmetic = _sentence("flop_high: ", high, " told; ", rows.chip_seconds, " chip-seconds x ")
    return [
        (rows.model.notnull() & rows.peak.isnull(), "model: nobody has described such a chip"),
        (told & some, "flop_low, flop_mid, flop_high: all three or none"),
        (
            (low < 0) | (mid < low) | (high < mid),
            "flop_low, flop_mid, flop_high: expected 0 <= low <= mid <= high",
        ),
        (high >= _whole(FLOP_SAID_BELOW), "flop_high: 10^30 or more"),
        (told & rows.model.isnull(), "flop_high: cannot be held against the peak of no model"),
        (
            high > most,
            arithmetic.concat(rows.peak.cast("string"), " a second are less"),
        ),
    ]


def twice(rows: Table) -> Table:
    """Return the events that stand in the batch more than once in one version, and where first.

    First by a number made of the word for the event, which is a tenth of the work; then by names.
    """
    marked = rows.mutate(mark=rows.event.hash())
    marks = marked.group_by("mark").agg(times=marked.count())
    alike = marked.semi_join(marks.filter(marks.times > 1), "mark")
    found = alike.group_by(*KEY, "version").agg(first=alike[LINE].min(), times=alike.count())
    names = {f"twice_{name}": name for name in (*KEY, "version", "first")}
    return found.filter(found.times > 1).select(**{new: found[old] for new, old in names.items()})


def already(rows: Table, earlier: Table) -> Table:
    """Return of earlier rows those that may be of an event that a batch tells."""
    alike = earlier.semi_join(rows, earlier.event == rows.event)
    return alike.select(**{f"filed_{name}": alike[name] for name in (*KEY, "version")}).distinct()


def _same_event(rows: Table, other: Table, before: str) -> list[Any]:
    return [rows[name] == other[f"{before}{name}"] for name in (*KEY, "version")]


def _sentence(*parts: Any) -> Any:  # noqa: ANN401  (text, and columns of Ibis)
    first, *rest = parts
    return ibis.literal(first).concat(
        *(part if isinstance(part, str) else part.cast("string") for part in rest)
    )


def _whole(number: int) -> Any:  # noqa: ANN401
    return ibis.literal(str(number)).cast(WHOLE)


def _harmless(text: Any) -> Any:  # noqa: ANN401
    begins = text.substr(0, 1).isin(["=", "+", "-", "@", "\t"])
    return begins.fill_null(False).ifelse(ibis.literal("'").concat(text), text)  # noqa: FBT003
