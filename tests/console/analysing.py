"""A log with something of everything that an analyst reads, and who comes to look at it."""

from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.supplying import buffer, by_country, country, described, named, product, shares

from comptrol.bootstrap import Platform, found, in_memory
from comptrol.entrypoints.console.visitor import NOBODY
from comptrol.entrypoints.demo.scenery import adopt_law, enrol, load_sites
from comptrol.entrypoints.demo.stage import INSPECTOR, ORDINARY, PROVIDER, Stage
from comptrol.entrypoints.demo.trade import hand_over, make, order_sale, rent_to_subsidiary
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Statement

FACTORS = "epoch-2026-09-24"
SITE = "colossus-2"
OWN_SITE = "penang-of-straits"
HOSTILE = "<script>alert(1)</script>\u202e\U0001f4a9 \"&' {{ 7*7 }}"
WHO = {"source": "a test", "by": "Director of Resilience"}
CRITERIA = {
    "criteria": "critical",
    "since": "2026-01-01",
    "h100e_over": "500000",
    "factor_set": FACTORS,
    "reports": [
        {"report": "early", "what": "What happened", "within_hours": 24},
        {"report": "full", "what": "What it came from", "within_hours": 720},
    ],
    "duties": [{"duty": "plan", "what": "A plan", "within_days": 30, "every_days": 365}],
    "remind_hours": 6,
    **WHO,
}
FLOP = {"low": "4" + "0" * 24, "mid": "5" + "0" * 24, "high": "6" + "0" * 24}


def say(platform: Platform, speaker: str, kind: str, **body: Any) -> Answer:
    """Let a party say one thing, as it would be written in a file."""
    said = platform.catalogue.decode(msgspec.json.encode({"kind": kind, **body}))
    return platform.speaker(PartyId(speaker)).say(said)


def tell(platform: Platform, speaker: str, kind: str, **body: Any) -> Receipt:
    """Let a party say one thing that is taken."""
    answer = say(platform, speaker, kind, **body)
    assert isinstance(answer, Receipt), answer
    return answer


@cache
def analysed() -> Platform:
    """Return a platform that was told of chips, supply, estimates, sites and runs."""
    platform = in_memory()
    found(platform, name="Authority", country=CountryCode("SG"))
    stage = Stage(platform)
    for play in (adopt_law, load_sites, enrol, make, order_sale, hand_over, rent_to_subsidiary):
        play(stage)
    for said in _graph():
        assert isinstance(stage.says(PartyId("authority"), said), Receipt)
    _estimates(platform)
    _sites(platform)
    _runs(platform)
    return platform


def _graph() -> tuple[Statement, ...]:
    return (
        product("chip"),
        described("lithography", "chip", title=HOSTILE),
        described("euv", of=("lithography",)),
        described("dust"),
        country("NL"),
        country("JP"),
        named("asml", country="NL"),
        named("canon", country="JP"),
        by_country("lithography", nl=(80, 90), jp=(5, 10)),
        by_country("euv", nl=100),
        shares("lithography", asml=(80, 90), canon=None),
        buffer("lithography", stock=(30, 90), ramp=(365, None)),
    )


def _estimates(platform: Platform) -> None:
    for number, (code, ends) in enumerate((("US", ("10", "20", "40")), ("CN", (None, "2", None)))):
        body = dict(zip(("p5", "median", "p95"), ends, strict=True))
        tell(
            platform,
            "authority",
            "accounts.estimated/1",
            **{key: it for key, it in body.items() if it is not None},
            estimate=f"e{number}",
            axis="provider",
            country=code,
            part=f"Part of {code}",
            as_of="2026-01-01",
            factor_set=FACTORS,
            confidence="likely",
            source=HOSTILE,
            method="a test",
        )


def _sites(platform: Platform) -> None:
    tell(platform, "authority", "supply.criteria-set/1", **CRITERIA)
    designated = {"site": SITE, "criteria": "critical", "on": "2026-10-01", "by": "Director"}
    tell(platform, "authority", "supply.site-designated/1", **designated)
    tell(
        platform,
        PROVIDER,
        "registry.site/1",
        site=OWN_SITE,
        name="Penang of Straits",
        country="MY",
        source="a test",
        operator=PROVIDER,
    )
    known = (platform.intake.clock.now() - timedelta(hours=30)).isoformat()
    for speaker, incident, site in (
        ("authority", "outage", SITE),
        (PROVIDER, "flood", OWN_SITE),
    ):
        moments = {"began_at": known, "known_at": known}
        told = {"incident": incident, "site": site, "what": HOSTILE, "things": ["west"]}
        tell(platform, speaker, "supply.incident-opened/1", **moments, **told)
    hangs = {"depends_on": "grid", "things": ["west"], "needs": "every", "complete": True}
    tell(platform, INSPECTOR, "supply.dependence-stated/1", site=SITE, source="a map", **hangs)
    plan = {"plan": "goes-on", "site": SITE, "on": "2026-10-02", "against": ["grid"]}
    hours = {"restored_within_hours": 48, "test_every_days": 180, "document": "0" * 63 + "1"}
    tell(platform, "authority", "supply.continuity-planned/1", **plan, **hours)
    phase = {"phase": "one", "capacity": {"low": "1", "high": "2"}}
    online = {"earliest": "2026-06-01"}
    tell(
        platform,
        INSPECTOR,
        "supply.programme-planned/1",
        programme="fab",
        title="Fab North",
        country="DE",
        input="lithography",
        unit="wafers a month",
        phases=[{**phase, "online": online}],
        milestones=[{"milestone": "ground", "title": "Ground", "due": online}],
        source="a test",
    )
    tell(
        platform,
        INSPECTOR,
        "supply.stockpile-reported/1",
        stockpile="reserve",
        input="chip",
        country="SG",
        on="2026-01-01",
        unit="chips",
        held={"low": "1000", "high": "1200"},
        age_years={"low": "0.5", "high": "1"},
        added_a_year={"low": "0", "high": "10"},
        hazard={
            "first": {"low": "0.05", "high": "0.09"},
            "growth": {"low": "0", "high": "0.01"},
            "source": "a test",
        },
        source="a test",
    )


def _runs(platform: Platform) -> None:
    run = {"developer": ORDINARY, "purpose": "training", "began_on": "2026-05-01"}
    tell(platform, ORDINARY, "training.run-declared/1", run="base", **run)
    sources = [{"run": "base", "by": "initialised"}]
    tell(platform, ORDINARY, "training.run-declared/1", run="tuned", sources=sources, **run)
    use = {"since": "2026-05-01T00:00:00Z", "until": "2026-06-01T00:00:00Z", "stated": FLOP}
    for name in ("base", "tuned"):
        tell(platform, ORDINARY, "training.period-declared/1", run=name, period="may", use=use)


def seen(party: str = "authority", *, analyst: bool = False) -> Seen:
    """Return the console as a party sees it."""
    platform = analysed()
    return seen_by(platform, visitor_of(platform, party, analyst=analyst))


def seen_by_nobody() -> Seen:
    """Return the console as it is before signing in."""
    return seen_by(analysed(), NOBODY)


@cache
def empty() -> Platform:
    """Return a platform of which only the authority is known."""
    platform = in_memory()
    found(platform, name="Authority", country=CountryCode("SG"))
    return platform


def seen_empty() -> Seen:
    """Return the console of a log that has just been opened."""
    return seen_by(empty(), visitor_of(empty(), "authority"))
