"""The books of the whole registry are balanced over a period: every lot, and all its steps."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from comptrol.bootstrap import Platform
from comptrol.domains.registry import Balance, BalanceBy, balance_of
from comptrol.entrypoints.console.asking import Asking, day_of
from comptrol.entrypoints.console.progress import Doing, Outcome, Progress
from comptrol.entrypoints.console.starting import Start
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.kernel.errors import UnreadableError

SHOWN_MAX: Final = 500
COLUMNS: Final = (
    *("begin", "receipts", "shipments", "destroyed", "end"),
    *("found", "lost", "uncounted", "muf"),
)


def asked(words: Mapping[str, str], today: date) -> tuple[BalanceBy, date, date]:
    """Read by what, from which day and to before which is balanced: the last year otherwise."""
    try:
        by = BalanceBy(words.get("by") or BalanceBy.SITE.value)
    except ValueError as error:
        raise UnreadableError(str(error)) from error
    until = day_of(words.get("until") or str(today + timedelta(1)), "until")
    start = day_of(words.get("start") or str(until - timedelta(365)), "start")
    if until <= start:
        raise UnreadableError(f"the end, {until}, has to be after the beginning, {start}")
    return by, start, until


def prepare(asking: Asking, form: Mapping[str, str], folder: Path) -> Doing:  # noqa: ARG001
    """Return the balance that a form asks for."""
    by, start, until = asked(form, asking.today)
    platform = asking.platform
    return lambda progress: balanced(platform, by, (start, until), progress)


def balanced(
    platform: Platform, by: BalanceBy, period: tuple[date, date], progress: Progress
) -> Outcome:
    """Balance the books; all lines go into a file, the first are shown."""
    progress.tell(0, words="the books are read, lot by lot")
    with platform.world() as world:
        lines = balance_of(world, by=by, start=period[0], until=period[1])
    progress.check()
    path = progress.folder / "balance.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow((by.value, *COLUMNS))
        written.writerows((harmless(it.key), *numbers(it)) for it in lines)
    missing = sum(it.muf for it in lines)
    told = (
        f"{len(lines):,} lines from {period[0]} to before {period[1]}; "
        f"{missing:,} chips were not there when counted."
    )
    rows = tuple((it.key, *numbers(it)) for it in lines[:SHOWN_MAX])
    return Outcome(told, "", (by.value, *COLUMNS), rows, path, good=not missing)


def numbers(line: Balance) -> tuple[str, ...]:
    """Return the numbers of a line, in the order of the columns."""
    return tuple(str(getattr(line, it)) for it in COLUMNS)


START: Final = Start(
    name="balance",
    title="The books are balanced",
    audience=frozenset(
        {Audience.INSPECTOR, Audience.REVIEWER, Audience.AUTHORITY, Audience.ANALYST}
    ),
    prepare=prepare,
)
