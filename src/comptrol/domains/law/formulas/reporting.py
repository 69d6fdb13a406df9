"""What a rule has somebody report: of what, to whom, and by when."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Final

from msgspec import Meta

from comptrol.domains.law.formulas.record import Record
from comptrol.kernel.dated import Source
from comptrol.kernel.identifiers import END, NAME

MONTH_DAY: Final = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" + END
MonthDay = Annotated[str, Meta(pattern=MONTH_DAY)]
"""A day of every year: ``04-15`` is 15 April."""
Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Topic(Enum):
    """What is reported."""

    TRAINING_RUN = "training_run"
    CLUSTER = "cluster"
    CUSTOMER = "customer"
    MODEL = "model"
    INCIDENT = "incident"
    SUMMARY = "summary"
    SHIPMENT = "shipment"
    ACTIVITY = "activity"
    """What the holder of an approval does under it."""


class Duty(Record, frozen=True, kw_only=True):
    """A duty to report. When it is due is told in exactly one way."""

    duty: Annotated[str, Meta(pattern=NAME)]
    """Its name, which a period is opened by."""
    topic: Topic
    who: Sentence
    to: Sentence
    text: Sentence
    threshold: str = ""
    """The parameter above which, strictly, it is reported; nothing: the rule says otherwise."""
    dates: tuple[MonthDay, ...] = ()
    """The days of every year by which it is due."""
    every_months: Annotated[int, Meta(ge=1, le=12)] | None = None
    """So often; on which days was not read."""
    within_days: Annotated[int, Meta(ge=1, le=3660)] | None = None
    within_hours: Annotated[int, Meta(ge=1, le=8760)] | None = None
    """So long after what it is about happens, or is foreseen."""
    before_days: Annotated[int, Meta(ge=1, le=3660)] | None = None
    """At least so many days before what it is about happens."""
    promptly: bool = False
    """At once: no number is given."""
    source: Source

    def __post_init__(self) -> None:
        """Refuse what is due in no way or in two, and days that not every year has."""
        ways = (self.every_months, self.within_days, self.within_hours, self.before_days)
        told = sum(it is not None for it in ways) + bool(self.dates) + self.promptly
        if told != 1:
            raise ValueError(
                "expected one of dates, every_months, within_days, within_hours, before_days, "
                f"promptly: true, not {told} of them"
            )
        for day in self.dates:
            if int(day[3:]) > _DAYS[int(day[:2]) - 1]:
                raise ValueError(f"dates: not every year has the day {day}")
        if list(self.dates) != sorted(set(self.dates)):
            raise ValueError("dates: expected the days of a year in order, each once")

    @property
    def when(self) -> str:
        """Return in words when it is due.

        >>> from comptrol.kernel.dated import Source
        >>> book = Source(instrument="Example Act", section="3")
        >>> Duty(duty="d", topic=Topic.MODEL, who="a", to="b", text="c", within_days=14,
        ...      source=book).when
        'within 14 days'
        """
        if self.dates:
            return "each year by " + ", ".join(_in_words(it) for it in self.dates)
        if self.every_months is not None:
            return f"every {_many(self.every_months, 'month')}; on which days was not read"
        if self.within_days is not None:
            return f"within {_many(self.within_days, 'day')}"
        if self.within_hours is not None:
            return f"within {_many(self.within_hours, 'hour')}"
        if self.before_days is not None:
            return f"at least {_many(self.before_days, 'day')} before"
        return "promptly"

    def due(self, since: date, until: date) -> Iterator[date]:
        """Yield the days from ``since`` to the day before ``until`` on which it is due."""
        for year in range(since.year, until.year + 1):
            for it in self.dates:
                day = date(year, int(it[:2]), int(it[3:]))
                if since <= day < until:
                    yield day


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _in_words(day: str) -> str:
    return f"{int(day[3:])} {_MONTHS[int(day[:2]) - 1]}"


def _many(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"
