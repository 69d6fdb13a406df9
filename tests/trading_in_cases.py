"""A log with an order that runs, an alarm about it, and everybody who has a part in a case."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from tests import hearing
from tests.ordering import Market

from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Receipt

REVIEWERS = ("second", "third")


class Court:
    """An order that was taken up, an alarm, a policy, an inspector, and three reviewers."""

    def __init__(self) -> None:
        self.market = Market()
        people = [("inspector", "inspector"), *((it, "reviewer") for it in REVIEWERS)]
        for name, role in people:
            words = {"party": name, "name": name.title(), "country": "US", "roles": [role]}
            key = f"key of {name}"
            self.market.tell("authority", kind="parties.enrolled/1", key=key, **words)
        self.market.tell("authority", **hearing.SIGNALS)
        self.market.tell("authority", **hearing.POLICY)
        self.market.order("order-1")
        self.market.about("provider", "confirmed", "order-1", job="c1/1")
        self.market.tell("provider", **hearing.signalled("order-1", self.today))
        self.alarms = [hearing.alarm_of("order-1")]
        self.reviews = 0
        self.all_reviewed = True

    @property
    def today(self) -> date:
        return self.market.stage.clock.at.date()

    def later(self, days: int) -> None:
        self.market.stage.clock.at += timedelta(days=days)
        self.all_reviewed = self.all_reviewed and not days

    def say(self, speaker: str, body: dict[str, Any]) -> bool:
        return isinstance(self.market.say(speaker, **body), Receipt)

    def tell(self, speaker: str, body: dict[str, Any]) -> Receipt:
        return self.market.tell(speaker, **body)

    def reviewed(self) -> Receipt:
        self.reviews += 1
        self.all_reviewed = True
        return self.tell("authority", hearing.review(f"review-{self.reviews}", self.today))

    @contextmanager
    def world(self) -> Iterator[RowsWorld]:
        with self.market.world() as world:
            yield world
