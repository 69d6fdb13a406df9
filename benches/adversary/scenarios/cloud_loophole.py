"""Cloud loophole: who may not buy the chips rents the same ones abroad.

Attack (Egan & Heim arXiv:2310.13625): a buyer in China rents in Malaysia, under its own name; or
it is turned away as a buyer, and a firm elsewhere rents for it, with which it shares a payer, or
an address and a director, or nothing that anybody knows; or it rents just so little that nobody
asks, again and again. Twin: the same buyer asks an interface questions, and has no chip in its
hands.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.dealing import asks, link, rental, sale
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.gate import Service
from comptrol.domains.structuring import Evidence

ID: Final = "cloud-loophole"
STRENGTHS: Final = (
    "under its own name",
    "by a front with its payer",
    "by a front with its address and director",
    "little and often",
    "by a front nobody knows",
)
"""Who rents, and what is known of it."""
SEEN_BY: Final = SeenBy(alarms=("structuring.elsewhere",), rulings=("hold", "refuse", "escalate"))
_SHARED: Final = {
    STRENGTHS[1]: (Evidence.PAYMENT_INSTRUMENT,),
    STRENGTHS[2]: (Evidence.ADDRESS, Evidence.DIRECTOR),
    STRENGTHS[4]: (),
}


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Get chips abroad that could not be bought."""
    buyer = yield from stage.customer(0, "buyer", "CN")
    if strength == STRENGTHS[0]:
        order = rental(stage, 2, "order", buyer, stage.chance.randint(20, 60), 24 * 30)
        yield asks(stage, 2, order, deed=True)
    elif strength == STRENGTHS[3]:
        for number in range(12):
            day = 2 + 3 * number
            order = rental(stage, day, f"order-{number}", buyer, 8, 24)
            yield asks(stage, day, order, deed=True)
    else:
        front = yield from stage.customer(0, "front", "SG")
        yield from link(stage, 1, [buyer, front], *_SHARED[strength])
        yield asks(stage, 2, sale(stage, 2, "order-0", buyer, 64, "CN"))
        for number in range(1, 4):
            day, chips = 2 + 8 * number, stage.chance.randint(8, 40)
            order = rental(stage, day, f"order-{number}", front, chips, 24 * 7)
            yield asks(stage, day, order, deed=True)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Ask a hosted model now and then; and a firm in Singapore rents for itself."""
    buyer = yield from stage.customer(0, "buyer", "CN")
    front = yield from stage.customer(0, "neighbour", "SG")
    managed = Service.MANAGED_JOB
    for number in range(6):
        day = 2 + 5 * number
        order = rental(stage, day, f"asked-{number}", buyer, 1, 2, service=managed)
        yield asks(stage, day, order)
    if strength in _SHARED:
        chips = stage.chance.randint(8, 40)
        yield asks(stage, 40, rental(stage, 40, "order", front, chips, 24 * 7))
