"""What looks at the day that is over: the watch of the product, as a command runs it."""

from datetime import date, timedelta

from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.flow.watching import Watching
from comptrol.kernel.finding import Answer
from comptrol.kernel.statement import Statement


class Watcher:
    """Asks every detector that has to be asked, at midnight, and keeps what was answered."""

    def __init__(self, platform: Platform) -> None:
        self._platform, self._answers = platform, list[Answer]()
        self._watching = Watching(
            platform.catalogue, platform.store, platform.references, self._say
        )

    def run(self, day: date) -> list[Answer]:
        """Look at all that is new by the end of a day, and return what the platform answered."""
        self._answers = []
        done = self._watching.run(day + timedelta(days=1))
        if done.refused:
            raise SystemExit(f"the watch is refused: {done.refused}")
        return self._answers

    def _say(self, look: Statement) -> Answer:
        answer = self._platform.speaker(AUTHORITY).say(look)
        self._answers.append(answer)
        return answer
