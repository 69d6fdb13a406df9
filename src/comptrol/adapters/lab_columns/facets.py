"""What the law can tell apart, as columns of small numbers.

A rule reads a request through few things: which law is in force, what the chip is, on which side a
place or a seat stands. Two requests that agree in all that a rule reads get the same answer from
it, so each rule is asked once for each combination. A property test holds every row against the
engine that judges one by one.
"""

from collections.abc import Hashable
from decimal import Decimal

import numpy as np

from comptrol.adapters.lab_columns.column_facets import ColumnFacets, Facet, Flags, numbered
from comptrol.adapters.lab_columns.combining import Codes
from comptrol.adapters.lab_columns.epochs import (
    state_of_data,
    state_of_items,
    state_of_numbers,
    state_of_others,
)
from comptrol.adapters.lab_columns.profiles import PROFILES, chip, end_uses, hinted, named
from comptrol.domains.law import (
    HOME,
    Policy,
    restricted_side,
)

_DOMESTIC = 4
_SEATS = ("seat:hq_country", "seat:ultimate_parent_hq")
_STATES = {
    "items": state_of_items,
    "others": state_of_others,
    "numbers": state_of_numbers,
    "data": state_of_data,
}
_COLUMNS_OF = {
    "origins": ("from",),
    "places": ("to", "site_country"),
    "seats": ("country", "hq_country", "ultimate_parent_hq"),
}


