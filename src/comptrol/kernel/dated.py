"""A value that the law changes over time, each change with its source."""

from bisect import bisect_right
from datetime import date
from typing import Generic, Literal, TypeVar

import msgspec

from comptrol.kernel.errors import OutOfRangeError

T = TypeVar("T")

Quality = Literal["seen", "secondary", "recalled", "reconstructed"]
"""How we know: read in the primary text or a secondary one, recalled, or inferred backwards."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The place that set a value: the instrument, where in it, and how well we know it."""

    instrument: str
    section: str
    url: str | None = None
    quality: Quality = "seen"
    confirm: bool = False
    """A named person must confirm this before anyone relies on it."""

    @property
    def citation(self) -> str:
        """Return the source as one writes it in a finding."""
        return f"{self.instrument}, {self.section}" if self.section else self.instrument


class Value(
    msgspec.Struct,
    Generic[T],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"start": "from"},
):
    """From this day the value is this; nothing means it has ended."""

    start: date
    value: T | None
    source: Source


class Dated(msgspec.Struct, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One parameter of the law and every value it has had."""

    name: str
    title: str
    unit: str
    values: tuple[Value[T], ...]

    def __post_init__(self) -> None:
        """Refuse values out of order."""
        starts = [value.start for value in self.values]
        if not starts or starts != sorted(set(starts)):
            raise ValueError(f"{self.name}: values must be in order, one per day")

    def on(self, day: date) -> Value[T]:
        """Return the value in force on a day. One that has ended has nothing as its value."""
        index = bisect_right(self.values, day, key=lambda value: value.start) - 1
        if index < 0:
            begins = self.values[0].start
            raise OutOfRangeError(f"{self.name} begins on {begins}: nothing is known on {day}")
        return self.values[index]
