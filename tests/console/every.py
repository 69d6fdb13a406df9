"""Worlds in which every page of the console shows something, and where each is to be found."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.console.analysing import analysed
from tests.console.courts import Bench
from tests.console.gatekeeping import Gate
from tests.console.registering_pages import Registry
from tests.console.rounds import adopted
from tests.console.staged import platform_of
from tests.console.test_pages_awards import granted
from tests.console.test_pages_inspecting import drawn
from tests.console.test_pages_limits import licence
from tests.console.told import told
from tests.reporting import Reporting, shipped

from comptrol.bootstrap import Platform

NOT_OPENED = {
    "/lab/{result}": "it is there only after a run: tests/console/test_pages_analyst.py",
    "/transfers/{transfer}": "it takes two registries: tests/scenario/test_federation.py",
    "/releases/{release}": "it takes a year of filings: tests/scenario/test_releases.py",
    "/mine/cases/{case}": "it is the subject's: tests/console/test_pages_cases.py",
    "/filings/{filing}": "tests/console/test_pages_reports.py files and reads it",
    "/challenges/{challenge}": "tests/console/test_pages_inspecting.py asks and reads it",
}
"""Pages that no world here has something for, and which test opens them."""


class World(NamedTuple):
    """A platform, who looks, and the pages that it has something for, by their path."""

    made: Callable[[], Platform]
    party: str
    pages: Mapping[str, str]


def _court() -> Platform:
    bench = Bench()
    bench.opened()
    bench.noticed()
    bench.answered()
    bench.tell("provider", kind="structuring.linked/1", **LINK)
    return bench.platform


LINK = {
    "link": "card-1",
    "by": "payment-instrument",
    "parties": ["customer", "holder"],
    "source": "one card pays for both",
    "since": "2026-11-01",
}


def _registry() -> Platform:
    known = Registry()
    known.site()
    known.made()
    known.shipped()
    known.received()
    known.installed()
    drawn(known)
    return known.platform


def _gate() -> Platform:
    gate = Gate()
    licence(gate, consignees=["customer"])
    return gate.platform


def _reports() -> Platform:
    market = Reporting()
    market.open()
    return Gate(market, shipped()).platform


def _plain(*paths: str) -> dict[str, str]:
    return {path: path for path in paths}


MATCH = "/screening/{party}/matches/{entity:path}"
RESULT = "/inspection-results/{inspection}/{chip:path}"
RULING = "/orders/{order}/rulings/{position}"
WORLDS: Mapping[str, World] = {
    "trade": World(
        told,
        "authority",
        {
            **_plain(
                "/", "/keyboard", "/log", "/witnesses", "/law", "/law/ahead", "/law/timeline"
            ),
            **_plain("/law/uncertain", "/judge", "/chips-catalogue", "/releases", "/orders"),
            **_plain("/licences", "/caps", "/queue", "/stops", "/bypasses", "/filings", "/sites"),
            **_plain("/balance", "/factor-sets", "/landmarks", "/upkeep", "/inspections", "/lots"),
            **_plain("/hand-overs", "/open-releases", "/parties", "/screening", "/lists"),
            **_plain("/alarms", "/cases", "/detectors", "/watches", "/forensics", "/audits"),
            **_plain("/oversight", "/oversight/equal-treatment", "/oversight/looks", "/sealed"),
            **_plain("/oversight/reviews-due", "/oversight/reminders", "/pseudonyms", "/mine"),
            **_plain("/challenges"),
            "/entries/{position}": "/entries/300",
            "/verify": "/verify",
            "/law/rules/{rule}": "/law/rules/US-11",
            "/law/parameters/{parameter}": "/law/parameters/3a090.a.1.tpp",
            "/classify": "/classify?chip=nvidia-h100-sxm5-80gb",
            "/screen": "/screen?name=Inspur",
            "/models/{model:path}": "/models/nvidia-h100-sxm5-80gb",
            "/orders/{order}": "/orders/rental-1",
            "/caps/{cap}": "/caps/rio-claro",
            "/meters": "/meters?provider=straits-compute",
            "/sites/{site}": "/sites/dayone-nusajaya",
            "/lots/{lot}": "/lots/h100-0001",
            "/chips/{chip:path}": "/chips/northbridge-silicon%2FNB-H100-000008",
            "/hand-overs/{shipment}": "/hand-overs/nb-2",
            "/parties/{party}": "/parties/lioncrest-research",
            "/screening/{party}": "/screening/inspur-beijing",
            MATCH: "/screening/inspur-beijing/matches/el-05f11ceb553a",
            "/alarms/{alarm:path}": "/alarms/registry.custody-gap%2Fshipment%3Anb-3",
            "/structuring/{party}": "/structuring/inspur-beijing",
            "/forensics/{provider}": "/forensics/straits-compute",
            "/search": "/search?q=lioncrest",
            RULING: "",
        },
    ),
    "customer": World(told, "inspur-beijing", {"/mine/orders/{order}": "/mine/orders/sale-2"}),
    "maker": World(told, "northbridge-silicon", _plain("/chip-tables")),
    "court": World(
        _court,
        "authority",
        {
            "/cases/{case}": "/cases/case-1",
            "/cases/{case}/dossier": "/cases/case-1/dossier",
            "/links/{link}": "/links/card-1",
        },
    ),
    "registry": World(
        _registry,
        "inspector",
        {
            **_plain("/plan-an-inspection"),
            "/inspections/{inspection}": "/inspections/i-1",
            RESULT: "/inspection-results/i-1/maker%2FH000001",
        },
    ),
    "gate": World(_gate, "authority", {"/licences/{licence}": "/licences/l-1"}),
    "reports": World(
        _reports,
        "provider",
        {
            **_plain("/filings-due"),
            "/filings-due/{period}": "/filings-due/late-november?provider=provider",
        },
    ),
    "rounds": World(
        lambda: platform_of(adopted().stage),
        "chair",
        {
            **_plain("/calls", "/awards/due"),
            "/calls/{call}": "/calls/call-1",
            "/calls/{call}/proposals": "/calls/call-1/proposals",
            "/proposals/{proposal}": "/proposals/p-north",
            "/calls/{call}/plan": "/calls/call-1/plan",
            "/calls/{call}/plans/{plan}": "/calls/call-1/plans/plan-1",
            "/calls/{call}/what-if": "/calls/call-1/what-if",
            "/calls/{call}/fairness": "/calls/call-1/fairness",
        },
    ),
    "awards": World(
        lambda: platform_of(granted().stage),
        "allocator",
        {**_plain("/awards"), "/awards/{award}": "/awards/storms"},
    ),
    "analyst": World(
        analysed,
        "authority",
        {
            **_plain("/accounts", "/accounts/recorded", "/accounts/over-time", "/accounts/flows"),
            **_plain("/methods", "/nationalities", "/supply", "/supply/inputs", "/training"),
            **_plain("/supply/suppliers", "/supply/programmes", "/supply/critical", "/runs"),
            **_plain("/supply/incidents", "/supply/due"),
            "/accounts/{country}": "/accounts/US",
            "/supply/inputs/{input}": "/supply/inputs/lithography",
            "/supply/suppliers/{supplier}": "/supply/suppliers/nl",
            "/supply/shock": "/supply/shock?remove=NL",
            "/supply/denied": "/supply/denied?by=NL&against=JP",
            "/supply/programmes/{programme}": "/supply/programmes/fab",
            "/supply/stockpiles/{stockpile}": "/supply/stockpiles/reserve",
            "/supply/critical/{site}": "/supply/critical/colossus-2",
            "/supply/incidents/{incident}": "/supply/incidents/outage",
            "/lab": "/lab?try=1&against_policy=statute-only",
            "/runs/{run}": "/runs/base",
        },
    ),
}
