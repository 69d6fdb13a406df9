"""Does an account stay just below a limit, period after period, as it did not before?

With ``k`` periods in a row at or above the share, and a frequency ``f`` of such periods in what
was before, with one of each added (Laplace), chance makes ``f^k`` of it. An account that has been
just below its limit all along has a high ``f`` and is not named: it has bought what it needs.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from comptrol.domains.structuring.statements import Headroom

_WHOLE = 10_000
ONE_MILLION = 1_000_000


class NearLimit(NamedTuple):
    """How many periods in a row were near a limit, against what was before."""

    periods: int
    near_before: int
    before: int
    chance: Decimal


def near_limit(used: Sequence[int], limit: int, how: Headroom) -> NearLimit | None:
    """Return how the last periods stand against those of before; nothing: they are not near.

    ``used`` is by period, oldest first, whole periods alone. What reaches the limit is not below.

    >>> how = Headroom(share_bp=9500, periods=3, chance_ppm=10_000)
    >>> near_limit([10, 20, 10, 30, 20, 10, 98, 99, 97], 100, how).periods
    3
    >>> near_limit([98] * 9, 100, how) is None
    True
    """
    near = [limit * how.share_bp <= it * _WHOLE < limit * _WHOLE for it in used]
    run = 0
    while run < len(near) and near[-1 - run]:
        run += 1
    if run < how.periods:
        return None
    recent = how.periods
    before = near[:-recent]
    share = Decimal(sum(before) + 1) / (len(before) + 2)
    chance = share**recent
    if chance * ONE_MILLION > how.chance_ppm:
        return None
    return NearLimit(recent, sum(before), len(before), chance)
