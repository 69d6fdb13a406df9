"""The law as it stood on a day, as far as it was known on another."""

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.law.formulas.rule import Enforcement, Rule, State
from comptrol.domains.law.formulas.rulebook import Membership, Rulebook
from comptrol.kernel.dated import Source
from comptrol.kernel.errors import OutOfRangeError, UnreadableError
from comptrol.kernel.identifiers import CountryCode

_CHINA: Final = CountryCode("CN")
_MACAU: Final = CountryCode("MO")
_CONTROLLED: Final = ("D:1", "D:4", "D:5")
_RELEASED: Final = ("A:5", "A:6")

HOME: Final = CountryCode("US")
"""Whose export law this rulebook is: what stays there is no export."""


class LawAsOf(msgspec.Struct, frozen=True, kw_only=True):
    """A rulebook read on two dates: the day of the act, and the day of the knowledge."""

    rulebook: Rulebook
    day: date
    known_at: date

    def rule(self, rule: str) -> Rule:
        """Return a rule by its name."""
        found = self.rulebook.rules.get(rule)
        if found is None:
            raise UnreadableError(f"rulebook {self.rulebook.name} has no rule {rule}")
        return found

    def enforcement(self, rule: str) -> Enforcement | None:
        """Return what was done with a rule on the day, or nothing."""
        return self.rule(rule).enforced(self.day, self.known_at)

    def status(self, rule: str) -> str:
        """Return the state of a rule on the day in one word."""
        record = self.enforcement(rule)
        return (record.state if record else State.UNKNOWN).value

    def enforced(self, rule: str) -> bool:
        """Tell whether a rule binds on the day."""
        record = self.enforcement(rule)
        return record is not None and record.state is State.ENFORCED

    def codified(self, rule: str) -> bool:
        """Tell whether the text of a rule stands in the code on the day."""
        found = self.rule(rule)
        known = found.announced <= self.known_at
        return known and any(it.holds(self.day, self.known_at) for it in found.codified)

    def section(self, rule: str, section: str) -> Source:
        """Return the source of one limb of a rule, or of the rule where it names no other."""
        found = self.rule(rule)
        return found.sections.get(section, found.source)

    def conditions(self, rule: str) -> tuple[str, ...]:
        """Return what must be met before a rule helps anyone, as it read on the day."""
        found = self.rule(rule)
        since = found.conditions_from
        if since is not None and self.day < since:
            return (f"its terms before {since} were not read",)
        return found.conditions

    def deadline(self, rule: str, name: str) -> date:
        """Return the day of a rule's deadline of a name, the last that was known."""
        found = [
            it.on
            for it in self.rule(rule).deadlines
            if it.name == name and (it.known is None or it.known <= self.known_at)
        ]
        if not found:
            raise OutOfRangeError(f"{rule}: no deadline {name!r} was known on {self.known_at}")
        return found[-1]

    def number(self, parameter: str) -> Decimal:
        """Return the value of a parameter on the day.

        Where the change that ended a value was not yet known, the value goes on.
        """
        found = self.rulebook.parameters.get(parameter)
        if found is None:
            raise UnreadableError(f"rulebook {self.rulebook.name} has no parameter {parameter}")
        value = found.on(self.day).value
        if value is None:
            value = found.on(max(min(self.day, self.known_at), self.rulebook.first_day)).value
        if value is None:
            raise OutOfRangeError(f"{parameter} had ended by {self.day}")
        return value

    def number_or_none(self, parameter: str) -> Decimal | None:
        """Return the value of a parameter on the day; nothing before it begins or once it ends."""
        found = self.rulebook.parameters.get(parameter)
        if found is None:
            raise UnreadableError(f"rulebook {self.rulebook.name} has no parameter {parameter}")
        return found.on(self.day).value if found.values[0].start <= self.day else None

    def place(self, country: CountryCode) -> CountryCode:
        """Return a country as these rules see it: Hong Kong is China."""
        found = self.rulebook.treated_as.get(country)
        holds = found is not None and found.start <= self.day
        return found.other if found is not None and holds else country

    def in_group(self, country: CountryCode, group: str) -> bool:
        """Tell whether a country is in a group on the day.

        Group changes take effect no earlier than they become known, so the groups of a day that
        lies ahead of the knowledge are those of the day of the knowledge.
        """
        return self.membership(country, group) is not None

    def membership(self, country: CountryCode, group: str) -> Membership | None:
        """Return the record that puts a country into a group on the day, or nothing."""
        spans = self.rulebook.groups.get(group, {}).get(country)
        if spans is None:
            return None
        day = min(self.day, max(self.known_at, self.rulebook.groups_from))
        for record in spans:
            if record.start <= day and (record.until is None or day < record.until):
                return record
        return None

    def doubtful(self, country: CountryCode) -> tuple[Membership, ...]:
        """Return the memberships of a country that a named person must confirm."""
        found = (self.membership(country, group) for group in (*_CONTROLLED, *_RELEASED))
        return tuple(record for record in found if record is not None and record.source.confirm)

    def in_scope(self, country: CountryCode) -> bool:
        """Tell whether a destination is in (D:1 ∪ D:4 ∪ D:5) less (A:5 ∪ A:6)."""
        return any(self.in_group(country, group) for group in _CONTROLLED) and not any(
            self.in_group(country, group) for group in _RELEASED
        )

    def is_macau(self, country: CountryCode) -> bool:
        """Tell whether a place is Macau, which is not in D:5 and is named beside it."""
        return country == _MACAU

    def is_china(self, country: CountryCode) -> bool:
        """Tell whether a place is China; Hong Kong is."""
        return country == _CHINA

    def is_restricted(self, country: CountryCode) -> bool:
        """Tell whether a place is in D:5 or is Macau: the side that the headquarters test asks."""
        return country == _MACAU or self.in_group(country, "D:5")

    def among(self, names: tuple[str, ...], country: CountryCode) -> bool:
        """Tell whether a place is one of those named, by its code or in a set that is named."""
        place = self.place(country)
        return place in names or any(self.named(name, place) for name in names)

    def named(self, destinations: str, country: CountryCode) -> bool:
        """Tell whether a rule's own list of destinations names a country on the day."""
        found = self.rulebook.destinations.get(destinations)
        return (
            found is not None
            and country in found.members
            and found.start <= self.day
            and (found.until is None or self.day < found.until)
        )
