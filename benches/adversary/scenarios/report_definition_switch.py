"""Report gaming by definition: what a figure means is changed where it helps, and nobody is told.

Attack (Burnat & Davidson 2026, arXiv:2605.06340, Cherry-pick): a provider files under another
definition than the one that is frozen; or the label stays and the number halves, because it now
counts dense operations, or another format; all at once, or for a part of its sites. Twin:
everybody's definition changes, as the authority announced, and the provider says so; and its
use grows.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.reporting import FLOP_2, WEEKS, Habits, flop_in, reports
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.disclosure import DefinitionId

ID: Final = "report-definition-switch"
NAMED, HALVED, GROWING, PART = STRENGTHS = (
    "named in the filing",
    "halved, in silence",
    "halved, while use grows",
    "of half the sites",
)
SEEN_BY: Final = SeenBy(
    alarms=("forensics.definition", "forensics.pair"),
    refusals=("disclosure.wrong-definition",),
)
BEGINS_WITHIN_DAYS: Final = 5
SWITCHED_FROM: Final = 5


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Count operations otherwise from one period on."""
    factor = 0.75 if strength == PART else 0.5

    def counted(week: int, truth: float) -> float:
        switched = week >= WEEKS * SWITCHED_FROM and strength != NAMED
        return truth * (factor if switched else 1)

    def definition(period: int) -> DefinitionId:
        other = strength == NAMED and period == SWITCHED_FROM
        return FLOP_2 if other else flop_in(period)

    habits = Habits(
        counted=counted,
        definition=definition,
        deed=lambda period: period >= SWITCHED_FROM,
        growth=0.02 if strength == GROWING else 0.004,
    )
    yield from reports(stage, habits)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Change nothing but what the authority changes for all."""
    yield from reports(stage, Habits(growth=0.02 if strength == GROWING else 0.004))
