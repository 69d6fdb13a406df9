"""Report gaming by delay: what is unwelcome comes after a period is closed, or is put right later.

Attack (Burnat & Davidson 2026, arXiv:2605.06340, Delay): from the seventh period on filings
come ten or five days after they are due, or within the time but at its very end; or they come
in time, and what was said is put down week after week. Twin: one filing is late because of an
outage, and meters that were read anew show sometimes more and sometimes less.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.reporting import DUE_DAYS, Habits, Restating, reports
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage

ID: Final = "report-delay"
TEN, FIVE, LAST, DOWN = STRENGTHS = (
    "ten days after it is due",
    "five days after it is due",
    "on the last days",
    "restated, always down",
)
SEEN_BY: Final = SeenBy(alarms=("forensics.lag", "forensics.restatements", "forensics.panel"))
BEGINS_WITHIN_DAYS: Final = 5
GAMED_FROM: Final = 6


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Report late from one period on."""
    after = {
        TEN: lambda: DUE_DAYS + stage.chance.randint(9, 12),
        FIVE: lambda: DUE_DAYS + stage.chance.randint(4, 6),
        LAST: lambda: DUE_DAYS - stage.chance.randint(0, 1),
    }.get(strength)

    def filed_after(period: int) -> int | None:
        return after() if after is not None and period >= GAMED_FROM else None

    def restated(period: int) -> tuple[Restating, ...]:
        if strength != DOWN or period < GAMED_FROM:
            return ()
        return tuple(
            Restating(stage.chance.randint(20, 26) + 3 * it, it, stage.chance.uniform(0.85, 0.97))
            for it in range(2)
        )

    habits = Habits(
        filed_after=filed_after, restated=restated, deed=lambda period: period >= GAMED_FROM
    )
    yield from reports(stage, habits)


def twin(stage: Stage, strength: str) -> Acts[None]:  # noqa: ARG001  (the innocent are the same)
    """Be late once, and restate what was read anew, up as often as down."""
    outage = stage.chance.randint(GAMED_FROM, GAMED_FROM + 6)

    def filed_after(period: int) -> int | None:
        return DUE_DAYS + stage.chance.randint(4, 10) if period == outage else None

    def restated(period: int) -> tuple[Restating, ...]:  # noqa: ARG001
        if stage.chance.random() < 0.4:  # noqa: PLR2004  (in most periods nothing is restated)
            return ()
        factor = stage.chance.choice((1, -1)) * stage.chance.uniform(0.03, 0.15) + 1
        return (Restating(stage.chance.randint(20, 26), stage.chance.randrange(4), factor),)

    yield from reports(stage, Habits(filed_after=filed_after, restated=restated))
