"""Who reports in the tests: a provider with orders and meters, definitions, and a period."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

from tests.metering import MeteredMarket, used

from comptrol.bootstrap.platform import references
from comptrol.domains.disclosure import Calendar, Draft, Due, PeriodId, calendar, draft
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import PartyId

BEGAN: Final = datetime(2026, 11, 16, 9, tzinfo=UTC)
AFTER: Final = datetime(2026, 12, 2, 9, tzinfo=UTC)
SINCE, UNTIL, DUE = date(2026, 11, 16), date(2026, 12, 1), date(2026, 12, 15)
PROVIDER: Final = PartyId("provider")
FIGURES: Final = {
    "chip-seconds": "chip-seconds",
    "flop": "FLOP",
    "power-mwh": "MWh",
    "large-customers": "customers",
}


@cache
def shipped() -> References:
    return references()


def defined(figure: str, unit: str | None = None, **other: Any) -> dict[str, Any]:
    return {
        "kind": "disclosure.definition-set/1",
        "definition": f"{figure}-1",
        "figure": figure,
        "unit": unit or FIGURES[figure],
        "text": f"What {figure} means.",
        "source": "Reporting Manual section 2",
        "since": "2026-01-01",
        "review_by": "2027-01-01",
        "by": "Director of Statistics",
        **other,
    }


def opened(*figures: str, **other: Any) -> dict[str, Any]:
    return {
        "kind": "disclosure.period-opened/1",
        "period": "late-november",
        "since": SINCE.isoformat(),
        "until": UNTIL.isoformat(),
        "due": DUE.isoformat(),
        "duty": "policy",
        "definitions": [f"{it}-1" for it in figures or ("chip-seconds",)],
        "source": "Reporting Manual section 3",
        "by": "Director of Statistics",
        **other,
    }


def line(since: date, until: date, value: int, figure: str = "chip-seconds") -> dict[str, Any]:
    return {
        "figure": figure,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "value": str(value),
        "definition": f"{figure}-1",
    }


def filed(name: str, *lines: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "kind": "disclosure.filed/1",
        "filing": name,
        "period": "late-november",
        "lines": list(lines),
        "coverage_ppm": 1_000_000,
        "unattributed_ppm": 0,
        "prepared_by": "Analyst",
        "reviewed_by": "Head of Compliance",
        "sources": ["own meters"],
        **other,
    }


class Reporting(MeteredMarket):
    """A provider in scope, with two orders, and a period of fifteen days that is over."""

    def __init__(self) -> None:
        super().__init__(BEGAN)
        person = {"party": "person-7", "name": "", "country": "DE", "roles": ["customer"]}
        self.tell("authority", kind="parties.enrolled/1", person=True, **person)
        self.seat("person-7", "DE")
        self.order("r-1", on="2026-11-16")
        self.order("r-2", on="2026-11-16", customer="person-7", chips=4)
        for figure in FIGURES:
            self.tell("authority", **defined(figure))
        scope = {"provider": "provider", "since": "2026-01-01", "reason": "it rents out chips"}
        self.tell("provider", kind="disclosure.scope-entered/1", **scope)
        self.stage.clock.at = AFTER

    def open(self, *figures: str, **other: Any) -> None:
        self.tell("authority", **opened(*figures, **other))

    def used(self, event: str, order: str | None, day: int, seconds: int, **other: Any) -> None:
        since = datetime(2026, 11, day, 10, tzinfo=UTC)
        self.meter(**used(event, order, 1, seconds, since=since, **other))

    def filed(self, *said: Any, **other: Any) -> Answer:
        return self.metered(**filed(*said, **other))

    def file(self, *said: Any, **other: Any) -> Receipt:
        answer = self.filed(*said, **other)
        assert isinstance(answer, Receipt), answer
        return answer

    @contextmanager
    def asked(self) -> Iterator[RowsWorld]:
        """Ask with all references that the product ships."""
        with self.stage.store.reading() as reading:
            yield RowsWorld(reading, shipped())

    def draft(self) -> Draft:
        with self.asked() as world:
            return draft(world, provider=PROVIDER, period=PeriodId("late-november"))

    def calendar(self, since: date, until: date, on: date) -> Calendar:
        with self.asked() as world:
            return calendar(world, since=since, until=until, on=on)

    def due(self, on: date) -> Due:
        """Return the one thing that is due of the period."""
        (found,) = [it for it in self.calendar(SINCE, date(2027, 1, 1), on).due if it.period]
        return found
