"""A platform over the log of a court: an order that runs, an alarm, a policy, three reviewers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests import hearing
from tests.console.staged import keys_of, platform_of
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.rules.stage import Stage
from tests.rules.test_rules import CHAPTERS, say, spoken
from tests.trading_in_cases import Court

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.visitor import Visitor
from comptrol.kernel.finding import Receipt

CASE = "case-1"


class Bench:
    """A court, and whoever comes to its console."""

    def __init__(self) -> None:
        self.court = Court()
        self.platform = platform_over(self.court.market.stage)

    def tell(self, speaker: str, **body: Any) -> Receipt:
        return self.court.tell(speaker, body)

    def scene(self, chapter: str, *scenes: str) -> None:
        """Say what a chapter of the rules calls by these names."""
        for scene in scenes:
            for said in spoken(scene, CHAPTERS[chapter]):
                answer = say(self.court.market.stage, said)
                assert isinstance(answer, Receipt), f"{said}: {answer}"

    def seen(self, party: str) -> Seen:
        return seen_by(self.platform, visitor_of(self.platform, party))

    def nobody(self) -> Seen:
        return seen_by(self.platform, Visitor())

    def opened(self, **other: Any) -> None:
        said = hearing.opening(CASE, "customer", "order-1", alarms=self.court.alarms, **other)
        self.court.tell("authority", said)

    def noticed(self, **other: Any) -> None:
        self.court.tell("authority", hearing.notice(CASE, "customer", self.court.today, **other))

    def answered(self, **other: Any) -> None:
        self.court.tell("customer", hearing.answer(CASE, "customer", **other))


SPEAKERS = (
    *("authority", "customer", "provider", "inspector", "reviewer", "second", "third"),
    *("exporter", "holder"),
)


def platform_over(stage: Stage) -> Platform:
    """Return a platform over the log of a stage, with the keys of whoever speaks there."""
    return platform_of(stage, keys_of(*SPEAKERS))


@contextmanager
def bench() -> Iterator[Bench]:
    made = Bench()
    try:
        yield made
    finally:
        made.platform.vault.vault.close()
