"""Who registers chips and sites in the tests: one log in which what is told has to be admitted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

from tests.rules.stage import PRESENT, Stage
from tests.rules.test_rules import COMMON

from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Receipt

H100: Final = "nvidia-h100-sxm5-80gb"
MADE: Final = date(2026, 10, 1)
TODAY: Final = PRESENT.date()


def policy(**other: Any) -> dict[str, Any]:
    """Return a policy of the registry that exempts nobody, with what differs."""
    return {
        "kind": "registry.policy-adopted/1",
        "policy": "a policy",
        "countersign_days": 14,
        "transit_days_max": 30,
        "notice_days": 14,
        "silence_days": 90,
        "silent_share_max": "0.1",
        "small_holder_tpp": "0",
        "speed_km_per_hour": "900",
        "failures_per_year_max": "0.09",
        "source": "a test",
        **other,
    }


class Told:
    """A log in which any statement that is told has to be admitted."""

    def __init__(self, at: datetime = PRESENT) -> None:
        self.stage = Stage(at)
        self.stage.enter(COMMON.cast)
        self.tell("authority", **COMMON.scenery["an inspector is let in"]["authority"])
        self.tell(
            "maker", kind="chips.described/1", model=H100, name="H100", maker="A", facts=FACTS
        )

    def tell(self, speaker: str, **body: Any) -> Receipt:
        answer = self.stage.say(speaker, body)
        assert isinstance(answer, Receipt), answer
        return answer

    def site(self, name: str, chips: int = 0, **other: Any) -> None:
        """Register a site, where some chips of its maker stand."""
        site = COMMON.scenery["a site stands in Frankfurt"]["provider"]
        self.tell("provider", **{**site, "site": name, **other})
        if chips:
            self.made(f"lot-{name}", name.upper() + "-", chips)
            self.said("maker", "installed", lot=f"lot-{name}", site=name, on="2026-10-02")

    def made(self, name: str, prefix: str, chips: int) -> None:
        """Make a lot of chips: the prefix, and six digits from 1 on."""
        serials = [{"prefix": prefix, "first": 1, "last": chips, "digits": 6}]
        self.said("maker", "made", lot=name, model=H100, on=str(MADE), serials=serials)

    def delivered(self, name: str, site: str, on: date = MADE) -> None:
        """Ship a lot to the holder, who receives it on the same day."""
        words = {"shipment": f"s-{name}", "lot": name, "on": str(on)}
        self.said("maker", "shipped", to="holder", destination=site, waybill="w", **words)
        self.said("holder", "received", **words)

    def alarms(self) -> list[str]:
        """Return the detectors that have raised an alarm, in the order of the log."""
        said = self.stage.said(0)
        return [it["detector"] for it in said if it["kind"] == "alarms.raised/1"]

    def said(self, speaker: str, kind: str, **body: Any) -> Receipt:
        return self.tell(speaker, kind=f"registry.{kind}/1", **body)

    def linked(self, one: str, other: str, gbit_s: str | None, **more: Any) -> None:
        words = {"together": False, "evidence": "e", "on": "2026-10-01", **more}
        link = {"link": f"{one}-{other}", "one": one, "other": other, "bandwidth_gbit_s": gbit_s}
        self.said("inspector", "linked", **link, **words)

    @contextmanager
    def world(self) -> Iterator[RowsWorld]:
        with self.stage.store.reading() as reading:
            yield RowsWorld(reading, self.stage.references)


SOURCE: Final = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
FACTS: Final = [
    {"property": "rate", "value": "989.4", "unit": "tera-ops/s", "precision": "FP16-tensor",
     "basis": "dense", **SOURCE},
    {"property": "memory", "value": "80", "unit": "GB", **SOURCE},
    {"property": "tdp", "value": "700", "unit": "W", **SOURCE},
]  # fmt: skip
