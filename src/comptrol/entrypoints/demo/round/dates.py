"""When a round takes place: everything follows from the day on which its call opens."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12
MONTHS_AHEAD = 4


@dataclass(frozen=True)
class Dates:
    """The days of a round, and the twelve months that it shares out."""

    opens: date

    @property
    def closes(self) -> date:
        """Return the last day on which one may propose."""
        return self.after(30)

    @property
    def plans(self) -> date:
        """Return the day for which the plan is made."""
        return self.after(62)

    @property
    def replans(self) -> date:
        """Return the day for which it is made again."""
        return self.after(90)

    @property
    def months(self) -> tuple[str, ...]:
        """Return the months of the call: from the fourth after the one in which it opens."""
        first = self.opens.year * 12 + self.opens.month - 1 + MONTHS_AHEAD
        return tuple(f"{it // 12}-{it % 12 + 1:02}" for it in range(first, first + MONTHS))

    @property
    def begins(self) -> date:
        """Return a day in the first of the months."""
        return date.fromisoformat(f"{self.months[0]}-04")

    def after(self, days: int) -> date:
        """Return the day so many days after the call opens."""
        return self.opens + timedelta(days)


DEMONSTRATED = Dates(date(2025, 9, 1))
"""When the story takes place."""
