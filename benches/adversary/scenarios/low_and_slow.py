"""Low and slow: few chips for long, so that no single moment is worth a look.

Attack (Shavit arXiv:2303.11341 App. C.1): an undeclared training run on fewer chips than
anybody reviews, for so long that it comes to what is watched in total. Twin: a long scientific
job that says what it is.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import H100, HALL, PROVIDER, RATE_CHIPS
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.gate import Ordered, OrderId, Through
from comptrol.kernel.identifiers import PartyId

ID: Final = "low-and-slow"
STRENGTHS: Final = (
    "three quarters of the rate",
    "half of it",
    "an eighth of it",
    "renewed weekly",
)
"""How many of the chips that are reviewed at once; the last half of them, in orders of a week."""
SEEN_BY: Final = SeenBy(alarms=("structuring.slow", "structuring.total", "structuring.headroom"))
DAY_S: Final = 86_400
_SHARES: Final = dict(zip(STRENGTHS, (0.75, 0.5, 0.125, 0.5), strict=True))
WEEKS: Final = 16


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Rent few chips for months, and say of them that they serve requests."""
    account = yield from stage.customer(0, "account", "DE")
    for start, order in _orders(stage, strength, account, declared=False):
        yield stage.does(start, PROVIDER, order)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Rent as many for as long, for a job that says what it is."""
    account = yield from stage.customer(0, "account", "DE")
    for start, order in _orders(stage, strength, account, declared=True):
        yield stage.says(start, PROVIDER, order)


def _orders(
    stage: Stage, strength: str, account: PartyId, *, declared: bool
) -> Iterator[tuple[int, Ordered]]:
    chips = round(RATE_CHIPS * _SHARES[strength] * stage.chance.uniform(0.9, 1.1))
    begins, weeks = stage.chance.randint(1, 6), 1 if strength == STRENGTHS[-1] else WEEKS
    for start in range(begins, begins + 7 * WEEKS, 7 * weeks):
        yield (
            start,
            Ordered(
                order=OrderId(stage.name(f"order-{start}")),
                door=Through.RENTAL,
                customer=account,
                model=H100,
                chips=chips,
                on=stage.day(start),
                end_use="protein folding" if declared else "serving requests",
                site=HALL,
                length_s=7 * weeks * DAY_S,
                training_operations=Decimal(10**22) if declared else None,
            ),
        )
