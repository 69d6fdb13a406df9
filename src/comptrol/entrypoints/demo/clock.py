"""The clock of a story that takes longer than its telling."""

from datetime import UTC, date, datetime, time


class StoryClock:
    """It stands until the story moves it, and never goes back."""

    def __init__(self, begins: date) -> None:
        self.at = datetime.combine(begins, time(9), UTC)

    def now(self) -> datetime:
        """Return the moment of the story."""
        return self.at

    def on(self, day: date) -> None:
        """Go to nine o'clock of a day, if that is not over."""
        self.at = max(self.at, datetime.combine(day, time(9), UTC))
