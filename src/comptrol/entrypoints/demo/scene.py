"""What a scene comes to, and the lines that its parties speak."""

from dataclasses import dataclass

from comptrol.domains.chips import FactorSetId, ModelId
from comptrol.domains.gate import Answered, Ordered, OrderId, Through
from comptrol.domains.law import Outcome
from comptrol.domains.registry import SiteId
from comptrol.entrypoints.demo.stage import Stage, codes, decision
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId

H100 = ModelId("nvidia-h100-sxm5-80gb")
MALAYSIA = SiteId("dayone-nusajaya")
FACTORS = FactorSetId("epoch-2026-09-24")
CHIPS = 1024
SMALL_USE_CHIP_HOURS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a scene came to: whether it is what must come of it, and what to show of it."""

    held: bool
    lines: tuple[str, ...] = ()
    answer: Answer | None = None
    """Shown with its ruling where there is one."""


def sale_order(order: str, customer: PartyId, country: str, stage: Stage) -> Ordered:
    """Return an order to sell the whole lot, shipped from the United States."""
    return Ordered(
        order=OrderId(order),
        door=Through.SALE,
        customer=customer,
        model=H100,
        chips=CHIPS,
        on=stage.today,
        end_use="cloud services",
        origin=CountryCode("US"),
        destination=CountryCode(country),
    )


def rental_order(
    order: str, customer: PartyId, end_use: str, stage: Stage, *, chips: int, hours: int
) -> Ordered:
    """Return an order to rent chips at the site in Malaysia."""
    return Ordered(
        order=OrderId(order),
        door=Through.RENTAL,
        customer=customer,
        model=H100,
        chips=chips,
        on=stage.today,
        end_use=end_use,
        site=MALAYSIA,
        length_s=hours * 3600,
        possession_passes=False,
    )


def answered(order: str, question: str, answer: str) -> Answered:
    """Return a reviewer's answer to a question of an order."""
    return Answered(
        order=OrderId(order),
        question=question,
        answer=answer,
        reason="Answered for the demonstration, from the invented file of the customer.",
        by="Reviewer on duty",
    )


def accepted(answer: Answer) -> Scene:
    """Return a scene that holds where the statement was accepted."""
    return Scene(held=isinstance(answer, Receipt), answer=answer)


def refused_with(answer: Answer, code: str) -> Scene:
    """Return a scene that holds where the statement was refused with this code."""
    return Scene(held=code in codes(answer), answer=answer)


def ruled(answer: Answer, outcome: Outcome, *, rule: str | None = None) -> Scene:
    """Return a scene that holds where the ruling came out so, and names a rule where given."""
    ruling = decision(answer)
    held = ruling is not None and ruling.outcome is outcome
    if ruling is not None and rule is not None:
        held = held and rule in {finding.rule for finding in (*ruling.law, *ruling.policy)}
    return Scene(held=held, answer=answer)
