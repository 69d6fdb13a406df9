"""Report gaming by drift: every figure is shaded within the tolerance, and always down.

Attack (Burnat & Davidson 2026, arXiv:2605.06340, Drift): from the fifth period on every week is
told lower by so many sigmas of what an inspector can estimate from power. Twin: meters that err
as much, to both sides.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.reporting import SIGMA, WEEKS, Habits, reports
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage

ID: Final = "report-drift"
STRENGTHS: Final = ("two sigmas", "one and a half", "one sigma", "half a sigma")
SEEN_BY: Final = SeenBy(alarms=("forensics.drift",))
BEGINS_WITHIN_DAYS: Final = 5
SIGMAS: Final = dict(zip(STRENGTHS, (2.0, 1.5, 1.0, 0.5), strict=True))
SHADED_FROM: Final = 4


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Shade every week from one period on."""
    low = 1 - SIGMAS[strength] * SIGMA

    def shown(week: int, truth: float) -> float:
        return truth * (low if week >= WEEKS * SHADED_FROM else 1)

    habits = Habits(shown=shown, counted=shown, deed=lambda period: period >= SHADED_FROM)
    yield from reports(stage, habits)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Let the meter err, by up to as much, to both sides."""
    spread = SIGMAS[strength] * SIGMA / 2

    def shown(week: int, truth: float) -> float:  # noqa: ARG001
        return truth * stage.chance.uniform(1 - spread, 1 + spread)

    yield from reports(stage, Habits(shown=shown, counted=shown))
