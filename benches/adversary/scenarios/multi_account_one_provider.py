"""Many accounts at one provider, each below what is reviewed.

Attack (Heim et al. arXiv:2403.08501 s3.3.2, structuring): one customer runs its work over
accounts that each stay below the number of chips that is reviewed, at the same time. They pay with
one card, or sign with one key; or a network and a director are all they share; or the network
alone; or nothing that anybody knows. Twin: as many students, who share a network or nothing, and
work in the same week.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import RATE_CHIPS
from benches.adversary.dealing import accounts, asks, link, rental
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.structuring import Evidence

ID: Final = "multi-account-one-provider"
STRENGTHS: Final = (
    "eight, of one payer",
    "two, just over it",
    "five, of one key",
    "five, of one network and director",
    "five, of one network",
    "five, of nothing in common",
)
"""How many accounts there are, and what is known of them."""
SEEN_BY: Final = SeenBy(
    alarms=("structuring.rate", "structuring.total", "structuring.alike"),
    rulings=("hold", "refuse", "escalate"),
)
_MANY: Final = dict(zip(STRENGTHS, (8, 2, 5, 5, 5, 5), strict=True))
_TIMES: Final = dict(zip(STRENGTHS, (2.0, 1.03, 1.5, 1.5, 1.5, 1.5), strict=True))
_SHARED: Final = dict(
    zip(
        STRENGTHS,
        (
            (Evidence.PAYMENT_INSTRUMENT,),
            (Evidence.PAYMENT_INSTRUMENT,),
            (Evidence.DEVICE_KEY,),
            (Evidence.NETWORK, Evidence.DIRECTOR),
            (Evidence.NETWORK,),
            (),
        ),
        strict=True,
    )
)


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Rent by many accounts at once, more than is reviewed together."""
    many = _MANY[strength]
    names = yield from accounts(stage, "account", many)
    yield from link(stage, 1, names, *_SHARED[strength])
    each = int(RATE_CHIPS * _TIMES[strength] / many) + 1
    for number, account in enumerate(names):
        order = rental(stage, 2, f"order-{number}", account, each, 24 * 3)
        yield asks(stage, 2, order, deed=True)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Let as many students rent in one week: by one network, or by none."""
    names = yield from accounts(stage, "student", _MANY[strength])
    if stage.chance.random() < 1 / 2:
        yield from link(stage, 1, names, Evidence.NETWORK)
    days = sorted(stage.chance.randint(2, 8) for _ in names)
    for number, (day, student) in enumerate(zip(days, names, strict=True)):
        chips, hours = stage.chance.choice((1, 2, 4, 8)), stage.chance.randint(4, 96)
        yield asks(stage, day, rental(stage, day, f"order-{number}", student, chips, hours))
