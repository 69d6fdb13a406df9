"""Who orders in the tests: a provider, a customer that answers to Germany, caps, and people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from tests.rules.stage import PRESENT, Stage
from tests.rules.test_rules import COMMON

from comptrol.domains.caps import Cap, CapId, CapsView, Hold, HoldId
from comptrol.domains.gate import GateView, Order, OrderId
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.statement import kind

FIXED = ("the law is adopted", "the list is adopted", "the H100 is described")
SITE = "a site stands in Frankfurt"
HOUR = 3600


class Market:
    """A log in which orders are made, and what became of them."""

    def __init__(self, at: datetime = PRESENT, stage: type[Stage] = Stage) -> None:
        self.stage = stage(at)
        self.stage.enter(COMMON.cast)
        for scene in (*FIXED, SITE):
            for speaker, body in COMMON.scenery[scene].items():
                self.tell(speaker, **body)
        self.seat("customer", "DE")

    def say(self, speaker: str, **body: Any) -> Answer:
        return self.stage.say(speaker, body)

    def tell(self, speaker: str, **body: Any) -> Receipt:
        answer = self.say(speaker, **body)
        assert isinstance(answer, Receipt), answer
        return answer

    def refused(self, speaker: str, **body: Any) -> list[str]:
        answer = self.say(speaker, **body)
        assert isinstance(answer, Refused), answer
        return [it.code for it in answer.findings]

    def seat(self, party: str, country: str, parent: str | None = None) -> Receipt:
        words = {"party": party, "on": "2026-10-01", "source": "register"}
        self.tell("authority", kind="parties.headquarters/1", country=country, **words)
        return self.tell("authority", kind="parties.parent/1", parent=parent or party, **words)

    def enrol(self, party: str, country: str = "DE", name: str = "") -> None:
        words = {"party": party, "name": name or party.title(), "country": country}
        self.tell("authority", kind="parties.enrolled/1", roles=["customer"], **words)

    def cap(self, name: str, ceiling: int | None, **other: Any) -> Receipt:
        body = {
            "bearer": "party",
            "whose": "customer",
            "unit": "chip-seconds",
            "source": "Agreement 7, paragraph 2",
            "since": "2026-01-01",
            **other,
        }
        return self.tell("authority", kind="caps.set/1", cap=name, ceiling=ceiling, **body)

    def order(self, name: str, **other: Any) -> Receipt:
        return self.tell("provider", **rental(name, **other))

    def about(self, speaker: str, what: str, order: str, **other: Any) -> Receipt:
        return self.tell(speaker, kind=f"gate.{what}/1", order=order, **other)

    def ended(self, order: str, used: int = 0, **other: Any) -> Receipt:
        at = self.stage.clock.at.isoformat()
        return self.about("provider", "ended", order, at=at, used_chip_seconds=used, **other)

    @contextmanager
    def world(self) -> Iterator[RowsWorld]:
        with self.stage.store.reading() as reading:
            yield RowsWorld(reading, self.stage.references)

    def standing_of(self, name: str) -> Order:
        with self.world() as world:
            found = world[GateView].orders.get(OrderId(name))
        assert found is not None
        return found

    def cap_of(self, name: str) -> Cap:
        with self.world() as world:
            found = world[CapsView].caps.get(CapId(name))
        assert found is not None
        return found

    def hold_of(self, name: str) -> Hold | None:
        with self.world() as world:
            return world[CapsView].holds.get(HoldId(name))


def rental(name: str, **other: Any) -> dict[str, Any]:
    return {
        "kind": "gate.ordered/1",
        "order": name,
        "door": "rental",
        "customer": "customer",
        "model": "h100",
        "chips": 8,
        "on": "2026-11-01",
        "end_use": "weather research",
        "site": "frankfurt",
        "length_s": 10 * HOUR,
        **other,
    }


def followed(receipt: Receipt) -> list[str]:
    """Return the kinds of what followed a statement."""
    return [kind(type(it.statement)) for it in receipt.consequences]


def outcome(receipt: Receipt) -> str:
    """Return how the last ruling that followed came out."""
    rulings = [it.statement for it in receipt.consequences if hasattr(it.statement, "decision")]
    return str(msgspec.to_builtins(rulings[-1].decision.outcome))
