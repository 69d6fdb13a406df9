"""Who trades in compute in the tests: one log with law, lists, tiers and caps in force."""

from datetime import datetime
from typing import Any, Final

from tests.rules.stage import PRESENT, Stage
from tests.rules.test_rules import COMMON

from comptrol.domains.gate import OrderId, Ruled, Stands, stops
from comptrol.flow.ports import Store
from comptrol.flow.world import RowsWorld
from comptrol.kernel.finding import Answer, Receipt

SMALL_USE: Final = {"small_use_chips": 16, "small_use_chip_hours": 500}
HOUR_S: Final = 3600
TIERS: Final = [
    {"name": "small", "chips": 16, "chip_hours": 500,
     "known": {"screened": True, "headquarters": True}},
    {"name": "large",
     "known": {"screened": True, "headquarters": True, "ultimate_parent": True}},
]  # fmt: skip


class Market:
    """A log in which whatever is told has to be admitted, and every order is ruled on."""

    def __init__(
        self,
        at: datetime = PRESENT,
        *,
        policy: str = "rental-parity",
        store: Store | None = None,
    ) -> None:
        self.stage = Stage(at, store)
        self.stage.enter(COMMON.cast)
        self.orders = 0
        self.adopt(policy=policy, **SMALL_USE)
        self.tell("authority", **COMMON.scenery["the list is adopted"]["authority"])
        self.tell("maker", **COMMON.scenery["the H100 is described"]["maker"])
        self.site("penang", "MY")
        tiers = {"policy": "tiers", "window_days": 30, "tiers": TIERS}
        said = {"source": "Operator policy of 2026-10-01", "by": "Head of policy"}
        self.tell("authority", kind="gate.tiers-set/1", **tiers, **said)

    def adopt(self, **terms: Any) -> Receipt:
        """Adopt the law with a policy and, where they are given, limits of small use."""
        adopted = COMMON.scenery["the law is adopted"]["authority"]
        return self.tell("authority", **{**adopted, **terms})

    def say(self, speaker: str, **body: Any) -> Answer:
        return self.stage.say(speaker, body)

    def tell(self, speaker: str, **body: Any) -> Receipt:
        answer = self.say(speaker, **body)
        assert isinstance(answer, Receipt), answer
        return answer

    def site(self, name: str, country: str) -> None:
        site = COMMON.scenery["a site stands in Frankfurt"]["provider"]
        self.tell("provider", **{**site, "site": name, "country": country})

    def chip(self, name: str, tera_ops: str, die_mm2: str, market: str) -> None:
        """Describe a chip by its dense FP16 rate, its die and its market."""
        told = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
        rate = {"property": "rate", "value": tera_ops, "unit": "tera-ops/s",
                "precision": "FP16-tensor", "basis": "dense"}  # fmt: skip
        area = {"property": "die_area", "value": die_mm2, "unit": "mm2"}
        facts = [{**it, **told} for it in (rate, area, {"property": "market", "text": market})]
        self.tell("maker", kind="chips.described/1", model=name, name=name, maker="A", facts=facts)

    def party(
        self,
        party: str,
        country: str,
        *,
        seat: str | None = None,
        parent: str | None = "itself",
        **other: Any,
    ) -> str:
        """Enrol a customer in a country, with its seat, under itself, another or nobody known."""
        said = {"party": party, "name": f"{party.title()} Research", "country": country}
        self.tell("exporter", kind="parties.enrolled/1", roles=["customer"], **{**said, **other})
        self.seated(party, seat or country)
        if parent is not None:
            self.under(party, party if parent == "itself" else parent)
        return party

    def seated(self, party: str, country: str) -> Receipt:
        return self.tell("authority", kind="parties.headquarters/1", party=party, country=country,
                         on="2026-10-01", source="register")  # fmt: skip

    def under(self, party: str, parent: str) -> Receipt:
        return self.tell("authority", kind="parties.parent/1", party=party, parent=parent,
                         on="2026-10-01", source="register")  # fmt: skip

    def cap(self, name: str, whose: str | None, ceiling: int, **other: Any) -> None:
        bearer = "world" if whose is None else "party"
        said = {"bearer": bearer, "whose": whose, "unit": "chips", "since": "2026-01-01",
                "until": "2027-01-01", "source": "Agreement of 2026, article 3"}  # fmt: skip
        self.tell("authority", kind="caps.set/1", cap=name, ceiling=ceiling, **{**said, **other})

    def licence(self, name: str, chips: int, *consignees: str) -> None:
        self.tell("authority", kind="gate.licence-recorded/1", licence=name, type="licence",
                  holder="maker", consignees=list(consignees), models=["h100"], chips=chips,
                  since="2026-01-01", until="2027-01-01", source=f"Licence {name}")  # fmt: skip

    def buys(self, customer: str, destination: str, chips: int = 64, **more: Any) -> Ruled:
        """Order a sale from the maker in the United States, and return the ruling."""
        goods = {"door": "sale", "model": "h100", "origin": "US", "destination": destination}
        return self.orders_from("maker", customer=customer, chips=chips, **{**goods, **more})

    def rents(self, customer: str, chips: int = 64, hours: int = 720, **more: Any) -> Ruled:
        """Order a rental of chips in Malaysia, and return the ruling."""
        terms = {"door": "rental", "model": "h100", "site": "penang", "length_s": hours * HOUR_S}
        return self.orders_from("provider", customer=customer, chips=chips, **{**terms, **more})

    def orders_from(self, seller: str, **more: Any) -> Ruled:
        self.orders += 1
        common = {"order": f"order-{self.orders}", "on": "2026-11-01", "end_use": "inference"}
        return ruling(self.tell(seller, kind="gate.ordered/1", **{**common, **more}))

    def answers(self, order: str, question: str, answer: str) -> Ruled:
        """Let the reviewer answer a question that was left open, and return the new ruling."""
        said = {"question": question, "answer": answer, "by": "Export control officer",
                "reason": "It was looked into, and this came of it."}  # fmt: skip
        return ruling(self.tell("reviewer", kind="gate.answered/1", order=order, **said))

    def stopping(self) -> dict[OrderId, Stands]:
        """Return the orders that were let through and must stop."""
        with self.stage.store.reading() as reading:
            return {it.order: it for it in stops(RowsWorld(reading, self.stage.references))}


def ruling(receipt: Receipt) -> Ruled:
    """Return the first ruling among what the platform said."""
    return next(it.statement for it in receipt.consequences if isinstance(it.statement, Ruled))


def because(ruled: Ruled) -> set[str]:
    """Return what stands against an order: rules that bar or ask for a licence, open questions."""
    findings = (*ruled.decision.law, *ruled.decision.policy)
    against = {f"{it.rule} {it.effect.value}" for it in findings if it.effect.value != "none"}
    return against | {it.id for it in ruled.decision.questions if it.blocking}
