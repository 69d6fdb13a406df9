"""Of which country is somebody whom a source names, and how is that known?"""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from comptrol.kernel.dated import Quality
from comptrol.kernel.identifiers import CountryCode


class Nationality(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name as sources print it, and the country of its headquarters."""

    name: str
    country: CountryCode
    quality: Quality
    """A recalled one must be confirmed by a person before anyone relies on it."""
    source: str
    retrieved: date


class Nationalities:
    """Countries by name, without regard to case. Who is not listed has no nationality here."""

    def __init__(self, known: Iterable[Nationality]) -> None:
        self.by_name: Mapping[str, Nationality] = {it.name.casefold(): it for it in known}

    def of(self, name: str) -> CountryCode | None:
        """Return the country of a name; nothing where it is not known."""
        found = self.by_name.get(name.strip().casefold())
        return None if found is None else found.country

    def of_all(self, names: Iterable[str]) -> CountryCode | None:
        """Return the country of several together; nothing where one is unknown or of another."""
        found = {self.of(it) for it in names}
        return found.pop() if len(found) == 1 else None

    def recalled(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which of these are from memory."""
        known = (self.by_name.get(it.strip().casefold()) for it in names)
        found = {it.name for it in known if it is not None and it.quality == "recalled"}
        return tuple(sorted(found))
