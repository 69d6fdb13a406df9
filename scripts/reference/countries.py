"""Which countries there are, and what law and data call them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pycountry

from reference.shipped import Rows, Shipped

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "AE": ("UAE",),
    "BN": ("Brunei",),
    "BO": ("Bolivia (Plurinational State of)",),
    "BS": ("Bahamas, The", "The Bahamas"),
    "CD": (
        "Congo (Democratic Republic of)",
        "Congo (Democratic Republic of the)",
        "Congo, Democratic Republic of the",
        "Democratic Republic of the Congo",
        "DR Congo",
    ),
    "CG": ("Congo (Republic of the)", "Congo, Republic of the"),
    "CI": ("Cote d'Ivoire", "Ivory Coast"),
    "CN": ("China (PRC)", "PRC"),
    "CV": ("Cape Verde",),
    "CW": ("Curacao",),
    "GB": ("UK", "Great Britain"),
    "GM": ("Gambia, The", "The Gambia"),
    "IR": ("Iran (Islamic Republic of)",),
    "KP": ("Korea, North", "Korea (Democratic People's Republic of)"),
    "KR": ("Korea, South", "Korea (Republic of)", "Republic of Korea"),
    "MD": ("Moldova (Republic of)",),
    "MM": ("Burma",),
    "MO": ("Macau",),
    "NL": ("The Netherlands",),
    "PH": ("Philippines (the)",),
    "PS": ("Palestine",),
    "RE": ("Reunion",),
    "RU": ("Russia",),
    "SS": ("South Sudan, Republic of",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Turkiye"),
    "TZ": ("Tanzania (United Republic of)",),
    "US": ("U.S.", "U.S.A."),
    "VA": ("Holy See", "Vatican City"),
    "VE": ("Venezuela (Bolivarian Republic of)",),
}
"""Spellings in 15 CFR part 740, in Epoch's tables and in the lists, beyond those of ISO."""


def build() -> Shipped:
    """Return ISO 3166-1 as pycountry has it; the common name leads where there is one."""
    countries = sorted(
        (_country(country) for country in pycountry.countries), key=lambda c: c["alpha2"]
    )
    by_name(countries)
    return Shipped(name="countries.json", content=countries, rows=_rows)


def by_name(countries: list[dict[str, Any]]) -> dict[str, str]:
    """Return the code of every name, in small letters; stop where two countries share one."""
    codes: dict[str, str] = {}
    for country in countries:
        for name in _names(country):
            if codes.setdefault(name.casefold(), country["alpha2"]) != country["alpha2"]:
                raise SystemExit(f"two countries are called {name!r}")
    return codes


def _rows(countries: Any) -> Rows:  # noqa: ANN401
    return {country["alpha2"]: country for country in countries}


def _names(country: Mapping[str, Any]) -> Iterator[str]:
    yield from (country["name"], country["alpha2"], country["alpha3"], *country["other_names"])


def _country(country: Any) -> dict[str, Any]:  # noqa: ANN401
    names = [getattr(country, kind, None) for kind in ("common_name", "name", "official_name")]
    name, *others = dict.fromkeys(
        [found for found in names if found] + list(SPELLINGS.get(country.alpha_2, ()))
    )
    return {
        "alpha2": country.alpha_2,
        "alpha3": country.alpha_3,
        "numeric": country.numeric,
        "name": name,
        "other_names": others,
    }
