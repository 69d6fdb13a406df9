"""Who meters in the tests: the provider of ``tests.ordering``, and what it tells of its orders."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.ordering import Market

from comptrol.domains.caps import CapId, CapsView, Period
from comptrol.domains.gate import OrderId
from comptrol.domains.metering import (
    Event,
    MeteringView,
    OrderMeter,
    OrderUsage,
    events,
    order_usage,
)
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.view import World

AT: Final = datetime(2026, 11, 30, 20, tzinfo=UTC)
"""Four hours before the end of a month."""
SOURCE: Final = "//cluster.example/slurm"
PEAK: Final = 1979 * 10**12


def used(
    event: str, order: str | None, hours: float, seconds: int, **other: Any
) -> dict[str, Any]:
    """Return an event of so many chip-seconds, in hours from the beginning."""
    since = other.pop("since", AT)
    return {
        "kind": "metering.used/1",
        "source": SOURCE,
        "event": event,
        **({} if order is None else {"order": order}),
        "meter": "allocation",
        "chips": 8,
        "since": since.isoformat(),
        "until": (since + timedelta(hours=hours)).isoformat(),
        "chip_seconds": seconds,
        **other,
    }


def corrected(event: str, version: int, seconds: int, **other: Any) -> dict[str, Any]:
    """Return what an event should have been."""
    return {
        "kind": "metering.corrected/1",
        "source": SOURCE,
        "event": event,
        "version": version,
        "chips": 8 if seconds else 0,
        "chip_seconds": seconds,
        "cause": "misread",
        "reason": "read from the wrong column",
        **other,
    }


class MeteredMarket(Market):
    """Orders, caps, and what meters saw of them."""

    def __init__(self, at: datetime = AT + timedelta(days=2)) -> None:
        super().__init__()
        self.stage.clock.at = at

    def meter(self, **body: Any) -> Receipt:
        answer = self.metered(**body)
        assert isinstance(answer, Receipt), answer
        return answer

    def metered(self, **body: Any) -> Answer:
        return self.stage.say("provider", body)

    def codes(self, **body: Any) -> list[str]:
        answer = self.metered(**body)
        assert isinstance(answer, Refused), answer
        return [it.code for it in answer.findings]

    def usage_of(self, order: str) -> OrderUsage:
        with self.world() as world:
            return order_usage(world, order=OrderId(order))

    def events_of(self, order: str) -> tuple[Event, ...]:
        with self.world() as world:
            return events(world, order=OrderId(order))

    def sums(self) -> list[OrderMeter]:
        with self.world() as world:
            return list(world[MeteringView].orders.where())

    def period(self, cap: str, window: str) -> Period:
        with self.world() as world:
            found = self.found(world, cap, window)
        assert found is not None
        return found

    def found(self, world: World, cap: str, window: str) -> Period | None:
        return world[CapsView].periods.get((CapId(cap), window))
