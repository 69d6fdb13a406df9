"""Which countries are compared as one? A table in which a bloc counts as a country.

Names are given the bloc's name before anything is added up, so what two members share counts once
for the bloc, and what they can use together is theirs for certain.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.building import ClusterTable
from comptrol.domains.accounts.formulas.names import Nationalities
from comptrol.domains.accounts.formulas.site_account import SiteTableHeld
from comptrol.domains.accounts.formulas.stock_account import StockTable
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

_WRITTEN: Final = re.compile(
    r"(?:(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})=)?(?P<codes>[A-Z]{2}(?:,[A-Z]{2}){0,99})"
)


class Bloc(msgspec.Struct, frozen=True, kw_only=True):
    """One country, or several under a name of their own."""

    name: str
    countries: frozenset[CountryCode]


def bloc_of(text: str) -> Bloc:
    """Read a bloc: a code of two letters, or NAME=CODE,CODE.

    >>> bloc_of("US").name, sorted(bloc_of("Benelux=BE,NL,LU").countries)
    ('US', ['BE', 'LU', 'NL'])
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise UnreadableError(f"{text[:60]!r}: expected a code such as US, or NAME=DE,FR")
    codes = [CountryCode(it) for it in found["codes"].split(",")]
    if len(codes) > 1 and found["name"] is None:
        raise UnreadableError(f"{text[:60]!r}: several countries need a name: NAME={text[:60]}")
    return Bloc(name=found["name"] or codes[0], countries=frozenset(codes))


def pair_of(one: str, other: str) -> tuple[Bloc, Bloc]:
    """Read two blocs; what is in both, or two of one name, is refused."""
    pair = bloc_of(one), bloc_of(other)
    if pair[0] == pair[1]:
        raise UnreadableError(f"{pair[0].name} is in both places: name two that differ")
    both = sorted(pair[0].countries & pair[1].countries)
    if both:
        raise UnreadableError(f"in both {one[:60]} and {other[:60]}: {', '.join(both)}")
    if pair[0].name == pair[1].name:
        raise UnreadableError(f"both are called {pair[0].name}")
    return pair


class Renamed:
    """What countries are called when blocs count as countries."""

    def __init__(self, blocs: Iterable[Bloc]) -> None:
        self._names = {code: CountryCode(it.name) for it in blocs for code in it.countries}

    def country(self, code: CountryCode | None) -> CountryCode | None:
        """Return the name of its bloc, or the country itself."""
        return None if code is None else self._names.get(code, code)

    def whose(self, known: Nationalities) -> Nationalities:
        """Return nationalities with those of members as that of their bloc."""
        return Nationalities(
            msgspec.structs.replace(it, country=self._names.get(it.country, it.country))
            for it in known.by_name.values()
        )

    def clusters(self, table: ClusterTable) -> ClusterTable:
        """Return a table of clusters of blocs."""
        return ClusterTable(
            clusters=tuple(
                msgspec.structs.replace(it, country=self.country(it.country))
                for it in table.clusters
            ),
            whose=self.whose(table.whose),
        )

    def stock(self, table: StockTable) -> StockTable:
        """Return stocks of blocs."""
        return StockTable(stocks=table.stocks, whose=self.whose(table.whose))

    def sites(self, table: SiteTableHeld) -> SiteTableHeld:
        """Return sites of blocs."""
        return msgspec.structs.replace(
            table,
            sites=tuple(
                msgspec.structs.replace(it, country=self.country(it.country)) for it in table.sites
            ),
            whose=self.whose(table.whose),
        )
