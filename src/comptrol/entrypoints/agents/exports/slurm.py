"""Which associations make Slurm stop an account where its award for the month ends?

The format is what ``sacctmgr dump`` writes and ``sacctmgr load`` reads (sacctmgr(1), 22.05). It is
loaded without ``clean``: that would delete every association that is not in the file, and jobs of
those accounts are then refused as of an invalid account.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Final

from comptrol.domains.awards import Drawable

NOTE: Final = (
    "# Written by comptrol awards slurm from the log. Load it with",
    "#   sacctmgr -i load file=THIS",
    "# and never with clean: that ends the work of everybody who is not in it.",
    "# A second line of limits: Slurm counts for this cluster, and lets what runs finish.",
)


class Counting(Enum):
    """From when on Slurm counts what an account has used."""

    FOR_GOOD = "for-good"
    """It never starts anew: PriorityDecayHalfLife=0, PriorityUsageResetPeriod=NONE."""
    MONTHLY = "monthly"
    """PriorityUsageResetPeriod=MONTHLY."""


def slurm_lines(
    found: Iterable[Drawable], *, cluster: str, tres: str, parent: str, counting: Counting
) -> Iterator[str]:
    """Yield the lines of a file for one cluster: an account for each award, with what it may use.

    Minutes are rounded down. Where Slurm counts for good, what was used in earlier months is
    added: what was left unused then is not carried over.
    """
    minutes: dict[str, int] = defaultdict(int)
    holders = dict[str, str]()
    for it in found:
        before = it.used_before if counting is Counting.FOR_GOOD else 0
        minutes[it.programme] += (before + it.ceiling) // 60
        holders[it.programme] = it.holder
    yield from NOTE
    yield f"Cluster - '{cluster}'"
    yield f"Parent - '{parent}'"
    for name in sorted(minutes):
        yield (
            f"Account - '{name}':Description='{name}':Organization='{holders[name]}':"
            f"GrpTRESMins={tres}={minutes[name]}"
        )
