"""Which countries have compute of training grade, of inference grade, or none that anyone sees?

North, South and Desert: methods sheet, section 1, row 8 (Hawkins, Lehdonvirta, Wu). The thresholds
are values of policy: a method names them, and nothing here has any of its own. What a table does
not see may stand there all the same, so a class is the least that a country is.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from comptrol.domains.accounts.formulas.account import Told, told
from comptrol.domains.accounts.formulas.building import ClusterTable
from comptrol.domains.accounts.formulas.clusters import counted
from comptrol.domains.accounts.formulas.estimates import Estimate, point
from comptrol.domains.accounts.formulas.site_account import SiteTableHeld
from comptrol.domains.accounts.formulas.sites import standing
from comptrol.domains.accounts.statements import ClusterMethod
from comptrol.domains.accounts.statements.words import Label, Sentence
from comptrol.kernel.identifiers import CountryCode

H100e = Annotated[int, Meta(ge=1, le=10**12)]


class Class(Enum):
    """What the largest place of a country is good for, the least first."""

    DESERT = "desert"
    SOUTH = "south"
    """Inference grade."""
    NORTH = "north"
    """Training grade."""


class Grades(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A method: from which size of one place on compute is of which grade, and who says so."""

    method: Label
    training_grade_h100e: H100e
    inference_grade_h100e: H100e
    source: Sentence
    by: Sentence
    """Who decided, by title."""

    def __post_init__(self) -> None:
        """Refuse thresholds that are turned round."""
        if self.inference_grade_h100e >= self.training_grade_h100e:
            raise ValueError("inference_grade_h100e has to be below training_grade_h100e")

    def of(self, size: Decimal | None) -> Class:
        """Return the class of a place of a size; thresholds themselves are reached."""
        if size is None or size < self.inference_grade_h100e:
            return Class.DESERT
        return Class.NORTH if size >= self.training_grade_h100e else Class.SOUTH


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One cluster or site: chips that can work together."""

    country: CountryCode
    name: str
    h100e: Estimate


class Classed(msgspec.Struct, frozen=True, kw_only=True):
    """What a country is at least, and at most."""

    country: CountryCode
    as_of: date
    method: str
    at_least: Class
    """By the low end of the largest place, or by its number where no interval is known."""
    at_most: Class
    """North unless the table sees everything, since what it does not see may be of any size."""
    largest: Told | None
    place: str
    places: int
    interval_known: bool


def classes(
    places: Iterable[Place],
    countries: Iterable[CountryCode],
    grades: Grades,
    day: date,
    *,
    sees_all: bool = False,
) -> Iterator[Classed]:
    """Yield the class of every country; where no place is seen a desert is only the least."""
    found: dict[CountryCode, list[Place]] = {}
    for it in places:
        found.setdefault(it.country, []).append(it)
    for country in sorted({*countries, *found}):
        mine = found.get(country, [])
        largest = max(mine, key=_least, default=None)
        most = max((_most(it) for it in mine), default=Decimal(0))
        yield Classed(
            country=country,
            as_of=day,
            method=grades.method,
            at_least=grades.of(None if largest is None else _least(largest)),
            at_most=grades.of(most) if sees_all else Class.NORTH,
            largest=None if largest is None else told(largest.h100e),
            place="" if largest is None else largest.name,
            places=len(mine),
            interval_known=largest is not None and largest.h100e.low is not None,
        )


def _least(place: Place) -> Decimal:
    low, middle = place.h100e.low, place.h100e.middle
    return low if low is not None else middle or Decimal(0)


def _most(place: Place) -> Decimal:
    high, middle = place.h100e.high, place.h100e.middle
    return high if high is not None else middle or Decimal(0)


def places_of_clusters(table: ClusterTable, method: ClusterMethod, day: date) -> Iterator[Place]:
    """Yield the clusters that count on a day, each a place of its own."""
    for it in counted(table.clusters, method, day).sized:
        size = it.h100e(method.basis)
        if it.country is not None and size is not None:
            yield Place(country=it.country, name=it.name, h100e=point(size))


def places_of_sites(table: SiteTableHeld, day: date) -> Iterator[Place]:
    """Yield the sites of a day, all chips of one together."""
    sizes: dict[str, Decimal] = {}
    where: Mapping[str, CountryCode | None] = {it.name: it.country for it in table.sites}
    for site, level in standing(table.sites, day):
        h100e = table.factors[0].h100e(level)
        if h100e is not None:
            sizes[site.name] = sizes.get(site.name, Decimal(0)) + h100e
    for name, size in sizes.items():
        country = where[name]
        if country is not None:
            yield Place(country=country, name=name, h100e=point(size))
