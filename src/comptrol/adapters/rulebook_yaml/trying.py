"""Can requests be judged by a rulebook on every day that it tells apart?

A number that begins too late, or ends while a rule still asks for it, would stop a ruling in the
middle; so a rulebook of somebody's own is tried before anyone adopts it.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from comptrol.domains.law import AccessRequest, Policy, Posture, Rulebook, Stance, changes, decide
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import ComptrolError, UnreadableError

_ITEMS: Final[tuple[dict[str, Any], ...]] = (
    {"tpp": 5000, "market": "dc", "performance_density": 6, "dram_GBps": 4000},
    {"tpp": 5000, "market": "dc", "io_bidir_GBps": 600, "performance_density": 6},
    {"tpp": 1700, "market": "dc", "performance_density": 4},
    {"tpp": 5000, "market": "consumer"},
    {"tpp": 1000, "market": "dc", "dram_GBps": 4000, "io_bidir_GBps": 900},
    {"hbm_GBps": 210, "hbm_mm2": 100},
    {"weights": {"operations": "1e27", "published": False, "additional_operations": "1e26"}},
    {"tpp": 1000, "fabrication": {"attested_by": "fabricator", "transistors": 1, "has_hbm": False,
                                  "packaged_in": "TW", "datasheet_of": "authorised",
                                  "designer_hq": "TW", "designer_reports": True}},
)  # fmt: skip
_PARTIES: Final = ("CN", "TW", "AE")


def try_out(rulebook: Rulebook, countries: Countries) -> Rulebook:
    """Return a rulebook by which one request of every sort can be judged on each of its days."""
    days = {rulebook.first_day, *(it.on for it in changes(rulebook))}
    stances = [Stance(posture=it, policy=Policy.RENTAL_PARITY) for it in Posture]
    for day in sorted(day for day in days if day >= rulebook.first_day):
        for asked in _requests():
            for stance in stances:
                try:
                    decide(asked, rulebook, countries, as_of=day, known_at=day, stance=stance)
                except ComptrolError as error:
                    what = f"a {asked.door} on {day} cannot be judged by it: {error}"
                    raise UnreadableError(f"{rulebook.name}: {what}") from error
    return rulebook


def _requests() -> Iterator[AccessRequest]:
    for item in _ITEMS:
        for party in _PARTIES:
            recipient = {"name": "(tried)", "country": party, "hq_country": party}
            recipient["ultimate_parent_hq"] = party
            for where in (
                {"door": "sale", "from": "US", "to": party},
                {"door": "sale", "from": "TW", "to": "US"},
                {"door": "rental", "site_country": "MY", "training_operations": "1e27"},
            ):
                asked = {**where, "item": item, "recipient": recipient}
                asked["cluster"] = {"network_gbit_per_s": 301, "memory_gb": 2000}
                yield msgspec.convert(asked, AccessRequest, strict=False)
