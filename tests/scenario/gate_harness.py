"""How a scenario plays a day at the gate: people speak when it says so, and commands show it."""

import shutil
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.scenario.harness import Ran, comptrol

from comptrol.bootstrap import Platform, created, found, open_platform, today
from comptrol.domains.law import Policy, Posture, Rulebooks
from comptrol.kernel.finding import Receipt, Refused
from comptrol.kernel.identifiers import CountryCode, PartyId

H100: Final = "nvidia-h100-sxm5-80gb"
HOUR: Final = 3600
CAST: Final = {
    "nimbus": ("provider", "US"),
    "chipco": ("exporter", "US"),
    "first": ("reviewer", "DE"),
    "second": ("reviewer", "DE"),
    "third": ("reviewer", "DE"),
    "zephyr": ("customer", "DE"),
    "quiet": ("customer", "DE"),
}
"""Whoever has a key: a provider, a seller, three reviewers, and two customers."""
CAP: Final = {
    "bearer": "party",
    "whose": "zephyr",
    "unit": "chip-seconds",
    "source": "Agreement 7, paragraph 2",
    "since": "2026-01-01",
}


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Day:
    """A log in which people speak three days ago, or when they are told to.

    It is opened anew for whoever speaks, because commands write in the same folder.
    """

    def __init__(self, folder: Path, at: datetime) -> None:
        self.folder, self.clock = folder, SetClock(at)

    def opened(self) -> closing[Platform]:
        """Open the log at the moment of the day."""
        return closing(open_platform(self.folder, processes=0, clock=self.clock))

    @property
    def today(self) -> str:
        return self.clock.at.date().isoformat()

    def run(self, *arguments: object) -> Ran:
        """Run a command on the folder, now."""
        return comptrol(*arguments, "--data", self.folder)

    def all(self, party: str, *bodies: dict[str, Any]) -> list[Receipt]:
        """Let a party say things that have to be admitted."""
        with self.opened() as platform:
            said = [platform.catalogue.decode(msgspec.json.encode(it)) for it in bodies]
            answers = platform.speaker(PartyId(party)).say_all(said)
        refused = [it for it in answers if isinstance(it, Refused)]
        assert refused == []
        return [it for it in answers if isinstance(it, Receipt)]

    def tell(self, speaker: str, kind: str, /, **body: Any) -> Receipt:
        return self.all(speaker, {"kind": kind, **body})[0]

    def cap(self, name: str, ceiling: int | None, **other: Any) -> None:
        self.tell("authority", "caps.set/1", cap=name, ceiling=ceiling, **{**CAP, **other})

    def rental(self, name: str, **other: Any) -> dict[str, Any]:
        return {
            "kind": "gate.ordered/1",
            "order": name,
            "door": "rental",
            "customer": "zephyr",
            "model": H100,
            "chips": 8,
            "on": self.today,
            "end_use": "weather research",
            "site": "frankfurt",
            "length_s": 10 * HOUR,
            "possession_passes": False,
            **other,
        }

    def rents(self, name: str, **other: Any) -> Receipt:
        return self.all("nimbus", self.rental(name, **other))[0]

    def sells(self, name: str, licence: str, chips: int) -> Receipt:
        goods = {"customer": "quiet", "model": H100, "origin": "US", "destination": "DE"}
        said = {"on": self.today, "end_use": "cloud services", "licence": licence}
        return self.tell(
            "chipco", "gate.ordered/1", order=name, door="sale", chips=chips, **goods, **said
        )

    def licence(self, name: str, **other: Any) -> None:
        who = {"type": "licence", "holder": "chipco", "consignees": ["quiet"], "models": [H100]}
        said = {**who, "since": "2026-01-01", "until": "2099-01-01", "source": f"Licence {name}"}
        self.tell("authority", "gate.licence-recorded/1", licence=name, **{**said, **other})

    def adopts(self, policy: Policy) -> None:
        """Let the authority adopt the shipped rulebook with a policy."""
        choice = {"posture": Posture.ENFORCED, "policy": policy, "by": "a test"}
        with self.opened() as platform:
            book = platform.references.of(Rulebooks).default
            answer = platform.adopt(book, {**choice, "reason": "for a test"})
        assert isinstance(answer, Receipt), answer

    def seat(self, party: str, country: str) -> None:
        """Let a party answer to a country, with nobody above it."""
        said = {"party": party, "on": "2026-10-01", "source": "register"}
        self.tell("authority", "parties.headquarters/1", country=country, **said)
        self.tell("authority", "parties.parent/1", parent=party, **said)


def this_morning() -> datetime:
    """Return the first moment of this day: commands speak after it."""
    return datetime.combine(today(), time(), UTC)


def three_days_ago() -> datetime:
    """Return a moment of a day that is over, whatever the hour is."""
    return datetime.combine(today() - timedelta(days=3), time(12), UTC)


def began(folder: Path) -> None:
    """Make a log three days ago: its cast, a site, and the rental judged as the purchase."""
    at = three_days_ago()
    with created(folder, processes=0, clock=SetClock(at)) as platform:
        found(platform, name="The authority", country=CountryCode("DE"))
        enrolled = [_enrolment(platform, name) for name in CAST]
    day = Day(folder, at)
    day.adopts(Policy.RENTAL_PARITY)
    day.all("authority", *enrolled)
    site = {"site": "frankfurt", "name": "Frankfurt One", "country": "DE", "source": "own"}
    day.tell("nimbus", "registry.site/1", operator="nimbus", **site)
    for customer in ("zephyr", "quiet"):
        day.seat(customer, "DE")


def _enrolment(platform: Platform, name: str) -> dict[str, Any]:
    role, country = CAST[name]
    key = platform.keyring.create(PartyId(name)).key.hex()
    named = {"name": f"{name.title()} Weather Works", "country": country, "roles": [role]}
    return {"kind": "parties.enrolled/1", "party": name, "key": key, **named}


def a_day(begun: Path, folder: Path) -> Day:
    """Return a copy of a log that was begun, an hour later."""
    shutil.copytree(begun, folder)
    return Day(folder, three_days_ago() + timedelta(hours=1))
