"""The stretches of days that a rulebook tells apart: on all days of one the law is the same."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import numpy as np

from comptrol.adapters.lab_columns.combining import Codes, combined
from comptrol.domains.law import NEEDED_PARAMETERS, NEEDED_RULES, LawAsOf, Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Epochs:
    """The stretches in which there are rows: the stretch of each row, and the law of each."""

    codes: Codes
    laws: tuple[LawAsOf, ...]


def law_on(rulebook: Rulebook, day: date, known_at: date | None) -> LawAsOf:
    """Return the law of a day, by what was known on it where no other day is named."""
    known = max(known_at or day, rulebook.known_from)
    return LawAsOf(rulebook=rulebook, day=day, known_at=known)


def epochs_of(rulebook: Rulebook, days: Codes, known_at: date | None) -> Epochs:
    """Cut days, given as ordinals, at every day that stands anywhere in a rulebook."""
    turns = np.array(sorted(it.toordinal() for it in set(_dates(rulebook))), dtype=np.int64)
    stretch = (np.searchsorted(turns, days, side="right"), len(turns) + 1)
    codes, rows = combined((stretch,), len(days))
    firsts = (date.fromordinal(int(days[row])) for row in rows)
    return Epochs(codes=codes, laws=tuple(law_on(rulebook, day, known_at) for day in firsts))


OF_ITEMS: Final = frozenset(
    {
        *("US-1", "US-1a", "US-2", "US-3", "US-4", "US-5", "US-11", "US-13", "US-14", "US-23"),
        *("4E091", "NAC", "ACA", "HBM", "AIA", "ACM", "LPP"),
    }
)
"""The rules that the test of an item, a destination and a seat reads."""


def state_of_items(law: LawAsOf) -> Hashable:
    """Return all that the test of an item reads of a day, but for chips and countries."""
    return _state(law, OF_ITEMS)


def state_of_others(law: LawAsOf) -> Hashable:
    """Return all that the other functions of the law read of a day."""
    return _state(law, NEEDED_RULES - OF_ITEMS)


def state_of_numbers(law: LawAsOf) -> Hashable:
    """Return all that the class of a chip and the hints of its numbers rest on."""
    classing = (law.enforced("US-2"), law.enforcement("US-4") is None, law.enforced("US-11"))
    return (*classing, *(law.number_or_none(it) for it in sorted(NEEDED_PARAMETERS)))


def _state(law: LawAsOf, rules: frozenset[str]) -> Hashable:
    since = law.rule("US-5").compliance_from
    return (
        *((law.status(it), law.codified(it)) for it in sorted(rules)),
        *((law.enforcement(it) is None) for it in sorted(rules)),
        since is not None and law.day >= since,
    )


def state_of_data(law: LawAsOf) -> Hashable:
    """Return all that rules of data say of a day, but for countries."""
    numbers = {
        name
        for rule in law.rulebook.speaking
        for it in rule.applies
        for name in (it.training_above, it.training_from)
        if name
    }
    return (
        *((law.status(it.id), law.codified(it.id)) for it in law.rulebook.speaking),
        *(law.number_or_none(it) for it in sorted(numbers)),
    )


def _dates(thing: Any) -> Iterator[date]:  # noqa: ANN401
    if isinstance(thing, date):
        yield thing
    elif isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            yield from _dates(getattr(thing, name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _dates(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from _dates(value)
