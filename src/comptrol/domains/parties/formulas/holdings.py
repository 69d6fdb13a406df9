"""Who holds how much of whom, and from which day to which?

The graph is built once and kept: columns of whole numbers, with the holdings of each owner and of
each asset strung together, so that a million parties fit and one more holding costs nothing.
Shares are whole basis points, 5000 is one half exactly; no share is ever a float.
"""

from array import array
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.parties.statements import BasisPoints

WHOLE_BP: Final = 10_000
_ALWAYS: Final = 0
_NEVER: Final = 2**31 - 1
_NONE: Final = -1

Name = Annotated[str, Meta(min_length=1, max_length=400)]


class Holding(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"start": "from", "until": "to"},
):
    """A share of an asset in an owner's hand, in basis points, from a day on and until another.

    Bounds that differ are what a register's band, or its silence, leaves open. ``control`` is an
    asserted fact with a source: it is never worked out from a share.
    """

    owner: Name
    asset: Name
    bp_min: BasisPoints
    bp_max: BasisPoints
    start: date | None = None
    until: date | None = None
    """The first day on which it no longer holds."""
    source: str = ""
    control: bool = False

    def __post_init__(self) -> None:
        """Refuse bounds and days in the wrong order."""
        if self.bp_min > self.bp_max:
            raise ValueError(f"bp_min ({self.bp_min}) is above bp_max ({self.bp_max})")
        if self.start is not None and self.until is not None and self.until <= self.start:
            raise ValueError(f"to ({self.until}) is not after from ({self.start})")


class Holdings:
    """All holdings as a graph: parties and holdings by number, in the order they were added.

    The columns are read by the formulas of this package and written here alone.
    """

    def __init__(self, holdings: Iterable[Holding] = ()) -> None:
        self.names: list[str] = []
        self.numbers: dict[str, int] = {}
        self.owner, self.asset = array("i"), array("i")
        self.low, self.high = array("i"), array("i")
        self.begins, self.ends = array("i"), array("i")
        self.dated = bytearray()
        """Whether a holding begins or ends at all: most do not, and one look at this is enough."""
        self.first_owned, self.next_owned = array("i"), array("i")
        """The latest holding of each owner, and before each holding the one before it."""
        self.first_owner, self.next_owner = array("i"), array("i")
        self.controls: dict[int, list[int]] = {}
        """Of each owner the holdings that assert control."""
        self._sources, self._source_numbers = array("i"), dict[str, int]()
        self._source_texts: list[str] = []
        for holding in holdings:
            self.add(holding)

    def __len__(self) -> int:
        """Return how many holdings there are."""
        return len(self.owner)

    def add(self, holding: Holding) -> int:
        """Add a holding to the graph as built, and return its number."""
        number = len(self.owner)
        owner, asset = self._party(holding.owner), self._party(holding.asset)
        self.owner.append(owner)
        self.asset.append(asset)
        self.low.append(holding.bp_min)
        self.high.append(holding.bp_max)
        self.begins.append(holding.start.toordinal() if holding.start else _ALWAYS)
        self.ends.append(holding.until.toordinal() if holding.until else _NEVER)
        self.dated.append(holding.start is not None or holding.until is not None)
        self.next_owned.append(self.first_owned[owner])
        self.next_owner.append(self.first_owner[asset])
        self.first_owned[owner] = self.first_owner[asset] = number
        self._sources.append(self._source(holding.source))
        if holding.control:
            self.controls.setdefault(owner, []).append(number)
        return number

    def change(self, number: int, bp_min: int, bp_max: int) -> None:
        """Give a holding other bounds: what was missing has been found, or was wrong."""
        if not 0 <= bp_min <= bp_max <= WHOLE_BP:
            raise ValueError(f"{bp_min} to {bp_max} basis points are no share of a whole")
        self.low[number], self.high[number] = bp_min, bp_max

    def end(self, number: int, until: date) -> None:
        """Let a holding end on a day; one that ends as it begins never held."""
        self.ends[number], self.dated[number] = max(until.toordinal(), self.begins[number]), True

    def holding(self, number: int) -> Holding:
        """Return a holding as it was added, or last changed."""
        owner = self.owner[number]
        begins, ends = self.begins[number], self.ends[number]
        return Holding(
            owner=self.names[owner],
            asset=self.names[self.asset[number]],
            bp_min=self.low[number],
            bp_max=self.high[number],
            start=date.fromordinal(begins) if begins != _ALWAYS else None,
            until=date.fromordinal(ends) if ends != _NEVER else None,
            source=self._source_texts[self._sources[number]],
            control=number in self.controls.get(owner, ()),
        )

    def source(self, number: int) -> str:
        """Return where a holding is known from."""
        return self._source_texts[self._sources[number]]

    def order(self, number: int) -> tuple[int | str, ...]:
        """Return what tells a holding from others in its asset, so that they can be put in order.

        The largest first, and never by when it was added.
        """
        begins, ends = self.begins[number], self.ends[number]
        source = self._source_texts[self._sources[number]]
        controls = number in self.controls.get(self.owner[number], ())
        name = self.names[self.owner[number]]
        return (-self.low[number], name, self.high[number], begins, ends, source, controls)

    def of_owner(self, owner: int, day: date) -> Iterator[int]:
        """Return the holdings that a party has on a day."""
        on, number = day.toordinal(), self.first_owned[owner]
        while number != _NONE:
            if self.begins[number] <= on < self.ends[number]:
                yield number
            number = self.next_owned[number]

    def of_asset(self, asset: int, day: date) -> Iterator[int]:
        """Return the holdings that there are in a party on a day."""
        on, number = day.toordinal(), self.first_owner[asset]
        while number != _NONE:
            if self.begins[number] <= on < self.ends[number]:
                yield number
            number = self.next_owner[number]

    def impossible(self, day: date) -> tuple[tuple[str, int], ...]:
        """Return the assets of which more than the whole is held for certain, and how much.

        Upper bounds may add to more than the whole, lower bounds cannot: the register is wrong.
        """
        on, totals = day.toordinal(), [0] * len(self.names)
        for number, asset in enumerate(self.asset):
            if self.begins[number] <= on < self.ends[number]:
                totals[asset] += self.low[number]
        over = ((self.names[it], total) for it, total in enumerate(totals) if total > WHOLE_BP)
        return tuple(sorted(over))

    def _party(self, name: str) -> int:
        number = self.numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
            self.first_owned.append(_NONE)
            self.first_owner.append(_NONE)
        return number

    def _source(self, text: str) -> int:
        number = self._source_numbers.setdefault(text, len(self._source_texts))
        if number == len(self._source_texts):
            self._source_texts.append(text)
        return number
