"""How much of a party belongs to others once shares are multiplied down every chain?

For caps and groups, and never for the 50 percent rule, which adds and does not multiply. Worked
in millionths of a basis point: the lower end is rounded down and approached from below, the upper
end is rounded up and approached from above, so that the truth lies between them even where a ring
of holdings has not come to rest.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.parties.formulas.holdings import WHOLE_BP, Holdings

PARTS: Final = 1_000_000
"""Parts of a basis point; one of them is the stated tolerance of each step."""
_WHOLE: Final = WHOLE_BP * PARTS
_SWEEPS_MAX: Final = 500
_MAJORITY_BP: Final = 5_000


class Effective(msgspec.Struct, frozen=True, kw_only=True):
    """The multiplied share of some parties in another, in basis points, between two ends."""

    bp_min: Decimal
    bp_max: Decimal


class Top(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands above all others of a party, as far as majorities lead up to it."""

    party: str
    open: bool
    """Somebody above may hold a majority or control, or a ring leads back: nothing is settled."""


def effective(holdings: Holdings, owners: Iterable[str], day: date) -> dict[str, Effective]:
    """Return what these owners together have of every party that their holdings lead down to."""
    numbers = (holdings.numbers.get(name) for name in dict.fromkeys(owners))
    roots = [number for number in numbers if number is not None]
    whole = set(roots)
    order = [it for it in _downwards(holdings, roots, day) if it not in whole]
    low = _solved(holdings, roots, order, day, holdings.low, rising=True)
    high = _solved(holdings, roots, order, day, holdings.high, rising=False)
    return {
        holdings.names[it]: Effective(
            bp_min=Decimal(low[it]) / PARTS, bp_max=Decimal(high[it]) / PARTS
        )
        for it in order
    }


def _downwards(holdings: Holdings, roots: list[int], day: date) -> list[int]:
    """Return all who are below, owners before their assets wherever no ring forbids it."""
    done: list[int] = []
    seen = set(roots)
    stack = [(root, holdings.of_owner(root, day)) for root in roots]
    while stack:
        party, held = stack[-1]
        below = next((a for h in held if (a := holdings.asset[h]) not in seen), None)
        if below is None:
            done.append(party)
            stack.pop()
        else:
            seen.add(below)
            stack.append((below, holdings.of_owner(below, day)))
    return done[::-1]


def _solved(
    holdings: Holdings,
    roots: list[int],
    order: list[int],
    day: date,
    shares: Sequence[int],
    *,
    rising: bool,
) -> dict[int, int]:
    """Sweep down until nothing moves: one sweep without rings, a few with them."""
    found = dict.fromkeys(order, 0 if rising else _WHOLE)
    found.update(dict.fromkeys(roots, _WHOLE))
    below = [
        (it, [(holdings.owner[h], shares[h]) for h in holdings.of_asset(it, day)]) for it in order
    ]
    for _ in range(_SWEEPS_MAX):
        moved = False
        for party, held in below:
            total = sum(found.get(owner, 0) * share for owner, share in held)
            part = min(_WHOLE, total // WHOLE_BP if rising else -(-total // WHOLE_BP))
            moved |= part != found[party]
            found[party] = part
        if not moved:
            break
    return found


def ultimate_parent(holdings: Holdings, party: str, day: date) -> Top:
    """Follow majorities and asserted control up to the party above which there is none."""
    number = holdings.numbers.get(party)
    seen: list[int] = []
    while number is not None and number not in seen:
        seen.append(number)
        above, perhaps = _majority(holdings, number, day)
        if above is None:
            return Top(party=holdings.names[number], open=perhaps)
        number = above
    return Top(party=party, open=number is not None)


def _majority(holdings: Holdings, party: int, day: date) -> tuple[int | None, bool]:
    """Return who holds more than half for certain or controls, and whether somebody else may."""
    low, high, controls = dict[int, int](), dict[int, int](), set[int]()
    for held in holdings.of_asset(party, day):
        owner = holdings.owner[held]
        low[owner] = low.get(owner, 0) + holdings.low[held]
        high[owner] = high.get(owner, 0) + holdings.high[held]
        if held in holdings.controls.get(owner, ()):
            controls.add(owner)
    certain = {it for it, total in low.items() if total > _MAJORITY_BP} or controls
    if len(certain) == 1:
        return certain.pop(), False
    return None, bool(certain) or any(total > _MAJORITY_BP for total in high.values())
