"""Whom do listed parties own half of, through those who are owned so themselves?

The 50 percent rule is a least fixpoint (OFAC FAQ 401): the listed are caught, and whoever is held
to the line by those who are caught is caught too. Shares are added and never multiplied down a
chain, and a ring of owners with nobody listed in it catches nobody. A work list visits each
holding of a caught party once.

It runs twice: on the lower bounds, which settle who is caught, and on the upper bounds, past which
nobody can be. What lies between is unresolved, and somebody has to find the number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.parties.formulas.holdings import Holdings

HALF_BP: Final = 5_000


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parameters of one regime's rule on one day; the dated rule itself belongs to the law.

    OFAC: half or more, all listed owners together, ownership alone (FAQ 398 and 401). The United
    Kingdom: more than half, or control, of one listed person at a time.
    """

    line_bp: Annotated[int, Meta(ge=1, le=10_000)] = HALF_BP
    strict: bool = False
    """More than the line, where exactly the line is not enough."""
    aggregate: bool = True
    """The shares of several listed parties add up; otherwise each is taken alone."""
    control_counts: bool = False
    """An asserted control counts like the line reached."""

    @property
    def needed_bp(self) -> int:
        """Return the least whole number of basis points that is enough."""
        return self.line_bp + self.strict


class OwnershipVerdict(StrEnum):
    """What the rule says of one party that is not listed itself."""

    BLOCKED = "blocked"
    UNRESOLVED = "unresolved"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom one run caught, and in which round: the round does not depend on any order."""

    rounds: Mapping[int, int]
    roots: Mapping[int, int] = field(default_factory=dict)
    """Who caught each party, where listed parties are taken one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """The answer for every party of a graph, with all that it was worked out from."""

    holdings: Holdings
    rule: Threshold
    day: date
    listed: frozenset[str]
    open: frozenset[str]
    """Who may be listed, for all that is known: they count in the upper run alone."""
    lower: Reached
    upper: Reached

    def verdict(self, party: str) -> OwnershipVerdict:
        """Return what the rule says of a party; one that nobody holds is clear."""
        number = self.holdings.numbers.get(party, -1)
        if number in self.lower.rounds:
            return OwnershipVerdict.BLOCKED
        if number in self.upper.rounds or party in self.open:
            return OwnershipVerdict.UNRESOLVED
        return OwnershipVerdict.CLEAR

    def parties(self) -> list[str]:
        """Return every party of the graph that is not listed, in the order of names."""
        return sorted(set(self.holdings.names) - self.listed)


def cascade(
    holdings: Holdings,
    listed: Iterable[str],
    *,
    rule: Threshold,
    day: date,
    open_: Iterable[str] = (),
) -> Cascade:
    """Return whom listed parties own to the line on a day: for certain, perhaps, or not at all."""
    known, perhaps = frozenset(listed), frozenset(open_)
    return Cascade(
        holdings=holdings,
        rule=rule,
        day=day,
        listed=known,
        open=perhaps,
        lower=reached(holdings, known, rule, day, holdings.low),
        upper=reached(holdings, known | perhaps, rule, day, holdings.high),
    )


def reached(
    holdings: Holdings, seeds: Iterable[str], rule: Threshold, day: date, shares: Sequence[int]
) -> Reached:
    """Return whom these parties own to the line by one column of shares, themselves among them."""
    numbers = (holdings.numbers.get(name) for name in seeds)
    roots = [number for number in numbers if number is not None]
    if rule.aggregate:
        return Reached(_rounds(holdings, roots, rule, day, shares))
    return _one_by_one(holdings, roots, rule, day, shares)


def _one_by_one(
    holdings: Holdings, roots: list[int], rule: Threshold, day: date, shares: Sequence[int]
) -> Reached:
    """Take each listed party alone; the first to catch a party, by round and name, is kept."""
    rounds: dict[int, int] = {}
    by: dict[int, int] = {}
    for root in sorted(roots, key=holdings.names.__getitem__):
        for party, number in _rounds(holdings, [root], rule, day, shares).items():
            if party not in rounds or number < rounds[party]:
                rounds[party], by[party] = number, root
    return Reached(rounds, by)


def _rounds(
    holdings: Holdings, roots: list[int], rule: Threshold, day: date, shares: Sequence[int]
) -> dict[int, int]:
    """Work off the list in rounds: whoever reaches the line in one holds in the next."""
    on, needed, assets = day.toordinal(), rule.needed_bp, holdings.asset
    dated, begins, ends = holdings.dated, holdings.begins, holdings.ends
    first, following = holdings.first_owned, holdings.next_owned
    rounds, totals = dict.fromkeys(roots, 0), dict[int, int]()
    owners, number = list(rounds), 0
    while owners:
        number += 1
        caught = _controlled(holdings, owners, day) if rule.control_counts else []
        for owner in owners:
            held = first[owner]
            while held >= 0:
                if not dated[held] or begins[held] <= on < ends[held]:
                    asset = assets[held]
                    total = totals[asset] = totals.get(asset, 0) + shares[held]
                    if total >= needed and asset not in rounds:
                        caught.append(asset)
                held = following[held]
        owners = [asset for asset in dict.fromkeys(caught) if asset not in rounds]
        rounds.update(dict.fromkeys(owners, number))
    return rounds


def _controlled(holdings: Holdings, owners: list[int], day: date) -> list[int]:
    on, begins, ends = day.toordinal(), holdings.begins, holdings.ends
    held = (it for owner in owners for it in holdings.controls.get(owner, ()))
    return [holdings.asset[it] for it in held if begins[it] <= on < ends[it]]
