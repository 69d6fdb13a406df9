"""Training that is called inference: interleaved, throttled, padded, and not declared.

Attack: a large order that declares no training and trains. A classifier at the provider looks
at aggregates of it, once for each channel, and says what it sees. How often it is right on a
disguise is what was published (Rahman & Tajdari 2026, arXiv:2606.19262): 98 % overall, 87 % to
43 % on families of disguises that it was not trained on; one in a hundred of what is not
training is taken for it. Twin: rollouts of reinforcement learning or inference with a heavy
prefill, of the same size.

Whether a classifier errs is drawn here; what is measured is what the product makes of its word.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import H100, HALL, PROVIDER, RATE_CHIPS
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.gate import Ordered, OrderId, Service, Through
from comptrol.domains.structuring import Signalled

ID: Final = "training-as-inference"
STRENGTHS: Final = (
    "a known disguise",
    "an unknown one",
    "the worst unknown one",
    "the worst, three channels",
)
SEEN_BY: Final = SeenBy(alarms=("structuring.undeclared-training",))
RIGHT: Final = dict(zip(STRENGTHS, (0.98, 0.87, 0.43, 0.43), strict=True))
WRONG: Final = 0.01
DAY_S: Final = 86_400


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Train on an order that is said to serve requests."""
    yield from _judged(stage, strength, RIGHT[strength], trains=True)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Serve requests, or roll out, on an order of the same size."""
    yield from _judged(stage, strength, WRONG, trains=False)


def _judged(stage: Stage, strength: str, share: float, *, trains: bool) -> Acts[None]:
    account = yield from stage.customer(0, "account", "DE")
    begins, days = stage.chance.randint(1, 6), stage.chance.randint(20, 60)
    order = Ordered(
        order=OrderId(stage.name("order")),
        door=Through.RENTAL,
        customer=account,
        model=H100,
        chips=RATE_CHIPS * stage.chance.randint(2, 8),
        on=stage.day(begins),
        end_use="serving requests",
        service=Service.BARE_METAL,
        site=HALL,
        length_s=days * DAY_S,
        possession_passes=False,
    )
    does = stage.does if trains else stage.says
    yield does(begins, PROVIDER, order)
    channels = ("telemetry", "power", "network") if "three" in strength else ("telemetry",)
    for number, channel in enumerate(channels):
        if stage.chance.random() >= share:
            continue
        seen_on = begins + 7 + number
        signal = Signalled(
            order=order.order,
            channel=channel,
            classifier="nine series at 1 Hz, 400 trees",
            recall_worst_ppm=430_000,
            false_alarm_ppm=round(WRONG * 10**6),
            since=stage.day(begins),
            until=stage.day(seen_on),
            source="aggregates at the provider",
        )
        yield stage.says(seen_on, PROVIDER, signal)
