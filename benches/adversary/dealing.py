"""Orders in the scenarios: what is sold and rented out, and what accounts have in common."""

from typing import Any, Final

from benches.adversary.acts import Acts, Said
from benches.adversary.cast import H100, HALL, MAKER, PROVIDER
from benches.adversary.stage import Stage
from comptrol.domains.chips import ModelId
from comptrol.domains.gate import Ordered, OrderId, Through
from comptrol.domains.structuring import Evidence, Linked, LinkId
from comptrol.kernel.identifiers import CountryCode, PartyId

HOUR_S: Final = 3600
USES: Final = ("crop forecasts", "protein folding", "video search", "weather research", "speech")


def rental(  # noqa: PLR0913  (an order has as many parts)
    stage: Stage,
    number: int,
    label: str,
    customer: PartyId,
    chips: int,
    hours: int,
    *,
    model: ModelId = H100,
    **more: Any,  # noqa: ANN401  (any other part of an order)
) -> Ordered:
    """Return an order to rent chips at the first provider's hall, in Malaysia."""
    asked = {"door": Through.RENTAL, "site": HALL, "length_s": hours * HOUR_S, **more}
    return _order(stage, number, label, customer=customer, model=model, chips=chips, **asked)


def sale(  # noqa: PLR0913  (an order has as many parts)
    stage: Stage,
    number: int,
    label: str,
    customer: PartyId,
    chips: int,
    destination: str,
    *,
    model: ModelId = H100,
    **more: Any,  # noqa: ANN401  (any other part of an order)
) -> Ordered:
    """Return an order of the maker, to sell chips out of the United States."""
    way = {"origin": CountryCode("US"), "destination": CountryCode(destination)}
    asked = {"door": Through.SALE, **way, **more}
    return _order(stage, number, label, customer=customer, model=model, chips=chips, **asked)


def _order(stage: Stage, number: int, label: str, **asked: Any) -> Ordered:  # noqa: ANN401
    name, use = OrderId(stage.name(label)), stage.chance.choice(USES)
    return Ordered(order=name, on=stage.day(number), end_use=use, **asked)


def accounts(
    stage: Stage, label: str, many: int, *, parent: PartyId | None = None
) -> Acts[list[PartyId]]:
    """Enrol so many customers in Germany on the first day."""
    names = list[PartyId]()
    for number in range(many):
        party = yield from stage.customer(0, f"{label}-{number}", "DE", parent=parent)
        names.append(party)
    return names


def asks(stage: Stage, number: int, order: Ordered, *, deed: bool = False) -> Said:
    """Let whoever deals in it ask for what is ordered."""
    seller = MAKER if order.door is Through.SALE else PROVIDER
    return (stage.does if deed else stage.says)(number, seller, order)


def link(stage: Stage, number: int, parties: list[PartyId], *kinds: Evidence) -> Acts[None]:
    """Let the provider say what accounts have in common."""
    for kind in kinds:
        said = Linked(
            link=LinkId(stage.name(f"link-{kind.value}")),
            by=kind,
            parties=tuple(parties),
            source="as the accounts show",
            since=stage.day(number),
        )
        yield stage.says(number, PROVIDER, said)
