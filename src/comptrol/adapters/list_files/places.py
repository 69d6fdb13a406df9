"""Which country is meant by what a list prints?"""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from comptrol.adapters.reference_files import countries
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import CountryCode

PRINTED: Final[Mapping[str, str]] = {
    "PRC": "CN",
    "REGION: CHINA": "CN",
    "REGION: IRAN": "IR",
    "REGION: RUSSIA": "RU",
    "MACAU": "MO",
    "MAN, ISLE OF": "IM",
    "TURKIYE": "TR",
    "UK": "GB",
    "U.A.E.": "AE",
    "U.A.E": "AE",
    "UAE": "AE",
    "CHINA, PEOPLE'S REPUBLIC OF": "CN",
    "CHINA, HONG KONG SPECIAL ADMINISTRATIVE REGION": "HK",
    "CHINA, MACAO SPECIAL ADMINISTRATIVE REGION": "MO",
    "REPUBLIC OF LEBANON": "LB",
    "STATE OF PALESTINE": "PS",
    "KOSOVO": "XK",
    "XK": "XK",
    "KOREA, NORTH": "KP",
    "KOREA, SOUTH": "KR",
    "CONGO, DEMOCRATIC REPUBLIC OF THE": "CD",
    "CRIMEA REGION OF UKRAINE": "UA",
    "比利时": "BE",
    "德国": "DE",
    "捷克": "CZ",
    "日本": "JP",
    "美国": "US",
}
"""What lists print in place of a name or code of ISO 3166-1; XK is user-assigned there. Crimea is
Ukraine in ISO 3166-1, and in the heading of the Entity List; rules for Crimea need the place."""

_AROUND: Final = " .,;:()"


@cache
def every_country() -> Countries:
    """Return the shipped countries, read once."""
    return countries()


@lru_cache(maxsize=4096)
def country_named(text: str) -> CountryCode | None:
    """Return the code of a country by what a list prints.

    >>> country_named("Turkey."), country_named("Iran (Islamic Republic of)")
    ('TR', 'IR')
    >>> country_named("Atlantis") is None
    True
    """
    printed = " ".join(text.replace("’", "'").split())  # noqa: RUF001
    for name in (printed, printed.strip(_AROUND), printed.strip(_AROUND[:-2])):
        if code := PRINTED.get(name.upper()) or every_country().named(name):
            return CountryCode(code)
    return None


def country_of(address: str) -> CountryCode | None:
    """Return the country that an address ends with, or begins with where it is Chinese."""
    found = country_named(address.rpartition(",")[2])
    if found is None and not address.isascii():
        found = next((CountryCode(PRINTED[n]) for n in _CHINESE if address.startswith(n)), None)
    return found


def placed(printed: Iterable[str]) -> tuple[tuple[CountryCode, ...], tuple[str, ...]]:
    """Part what a list prints into codes of countries and places that are none, each once."""
    named = {text: country_named(text) for text in printed if text.strip(_AROUND)}
    codes = dict.fromkeys(code for code in named.values() if code is not None)
    return tuple(codes), tuple(text for text, code in named.items() if code is None)


_CHINESE: Final = tuple(name for name in PRINTED if not name.isascii())
