"""How a scenario publishes sums: a quarter that is over, four providers and nine customers."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from tests.scenario.gate_harness import H100, Day, SetClock

from comptrol.bootstrap import created, found, new_log_keys, today, write_policy
from comptrol.domains.law import Policy
from comptrol.domains.releases import days_of, last_over
from comptrol.kernel.identifiers import CountryCode, PartyId

ORIGIN: Final = "comptrol.example/releases"
L4: Final = "nvidia-l4"
PROVIDERS: Final = ("nimbus", "stratus", "cirrus", "cumulus")
CUSTOMERS: Final = tuple(f"customer-{number}" for number in range(9))
COUNTRIES: Final = ("BE", "DE", "FR", "NL")
QUARTER: Final = last_over(today())
NOON: Final = datetime.combine(days_of(QUARTER)[0] + timedelta(20), time(12), UTC)
"""When all is said that is published later: some day of the last quarter that is over."""
RULE: Final[dict[str, Any]] = {
    "policy": "public-1",
    "since": "2026-01-01",
    "contributors_min": 3,
    "dominance_ppm": 800_000,
    "protection_ppm": 100_000,
    "sources": ["Decision of the authority of 2025-12-01 on publication"],
    "review_by": "2099-06-30",
    "by": "Head of Statistics",
}


def began(folder: Path) -> Day:
    """Make a log in which a quarter of rentals, and what was used of them, was told."""
    with created(folder, processes=0, clock=SetClock(NOON)) as platform:
        keys = new_log_keys(folder, ORIGIN)
        write_policy(folder, keys)
        found(platform, name="The authority", country=CountryCode("DE"), log_keys=keys)
        parties = {**dict.fromkeys(PROVIDERS, "provider"), **dict.fromkeys(CUSTOMERS, "customer"),
                   "ada": "customer"}  # fmt: skip
        enrolled = [
            {
                "kind": "parties.enrolled/1",
                "party": name,
                "name": "" if name == "ada" else f"{name.title()} Works",
                "country": "DE",
                "roles": [role],
                "person": name == "ada",
                "key": platform.keyring.create(PartyId(name)).key.hex(),
            }
            for name, role in parties.items()
        ]
    day = Day(folder, NOON)
    day.adopts(Policy.STATUTE_ONLY)
    day.all("authority", *enrolled, *(it for name in parties for it in _seated(name)))
    for provider in PROVIDERS:
        day.all(provider, *_of_provider(provider))
    day.tell("authority", "releases.policy-set/1", **RULE)
    return day


def _seated(name: str) -> list[dict[str, Any]]:
    words = {"party": name, "on": "2026-01-01", "source": "register"}
    parent = "customer-0" if name == "customer-1" else name
    return [
        {"kind": "parties.headquarters/1", "country": "DE", **words},
        {"kind": "parties.parent/1", "parent": parent, **words},
    ]


def _of_provider(provider: str) -> list[dict[str, Any]]:
    """Return the sites of a provider, its rentals, and what was used of each."""
    said: list[dict[str, Any]] = []
    countries = (*COUNTRIES, *(("JP",) if provider == "cumulus" else ()))
    for country in countries:
        site = {"site": f"{provider}-{country.lower()}", "name": f"{provider} {country}"}
        said.append({"kind": "registry.site/1", "country": country, "source": "own records",
                     "operator": provider, **site})  # fmt: skip
    for number, customer in enumerate((*CUSTOMERS, "ada")):
        for place, country in enumerate(countries):
            if (number + place + len(provider)) % 3:
                said += _rented(provider, customer, country, number)
    return said


def _rented(provider: str, customer: str, country: str, number: int) -> list[dict[str, Any]]:
    name = f"{provider}-{customer}-{country.lower()}"
    seconds = 3_600 * (20 + 7 * number)
    few = {"BE": 8, "DE": 4, "FR": 4, "NL": 5}
    model = L4 if number >= few.get(country, 9) else H100
    return [
        {
            "kind": "gate.ordered/1",
            "order": name,
            "door": "rental",
            "customer": customer,
            "model": model,
            "chips": 8,
            "on": NOON.date().isoformat(),
            "end_use": "weather research",
            "site": f"{provider}-{country.lower()}",
            "length_s": 36_000,
            "possession_passes": False,
        },
        {
            "kind": "metering.used/1",
            "source": f"//{provider}.example/slurm",
            "event": name,
            "order": name,
            "meter": "allocation",
            "chips": 8,
            "since": (NOON - timedelta(hours=11)).isoformat(),
            "until": (NOON + timedelta(hours=-11, seconds=seconds // 8)).isoformat(),
            "chip_seconds": seconds,
        },
    ]


def publish_all(day: Day) -> None:
    """Publish two tables, now."""
    for table in ("chip-hours", "rentals"):
        assert day.run("release", "publish", table).code == 0
