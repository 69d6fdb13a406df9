"""Never attests: chips that are in the books, and of which there is no proof.

Attack (arXiv:2511.10783 App. D.3): part of what stands at a site never answers. Everything else
is heard of every month. What is silent is unaccounted for, and not absent. Twin: a site without a
line that was agreed to be inspected instead, and is, in time.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.goods import (
    HEARD_EVERY_DAYS,
    counted,
    days_left,
    hall,
    owner,
    read,
    stands,
)
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.registry import InspectionAgreed

ID: Final = "never-attests"
STRENGTHS: Final = ("all", "half", "a fifth", "one in nine", "one in twenty")
"""How much of a site is silent. Policy lets a tenth be."""
SEEN_BY: Final = SeenBy(alarms=("registry.silent", "registry.quiet"))
_SHARE: Final = dict(zip(STRENGTHS, (1, 1 / 2, 1 / 5, 1 / 9, 1 / 20), strict=True))
CHIPS: Final = 72
EVERY_DAYS: Final = 60


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Let some chips of a lot never answer."""
    holder = yield from owner(stage, 0)
    site = yield from hall(stage, 0, "hall")
    lot = yield from stands(stage, 1, "main", CHIPS, holder=holder, site=site, deed=True)
    heard = lot.chips[round(CHIPS * _SHARE[strength]) :]
    for day in range(20, days_left(stage), HEARD_EVERY_DAYS):
        yield from read(stage, day, site, heard)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Have a site without a line inspected as agreed; some chips answer all the same."""
    holder = yield from owner(stage, 0)
    site = yield from hall(stage, 0, "hall")
    lot = yield from stands(stage, 1, "main", CHIPS, holder=holder, site=site)
    said = InspectionAgreed(
        site=site, every_days=EVERY_DAYS, reason="no line into the hall", on=stage.day(1)
    )
    yield stage.says(1, AUTHORITY, said)
    heard = lot.chips[round(CHIPS * _SHARE[strength]) :]
    for day in range(20, days_left(stage), HEARD_EVERY_DAYS):
        yield from read(stage, day, site, heard)
        if day % EVERY_DAYS < HEARD_EVERY_DAYS:
            yield from counted(stage, day, site, [lot.lot])