class Facets(ColumnFacets):
    """Every facet by its name: ``_make_NAME`` makes the facet NAME."""

    def _make_state(self, what: str, _: str) -> Facet:
        """Give numbers to the states of the law that a kind of rules tells apart."""
        state, numbers = _STATES[what], dict[Hashable, int]()
        lookup = [numbered(numbers, state(law)) for law in self._epochs.laws]
        return np.array(lookup, dtype=np.int64)[self._epochs.codes], max(len(numbers), 1)

    def _make_chip(self, *_: str) -> Facet:
        self._made["item"] = (self.table.items, int(self.table.items.max(initial=0)) + 1)
        return self._by_row(("item", "state:numbers"), chip)

    def _make_class(self, *_: str) -> Facet:
        return self._by_row(("chip",), lambda facts: facts.item.item_class)

    def _make_controlled(self, *_: str) -> Facet:
        return self._flag(("chip",), lambda facts: facts.item.item_class != "none")

    def _make_hinted(self, *_: str) -> Facet:
        return self._flag(("chip",), hinted)

    def _make_namedchip(self, *_: str) -> Facet:
        return self._flag(("chip",), named)

    def _make_limb(self, *_: str) -> Facet:
        """Give a number to how the headquarters test stands: met, or which seats are unknown."""
        return self._by_row(
            ("seat:hq_country", "seat:ultimate_parent_hq"),
            lambda it: it.headquarters_limb or it.unknown_seats,
        )

    def _make_places(self, *_: str) -> Facet:
        """Give a number to what the tests on destinations see of all places of a request."""
        return self._by_row(
            ("column:door", "trade:to", "trade:site_country"),
            lambda it: frozenset(PROFILES["trade"](it.law, place) for place in it.places),
        )

    def _make_side(self, *_: str) -> Facet:
        """Tell whether a request touches the side of D:5 and Macau at all."""
        return self._flag(
            ("column:door", "trade:to", "trade:site_country", "trade:country", "limb"),
            restricted_side,
        )

    def _make_movement(self, *_: str) -> Facet:
        """Tell exports from home, transfers within one country and domestic ones apart."""
        origin, going = self._country("from"), self._going()
        again = self._where("reexport", lambda it: it in {"1", "true"})
        at_home = self._where("from", lambda it: it == HOME)
        home, within = at_home & ~again, (origin >= 0) & ~at_home
        domestic = np.ones(self.table.rows, dtype=bool)
        for places in going:
            within &= (places < 0) | (places == origin)
            domestic &= (places < 0) | (places == self._numbers[HOME])
        return home * 1 + within * 2 + domestic * 4, 8

    def _make_athome(self, *_: str) -> Facet:
        """Tell whether the chips are at home, and the recipient is in one of their places."""
        mine, domestic = self._country("country"), self.of("movement")[0] >= _DOMESTIC
        near = np.zeros(self.table.rows, dtype=bool)
        for places in self._going():
            near |= (places >= 0) & (places == mine)
        return domestic * 1 + near * 2, 4

    def _going(self) -> tuple[Codes, ...]:
        """Return where the chips go or stand; a rental has no destination."""
        sale = self._where("door", lambda it: it == "sale")
        to = np.where(sale, self._country("to"), -1)
        return (to, self._country("site_country"))

    def _make_sameseat(self, column: str, _: str) -> Facet:
        """Tell whether a seat is the very country of the recipient."""
        where = {value: number for number, value in enumerate(self._values("country"))}
        seats = [where.get(value, -1) for value in self._values(column)]
        lookup = np.array(seats, dtype=np.int64)[self.of(f"column:{column}")[0]]
        return (lookup == self.of("column:country")[0]).astype(np.int64), 2

    def _make_named(self, *_: str) -> Facet:
        """Give a number to which of the places that rules of data name a request touches."""
        named = sorted(
            {
                (field, name)
                for rule in self.rulebook.speaking
                for it in rule.applies
                for field in _COLUMNS_OF
                for name in getattr(it, field)
            }
        )
        leaving = sorted(
            {it.origins for rule in self.rulebook.speaking for it in rule.applies if it.leaving}
        )
        bits = np.zeros(self.table.rows, dtype=np.int64)
        for number, (field, name) in enumerate(named):
            for column in _COLUMNS_OF[field]:
                bits |= self._among(column, name).astype(np.int64) << number
        for number, names in enumerate(leaving, start=len(named)):
            bits |= self._leaves(names).astype(np.int64) << number
        return bits, 1 << (len(named) + len(leaving))

    def _leaves(self, names: tuple[str, ...]) -> Flags:
        """Tell in which rows chips go or stand somewhere that is not among some places."""
        sale = self._where("door", lambda it: it == "sale")
        found = np.zeros(self.table.rows, dtype=bool)
        for column, there in (("to", sale), ("site_country", np.ones_like(sale))):
            known = there & self._where(column, bool)
            inside = np.zeros(self.table.rows, dtype=bool)
            for name in names:
                inside |= self._among(column, name)
            found |= known & ~inside
        return found

    def _make_training(self, *_: str) -> Facet:
        """Give a number to how a training stands to every threshold of a rule of data."""
        limits = sorted(
            {
                value.value
                for rule in self.rulebook.speaking
                for it in rule.applies
                for name in (it.training_above, it.training_from)
                if name
                for value in self.rulebook.parameters[name].values
                if value.value is not None
            }
        )
        return self._by_value(
            "training_operations",
            lambda it: tuple((Decimal(it) > m, Decimal(it) == m) for m in limits) if it else None,
        )

    def _make_use(self, *_: str) -> Facet:
        return self._by_law("end_use", end_uses)

    def _make_stateduse(self, *_: str) -> Facet:
        """Tell whether an end use is stated, or hinted at, that a rule knows."""
        law = self._epochs.laws[0]
        return self._where("end_use", lambda it: end_uses(law, it) is not None) * 1, 2

    def _make_nouse(self, *_: str) -> Facet:
        return self._where("end_use", lambda it: not it) * 1, 2

    def _make_usecountries(self, *_: str) -> Facet:
        """Give a number to which lists of countries of end-use rules a request touches."""
        lists = [it.countries for it in self.rulebook.end_uses if it.countries]
        columns = ("country", "hq_country", "ultimate_parent_hq", "site_country")
        bits = np.zeros(self.table.rows, dtype=np.int64)
        for number, countries in enumerate(lists):
            ids = [numbered(self._numbers, it) for it in countries]
            for places in (*map(self._country, columns), self._going()[0]):
                bits |= np.isin(places, ids).astype(np.int64) << number
        return bits, 1 << len(lists)

    def _make_unknownseat(self, *_: str) -> Facet:
        return self._flag(("limb", *_SEATS), lambda it: bool(it.unknown_seats))

    def _make_transfer(self, *_: str) -> Facet:
        """Tell where a rental is judged as a transfer."""
        return self._where("possession_passes", lambda it: it in {"1", "true"}) * 1, 2

    def _make_purchase(self, *_: str) -> Facet:
        """Tell where operator policy judges a rental as a purchase: no transfer, not small."""
        if self.stance.policy is not Policy.RENTAL_PARITY:
            return np.zeros(self.table.rows, dtype=np.int64), 2
        return (1 - self.of("transfer")[0]) * (1 - self.of("small")[0]), 2

    def _make_small(self, *_: str) -> Facet:
        """Tell where operator policy looks away because a use is small, by rate and by total."""
        chips, hours = self.stance.small_use_chips, self.stance.small_use_chip_hours
        small = np.full(self.table.rows, chips is not None or hours is not None)
        if chips is not None:
            small &= self.table.quantities <= chips
        if hours is not None:
            small &= self._where("chip_hours", lambda it: bool(it) and Decimal(it) <= hours)
        return small * 1, 2

    def _make_binding(self, *_: str) -> Facet:
        """Give a number to which of the lists that bind what leaves a country bind a request."""
        lists = sorted({it.leaving for it in self.rulebook.listings.values() if it.leaving})
        unsaid = self._where("from", lambda it: not it)
        bits = np.zeros(self.table.rows, dtype=np.int64)
        for number, countries in enumerate(lists):
            leaving = np.zeros(self.table.rows, dtype=bool)
            for code in countries:
                leaving |= self._among("from", code)
                leaving |= unsaid & self._among("site_country", code)
            bits |= leaving.astype(np.int64) << number
        return bits, 1 << len(lists)

    def _make_barred(self, *_: str) -> Facet:
        """Tell where a party is on a list that leaves no licence exception."""
        known = self.rulebook.listings
        return self._where("listing", lambda it: it in known and known[it].no_exceptions) * 1, 2
