"""Reseller opacity: who passes chips on hides who uses them.

Attack (Egan & Heim arXiv:2310.13625; Heim et al. arXiv:2403.08501): a neocloud names no end user
for all of its orders, or for some; or it names firms of its own house; or straws that nothing ties
to it. Twin: a managed service that names every tenant.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.dealing import asks, rental
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage

ID: Final = "reseller-opacity"
STRENGTHS: Final = (
    "names nobody",
    "names two in three",
    "names nineteen in twenty",
    "names its own house",
    "names straws",
)
"""Whom it names as end users."""
SEEN_BY: Final = SeenBy(
    alarms=("structuring.unattributed",), rulings=("hold", "refuse", "escalate")
)
_NAMED: Final = dict(zip(STRENGTHS, (0.0, 2 / 3, 0.95, 1.0, 1.0), strict=True))
ORDERS, STRAWS = 20, 4


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Pass chips on, and name few who use them, or none."""
    reseller = yield from stage.customer(0, "neocloud", "SG")
    house = reseller if strength == STRENGTHS[3] else None
    named = round(ORDERS * _NAMED[strength])
    for number in range(ORDERS):
        day, more = 2 + number // 2, {}
        if number < named:
            straws = strength == STRENGTHS[4]
            label = f"tenant-{number % STRAWS}" if straws else f"tenant-{number}"
            if not straws or number < STRAWS:
                yield from stage.customer(day, label, "SG", parent=house)
            more = {"end_user": stage.name(label)}
        chips = stage.chance.randint(4, 12)
        order = rental(stage, day, f"order-{number}", reseller, chips, 24, passes_on=True, **more)
        hidden = strength in STRENGTHS[3:] or number >= named
        yield asks(stage, day, order, deed=hidden)


def twin(stage: Stage, strength: str) -> Acts[None]:  # noqa: ARG001  (it names all)
    """Pass chips on to tenants who are all named."""
    reseller = yield from stage.customer(0, "neocloud", "SG")
    for number in range(ORDERS):
        day, chips = 2 + number // 2, stage.chance.randint(4, 12)
        tenant = yield from stage.customer(day, f"tenant-{number}", "DE")
        more = {"passes_on": True, "end_user": tenant}
        order = rental(stage, day, f"order-{number}", reseller, chips, 24, **more)
        yield asks(stage, day, order)
