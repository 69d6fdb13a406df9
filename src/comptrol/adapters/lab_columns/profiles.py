"""What a rule can see of a country, a chip or an end use: two that look alike are judged alike."""

from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from typing import Final

from comptrol.domains.law import HOME, Facts, LawAsOf, number_test_2026
from comptrol.kernel.identifiers import CountryCode

Profile = Callable[[LawAsOf, CountryCode], Hashable]

_NAMED: Final = ("CN", "MO", "AE", "UA", HOME)
"""Countries that functions of the law name themselves."""


def trade(law: LawAsOf, country: CountryCode) -> Hashable:
    """Return how the tests on destinations see a country."""
    place = law.place(country)
    return (
        place if place in _NAMED else "",
        law.in_scope(place),
        law.is_restricted(place),
        law.named("aia", place),
    )


def seat(law: LawAsOf, country: CountryCode) -> Hashable:
    """Return how the headquarters test sees a country, and whether its record is in doubt."""
    place = law.place(country)
    return law.is_restricted(place)


def embargo(law: LawAsOf, country: CountryCode) -> Hashable:
    """Return which embargo there is on a country, as it is written and as the rules see it."""
    found = []
    for place in (country, law.place(country)):
        holding = [
            it.start
            for it in law.rulebook.embargoes.get(place, ())
            if it.start <= law.day and (it.until is None or law.day < it.until)
        ]
        found.append(place if holding or place == "UA" else "")
    return tuple(found)


def written(law: LawAsOf, country: CountryCode) -> Hashable:
    """Return a country as the rules see it: Hong Kong is China."""
    return law.place(country)


PROFILES: Final[Mapping[str, Profile]] = {
    "trade": trade,
    "seat": seat,
    "embargo": embargo,
    "place": written,
}


def chip(facts: Facts) -> Hashable:
    """Return what the test of an item sees of the chips on the day of a request."""
    law, found, chips = facts.law, facts.item, facts.chips
    memory = facts.request.item.numbers
    light = law.number_or_none("exception.hbm.density-below")
    below = (
        None
        if light is None or memory.hbm_gb_per_s is None or memory.hbm_mm2 is None
        else memory.hbm_gb_per_s < light * memory.hbm_mm2
    )
    return (
        *(found.item_class, found.note2, found.needs, below),
        number_test_2026(found, chips, law),
        hinted(facts),
        named(facts),
    )


def named(facts: Facts) -> bool:
    """Tell whether a rule names the chips."""
    name = f"{facts.request.item.chip or ''} {facts.chips.name}"
    return any(it.is_in(name) for it in facts.law.rulebook.named_chips)


def hinted(facts: Facts) -> bool:
    """Tell whether chips in no paragraph reach what a letter to one company names."""
    law, chips = facts.law, facts.chips
    reached = (
        ("letter-2025.dram-gb-per-s", chips.dram_gb_per_s),
        ("letter-2025.io-gb-per-s", chips.io_bidirectional_gb_per_s),
    )
    return facts.item.item_class == "none" and any(
        _reaches(law, parameter, value) for parameter, value in reached
    )


def _reaches(law: LawAsOf, parameter: str, value: Decimal | None) -> bool:
    limit = law.number_or_none(parameter)
    return value is not None and limit is not None and value >= limit


def end_uses(law: LawAsOf, text: str) -> Hashable:
    """Return which end uses a text states or hints at; nothing where it does neither."""
    stated = text.casefold().strip()
    words = frozenset("".join(c if c.isalnum() else " " for c in stated).split())
    found = tuple((stated == it.code, bool(words & set(it.words))) for it in law.rulebook.end_uses)
    return found if any(any(it) for it in found) else None
