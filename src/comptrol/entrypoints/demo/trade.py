"""The scenes in which chips are made, sold, shipped and rented."""

from comptrol.domains.law import Outcome
from comptrol.domains.registry import (
    Installed,
    LotId,
    Made,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
)
from comptrol.entrypoints.demo.scene import (
    CHIPS,
    H100,
    MALAYSIA,
    Scene,
    accepted,
    answered,
    rental_order,
    ruled,
    sale_order,
)
from comptrol.entrypoints.demo.stage import (
    LISTED,
    MAKER,
    ORDINARY,
    PROVIDER,
    REVIEWER,
    SMALL,
    SUBSIDIARY,
    Stage,
    consequences,
    decision,
)
from comptrol.kernel.finding import Receipt


def make(stage: Stage) -> Scene:
    """Make a lot of chips."""
    serials = SerialRange(prefix="NB-H100-", first=1, last=CHIPS, digits=6)
    said = Made(lot=LotId("h100-0001"), model=H100, serials=(serials,), on=stage.days_ago(40))
    return accepted(stage.says(MAKER, said))


def order_sale(stage: Stage) -> Scene:
    """Ask to sell the lot; the log knows the buyer's seat and owners, and the ruling allows it."""
    return ruled(stage.says(MAKER, sale_order("sale-1", PROVIDER, "MY", stage)), Outcome.ALLOW)


def hand_over(stage: Stage) -> Scene:
    """Ship, receive and install the lot: two parties speak, and no bypass is noted."""
    lot, shipment = LotId("h100-0001"), ShipmentId("nb-1")
    shipped = stage.says(
        MAKER,
        Shipped(
            shipment=shipment,
            lot=lot,
            to=PROVIDER,
            destination=MALAYSIA,
            waybill="NB-2026-77",
            on=stage.today,
            order="sale-1",
        ),
    )
    received = stage.says(PROVIDER, Received(shipment=shipment, lot=lot, on=stage.today))
    installed = stage.says(PROVIDER, Installed(lot=lot, site=MALAYSIA, on=stage.today))
    held = all(isinstance(answer, Receipt) for answer in (shipped, received, installed))
    return Scene(
        held=held and not consequences(shipped), lines=("held by straits-compute, installed",)
    )


def sell_to_listed(stage: Stage) -> Scene:
    """Ask to sell to a company on the Entity List."""
    return ruled(
        stage.says(MAKER, sale_order("sale-2", LISTED, "CN", stage)), Outcome.REFUSE, rule="US-21"
    )


def go_round_the_gate(stage: Stage) -> Scene:
    """Ship another lot without any order: it is logged, and the bypass is noted."""
    serials = SerialRange(prefix="NB-H100-", first=CHIPS + 1, last=CHIPS + 8, digits=6)
    lot = LotId("h100-0002")
    stage.says(MAKER, Made(lot=lot, model=H100, serials=(serials,), on=stage.days_ago(10)))
    answer = stage.says(
        MAKER,
        Shipped(
            shipment=ShipmentId("nb-2"),
            lot=lot,
            to=PROVIDER,
            destination=MALAYSIA,
            waybill="NB-2026-78",
            on=stage.today,
        ),
    )
    return Scene(held=consequences(answer) == ["gate.bypassed/1"], answer=answer)


def rent_to_subsidiary(stage: Stage) -> Scene:
    """Ask to rent the same chips to a subsidiary whose parent sits in a D:5 country."""
    answer = stage.says(
        PROVIDER,
        rental_order(
            "rental-1", SUBSIDIARY, "training a language model", stage, chips=512, hours=720
        ),
    )
    ruling = decision(answer)
    plain = ruling is not None and all(f.effect.value != "licence_required" for f in ruling.law)
    scene = ruled(answer, Outcome.HOLD)
    asked = ruling is not None and len(ruling.questions) > 0
    return Scene(held=scene.held and plain and asked, answer=answer)


def rent_to_ordinary(stage: Stage) -> Scene:
    """Ask to rent to an ordinary customer."""
    return ruled(
        stage.says(
            PROVIDER,
            rental_order("rental-2", ORDINARY, "crop forecasts", stage, chips=64, hours=720),
        ),
        Outcome.ALLOW,
    )


def rent_small(stage: Stage) -> Scene:
    """Ask to rent a little: operator policy does not look at it, the law still does."""
    return ruled(
        stage.says(
            PROVIDER, rental_order("rental-3", SMALL, "leaf recognition", stage, chips=8, hours=8)
        ),
        Outcome.ALLOW,
        rule="rental-parity",
    )


def answer_question(stage: Stage) -> Scene:
    """Let the reviewer decide what the policy left to a person; the order is ruled anew."""
    said = answered("rental-1", "policy.rental-parity", "refuse")
    return ruled(stage.says(REVIEWER, said), Outcome.REFUSE)
