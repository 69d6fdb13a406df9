"""Who trains in the tests: one log in which runs are declared, and the world they are asked of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import msgspec
from tests.rules.stage import Stage
from tests.rules.test_rules import COMMON

from comptrol.bootstrap import found, in_memory
from comptrol.bootstrap.platform import Platform, references
from comptrol.domains.training import (
    Assessment,
    Cumulative,
    Projection,
    Regime,
    RunAsked,
    RunId,
    assess_asked,
    cumulative,
    projection,
    standing,
)
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import CountryCode

NOW: Final = datetime(2026, 11, 20, tzinfo=UTC)
TODAY: Final = NOW.date()
SHIPPED: Final = references()
FACT: Final = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
RATES: Final = {"FP16-tensor": "989", "FP8": "1979", "FP32": "67"}


class Laboratory:
    """A log in which runs are declared, and what is known of them."""

    def __init__(self) -> None:
        self.stage = Stage(NOW)
        self.stage.enter(COMMON.cast)
        rate = {"property": "rate", "unit": "tera-ops/s", "basis": "dense", **FACT}
        facts = [{**rate, "precision": at, "value": value} for at, value in RATES.items()]
        model = {"model": "h100", "name": "H100", "maker": "Acme", "facts": facts}
        self.tell("maker", kind="chips.described/1", **model)

    def say(self, speaker: str, **body: Any) -> Answer:
        return self.stage.say(speaker, body)

    def tell(self, speaker: str, **body: Any) -> Receipt:
        answer = self.say(speaker, **body)
        assert isinstance(answer, Receipt), answer
        return answer

    def refused(self, speaker: str, **body: Any) -> Refused:
        answer = self.say(speaker, **body)
        assert isinstance(answer, Refused), answer
        return answer

    def run(self, name: str, *sources: tuple[str, str], **other: Any) -> Receipt:
        """Declare a run that comes from others, each named with how."""
        body = {
            "run": name,
            "developer": "customer",
            "purpose": "training",
            "began_on": "2026-01-01",
            "sources": [{"run": run, "by": by} for run, by in sources],
        }
        return self.tell("customer", kind="training.run-declared/1", **{**body, **other})

    def used(self, run: str, flop: int, period: str = "p", **use: Any) -> Receipt:
        """Declare what a run came to, as somebody states it."""
        count = str(flop)
        body = {
            "since": "2026-10-01T00:00:00Z",
            "until": "2026-11-01T00:00:00Z",
            "stated": {"low": count, "mid": count, "high": count},
        }
        return self.tell(
            "customer",
            kind="training.period-declared/1",
            run=run,
            period=period,
            use={**body, **use},
        )

    @contextmanager
    def world(self) -> Iterator[RowsWorld]:
        with self.stage.store.reading() as rows:
            yield RowsWorld(rows, SHIPPED)

    def standing(self, run: str, regime: Regime = Regime.EU, on: date = TODAY) -> Assessment:
        with self.world() as world:
            return standing(world, run=RunId(run), regime=regime, on=on)

    def cumulative(self, run: str, regime: Regime = Regime.EU, on: date = TODAY) -> Cumulative:
        with self.world() as world:
            return cumulative(world, run=RunId(run), regime=regime, on=on)

    def projection(self, run: str, regime: Regime = Regime.EU, on: date = TODAY) -> Projection:
        with self.world() as world:
            return projection(world, run=RunId(run), regime=regime, on=on)

    def rebuilt(self) -> tuple[object, ...]:
        return tuple(self.stage.rebuilt().differences)


@cache
def shipped() -> Platform:
    """Return a platform that knows the shipped chips and law, and nothing else."""
    platform = in_memory()
    found(platform, name="Reference", country=CountryCode("US"))
    return platform


def asked(regime: str = "eu", on: date = TODAY, **described: Any) -> Assessment:
    """Count a run that is described as a file would."""
    run = msgspec.json.decode(msgspec.json.encode(described), type=RunAsked)
    with shipped().world() as world:
        return assess_asked(world, run, Regime(regime), on)
