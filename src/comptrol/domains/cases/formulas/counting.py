"""How what people decided is counted: precision, middles, and cells too small to be shown."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from statistics import median_low
from typing import Final, TypeVar

T = TypeVar("T")

SMALL: Final = 5
"""Counts below this single somebody out and are not published (methods.md 7)."""
OTHERS: Final = "others"


def share(part: int, whole: int) -> str | None:
    """Return a share to three decimals; nothing of nothing.

    >>> share(2, 3), share(0, 0)
    ('0.667', None)
    """
    if not whole:
        return None
    thousandths = round(Fraction(part, whole) * 1000)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def middle(days: Iterable[int]) -> int | None:
    """Return the lower median; nothing of nothing."""
    found = sorted(days)
    return median_low(found) if found else None


def pooled(
    groups: Mapping[str, list[T]], counts: Callable[[list[T]], int] = len
) -> dict[str, list[T]]:
    """Return groups of which none is small: small ones are one group, with the next if need be.

    So no group can be worked out as what is left of the sum of all.

    >>> sizes = {"DE": list(range(9)), "FR": [1, 2], "US": list(range(6))}
    >>> {name: len(members) for name, members in pooled(sizes).items()}
    {'DE': 9, 'others': 8}
    """
    ordered = sorted(groups, key=lambda name: (counts(groups[name]), name))
    rest: list[T] = []
    kept = list(ordered)
    for name in ordered:
        many = counts(groups[name])
        if many >= SMALL and (not rest or counts(rest) >= SMALL):
            break
        rest = [*rest, *groups[name]]
        kept.remove(name)
    shown = {name: groups[name] for name in sorted(kept)}
    if rest and counts(rest) >= SMALL:
        shown[OTHERS] = rest
    return shown


def is_small(count: int) -> bool:
    """Tell whether a count is too small to be shown: some, and fewer than five."""
    return 0 < count < SMALL
