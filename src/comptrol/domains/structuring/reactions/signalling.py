"""What do signals of classifiers come to? Odds, never a label, and how often that is wrong."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import GateView
from comptrol.domains.structuring.formulas import likelihood_ratio, odds_of, posterior
from comptrol.domains.structuring.queries import policy_on
from comptrol.domains.structuring.statements import Signalled
from comptrol.domains.structuring.view import StructuringView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

DETECTOR: Final = "structuring.undeclared-training"
VERSION: Final = 1
CHANNELS_MAX: Final = 20
TOLD_MAX: Final = 5
_ALL: Final = 1_000_000


def signal_alarms(said: Signalled, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield an alarm where channels take an order that declares no training for training.

    Channels multiply; what is said again of one counts once, as it was said last.
    """
    view, order = world[StructuringView], world[GateView].orders.get(said.order)
    policy = policy_on(view, said.since)
    prior = policy.training_prior_ppm if policy is not None else None
    if order is None or not prior or prior == _ALL or order.training_operations is not None:
        return
    signals = list(view.signals.where(order=said.order, limit=CHANNELS_MAX))
    ratios = [likelihood_ratio(it.recall_worst_ppm, it.false_alarm_ppm) for it in signals]
    found = posterior(odds_of(prior), ratios)
    channels = ", ".join(it.channel for it in signals[:TOLD_MAX])
    yield Raised(
        because=entry.position,
        alarm=f"{DETECTOR}/order:{said.order}@{len(signals)}",
        detector=DETECTOR,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=(
            f"Order {said.order} declares no training, and looks like training by "
            f"{len(signals)} channels: {channels}. They weigh {found.ratio:.1f} to 1. "
            f"With {prior} such orders in a million, {found.probability * 100:.1f} % of orders "
            f"like it are training: {found.of_half * 100:.1f} % if there are half as many, "
            f"{found.of_twice * 100:.1f} % if twice. No channel is evidence by itself."
        ),
        benign=(
            "rollouts of reinforcement learning, which look the same to such counters",
            "inference that is mostly reading its input (heavy prefill)",
            "an evaluation or a benchmark",
        ),
        evidence=tuple(dict.fromkeys((order.position, *(it.position for it in signals)))),
        parties=order.parties,
        sites=(order.site,) if order.site is not None else (),
    )
