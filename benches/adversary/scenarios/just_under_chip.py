"""Just-under chip: a part that is tuned to a line, or is sold as what it is not.

Attack (3A090): a part below the line of TPP and above that of density; parts a little below every
line, ordered in numbers; one that is printed with a TPP above the line; a strong part for games
that is bought by the hall; one further below than anybody calls near. Twin: parts for games that a
shop buys, and parts for datacenters that are far from any line.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from benches.adversary.acts import Acts
from benches.adversary.cast import MAKER
from benches.adversary.dealing import asks, sale
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.chips import Basis, Described, Fact, ModelId, Precision, Property

ID: Final = "just-under-chip"
STRENGTHS: Final = (
    "above in density",
    "one percent below",
    "two percent below",
    "printed above",
    "sold for games",
    "three percent below",
)
"""By what it stays below."""
SEEN_BY: Final = SeenBy(alarms=("structuring.margin",), rulings=("hold", "refuse", "escalate"))


class Part(NamedTuple):
    """A part by its dense rate at 16 bits, its die, its market, and what was printed of it."""

    tera_ops: str
    die_mm2: str
    market: str
    printed: str | None = None


_TUNED: Final = dict(
    zip(
        STRENGTHS,
        (
            Part("299.9", "800", "datacenter"),
            Part("148.6", "1490", "datacenter"),
            Part("147.1", "1475", "datacenter"),
            Part("145", "1450", "datacenter", "2410"),
            Part("195", "379", "consumer"),
            Part("145.5", "1455", "datacenter"),
        ),
        strict=True,
    )
)
"""2,400 with a density of 1.6 is the lowest line of paragraph .b."""
_PLAIN: Final = (
    Part("96", "300", "consumer"),
    Part("60", "400", "datacenter"),
    Part("110", "1490", "datacenter"),
)


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Describe a part, and order many of it."""
    model = yield from _described(stage, _TUNED[strength], deed=True)
    buyer = yield from stage.customer(1, "buyer", "CN")
    chips = stage.chance.randint(100, 900)
    for number in range(3):
        day = 2 + 4 * number
        order = sale(stage, day, f"order-{number}", buyer, chips // 3, "CN", model=model)
        yield asks(stage, day, order, deed=True)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Describe an ordinary part, and order many; or a strong one for games, and order few."""
    few = strength == STRENGTHS[4]
    part = Part("195", "379", "consumer") if few else stage.chance.choice(_PLAIN)
    model = yield from _described(stage, part, deed=False)
    buyer = yield from stage.customer(1, "shop", "CN")
    chips = stage.chance.randint(2, 40) if few else stage.chance.randint(100, 900)
    for number in range(1 if few else 3):
        day = 2 + 4 * number
        order = sale(stage, day, f"order-{number}", buyer, max(1, chips // 3), "CN", model=model)
        yield asks(stage, day, order)


def _described(stage: Stage, part: Part, *, deed: bool) -> Acts[ModelId]:
    model, on = ModelId(stage.name("part")), stage.day(0)

    def fact(about: Property, value: str, unit: str) -> Fact:
        rate = about is Property.RATE
        return Fact(
            property=about,
            value=Decimal(value),
            unit=unit,
            precision=Precision.FP16_TENSOR if rate else None,
            basis=Basis.DENSE if rate else None,
            **_sourced(on),
        )

    facts = [
        fact(Property.RATE, part.tera_ops, "tera-ops/s"),
        fact(Property.DIE_AREA, part.die_mm2, "mm2"),
        Fact(property=Property.MARKET, text=part.market, **_sourced(on)),
    ]
    if part.printed is not None:
        facts.append(fact(Property.TPP_PUBLISHED, part.printed, "TPP"))
    said = Described(model=model, name=f"Part {model}", maker="A maker", facts=tuple(facts))
    yield (stage.does if deed else stage.says)(0, MAKER, said)
    return model


def _sourced(on: date) -> dict[str, Any]:
    return {"source": "datasheet", "retrieved": on, "quality": "seen"}
