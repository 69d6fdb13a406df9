"""A platform over a small market: a customer and a provider, two reviewers, orders and a cap."""

from typing import Any

from tests.console.staged import keys_of, platform_of
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.ordering import Market

from comptrol.entrypoints.console.visitor import NOBODY
from comptrol.flow.world import References
from comptrol.kernel.finding import Receipt

SPEAKERS = (
    *("authority", "maker", "exporter", "provider", "customer", "reviewer", "inspector"),
    *("second", "stranger"),
)
OTHERS = (("second", "reviewer"), ("stranger", "customer"), ("inspector", "inspector"))
HOSTILE = "<script>alert(1)</script>\u202e\U0001f4a9 \"&' {{ 7*7 }}" + "x" * 200
BY = "Export control officer"
REASON = "It was looked into, and this came of it."


class Gate:
    """A log with orders, and whoever comes to its console."""

    def __init__(self, market: Market | None = None, references: References | None = None) -> None:
        self.market = market or Market()
        for party, role in OTHERS:
            said = {"party": party, "name": party.title(), "country": "DE", "roles": [role]}
            key = f"key of {party}"
            self.tell("authority", kind="parties.enrolled/1", key=key, **said)
        self.platform = platform_of(self.market.stage, keys_of(*SPEAKERS), references)

    def tell(self, speaker: str, **body: Any) -> Receipt:
        return self.market.tell(speaker, **body)

    def seen(self, party: str) -> Seen:
        return seen_by(self.platform, visitor_of(self.platform, party))

    def nobody(self) -> Seen:
        return seen_by(self.platform, NOBODY)

    def order(self, name: str, **other: Any) -> int:
        """Let the provider ask, and return the position of the ruling."""
        receipt = self.market.order(name, **other)
        rulings = [it for it in receipt.consequences if hasattr(it.statement, "decision")]
        return rulings[-1].position

    def held(self, name: str = "held", **other: Any) -> int:
        """Ask for a rental to somebody of whom nobody knows where it answers to."""
        self.market.enrol("unknown", "DE")
        return self.order(name, customer="unknown", **other)

    def refused(self, name: str = "refused", **other: Any) -> int:
        """Ask for more than a cap has room for."""
        self.market.cap("small", 10)
        return self.order(name, **other)
