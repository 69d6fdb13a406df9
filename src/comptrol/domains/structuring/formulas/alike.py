"""Did one hand write the orders of accounts that nobody has linked?

Rentals of different accounts that begin within days of one another and have the same shape
(service, model, chips, hours) are a template, where that shape is so rare that so many would
hardly come together by chance. Of ``n`` accounts that order anything in these days, ``k`` order
this; of all other stretches of as many days in which an account orders anything, the share ``q``
has it: ``p = P(Bin(n, q) >= k)``. What everybody orders is no template, however many order it; nor
is what the same accounts have always ordered. Which are named is decided over all shapes of these
days together, since any of them might have been ordered again (Benjamini and Hochberg 1995, as for
crowds below a limit); and it has to be several times as often as usual, since orders are not as
independent as the binomial takes them to be.

Source: that a template links accounts weakly is in the methods sheet, section 3.7; how it is read
off orders is our own.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from comptrol.domains.structuring.formulas.bunching import ONE_MILLION, discovered, tail
from comptrol.domains.structuring.statements import Alike


class Shape(NamedTuple):
    """What is asked for, but for whose it is, where, when, and in which words."""

    service: str
    model: str
    chips: int
    hours: int
    """Begun hours; 0: for good."""


class Asked(NamedTuple):
    """An order of a shape: whose, and on which day, as a number."""

    day: int
    account: str
    order: str
    shape: Shape


class Template(NamedTuple):
    """Orders of one shape by different accounts, and how rare that is."""

    shape: Shape
    orders: tuple[Asked, ...]
    accounts: int
    """So many different ones, each with what it is linked to."""
    among: int
    """Accounts that order anything in these days."""
    share_ppm: int
    """Of all other stretches of as many days in which an account ordered, so many had it."""
    p_value: Decimal

    def times(self, many: int) -> bool:
        """Tell whether it is so many times as often as usual, at least."""
        return self.accounts * ONE_MILLION >= many * self.among * self.share_ppm


def templates(asked: Iterable[Asked], how: Alike, since: int, until: int) -> list[Template]:
    """Return the templates whose last order begins in some days, by shape.

    >>> how = Alike(within_days=3, accounts_min=3, observations_min=20, times_min=5,
    ...             false_discovery_ppm=10_000)
    >>> rare, usual = (Shape("bare-metal", "a100", it, 700) for it in (50, 8))
    >>> others = [Asked(day, f"other-{day}", "", usual) for day in range(30)]
    >>> same = [Asked(29, f"same-{it}", "", rare) for it in range(4)]
    >>> [(it.accounts, it.among) for it in templates([*others, *same], how, 25, 32)]
    [(4, 8)]
    >>> templates([*others, *(it._replace(shape=usual) for it in same)], how, 25, 32)
    []
    """
    around = _Around(asked, how.within_days + 1)
    closest = (_closest(own, how.within_days, since, until) for own in around.by_shape.values())
    runs = [run for run in closest if run]
    found = [
        around.held(run)
        for run in runs
        if len({it.account for it in run}) >= how.accounts_min
        and around.others(run) >= how.observations_min
    ]
    chances = [*(it.p_value for it in found), *[Decimal(1)] * (len(runs) - len(found))]
    named = discovered(chances, how.false_discovery_ppm)
    return sorted(found[it] for it in named if it < len(found) and found[it].times(how.times_min))


def _closest(own: Sequence[Asked], days: int, since: int, until: int) -> tuple[Asked, ...]:
    """Return the orders of one shape within so many days that are of the most accounts."""
    start, best, of_best = 0, (0, 0), 0
    inside = dict[str, int]()
    for end, last in enumerate(own, 1):
        inside[last.account] = inside.get(last.account, 0) + 1
        while own[start].day < last.day - days:
            first, start = own[start].account, start + 1
            inside[first] -= 1
            if not inside[first]:
                del inside[first]
        if since <= last.day < until and len(inside) >= max(1, of_best):
            best, of_best = (start, end), len(inside)
    return tuple(own[best[0] : best[1]])


class _Around:
    """All that was ordered, counted once: what orders of one shape are held against."""

    def __init__(self, asked: Iterable[Asked], width: int) -> None:
        self._width = width
        self.by_shape: dict[Shape, list[Asked]] = {}
        self._on: dict[int, set[str]] = {}
        everything = sorted(asked)
        for it in everything:
            self.by_shape.setdefault(it.shape, []).append(it)
            self._on.setdefault(it.day, set()).add(it.account)
        self._stretches = len(self._of(everything))

    def _of(self, asked: Iterable[Asked]) -> set[tuple[str, int]]:
        """Return in which stretches of days somebody has ordered, each with who."""
        return {(it.account, it.day // self._width) for it in asked}

    def others(self, run: Sequence[Asked]) -> int:
        """Return how many stretches there are but for those of some orders."""
        return self._stretches - len(self._of(run))

    def held(self, run: tuple[Asked, ...]) -> Template:
        """Hold orders of one shape against all others."""
        shape, last = run[0].shape, run[-1].day
        same = len(self._of(self.by_shape[shape]) - self._of(run))
        share_ppm = -(-(same + 1) * ONE_MILLION // (self.others(run) + 1))
        share_ppm = min(ONE_MILLION - 1, share_ppm)
        days = range(last - self._width + 1, last + 1)
        among = len(set[str]().union(*(self._on.get(it, ()) for it in days)))
        accounts = len({it.account for it in run})
        return Template(shape, run, accounts, among, share_ppm, tail(accounts, among, share_ppm))
