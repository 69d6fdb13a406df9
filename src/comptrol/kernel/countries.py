"""Which country codes exist, and by which names countries are called."""

from collections.abc import Iterable

import msgspec

from comptrol.kernel.identifiers import CountryCode


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """One country of ISO 3166-1."""

    alpha2: CountryCode
    alpha3: str
    numeric: str
    """Three digits, zero-padded: how world maps name shapes."""
    name: str
    other_names: tuple[str, ...] = ()


class Countries:
    """Every country, by code and by any name that law or data call it."""

    def __init__(self, countries: Iterable[Country]) -> None:
        self.all = tuple(countries)
        self._by_code = {country.alpha2: country for country in self.all}
        self._by_name = {
            name.casefold(): country.alpha2
            for country in self.all
            for name in (country.name, country.alpha3, *country.other_names)
        }

    def __contains__(self, code: object) -> bool:
        """Tell whether a code exists."""
        return code in self._by_code

    def name(self, code: CountryCode) -> str:
        """Return the English short name of a code, or the code where there is none."""
        found = self._by_code.get(code)
        return found.name if found else code

    def named(self, name: str) -> CountryCode | None:
        """Return the code of a country by code or any known name, without regard to case."""
        code = CountryCode(name.strip().upper())
        return code if code in self._by_code else self._by_name.get(name.strip().casefold())
