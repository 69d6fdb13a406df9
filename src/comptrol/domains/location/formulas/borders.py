"""Where do the borders of countries run, as far as a map has them?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from comptrol.domains.location.formulas.region import Region
from comptrol.domains.location.formulas.shapes import Shape
from comptrol.domains.location.formulas.sphere import Vector
from comptrol.domains.location.formulas.zones import Relation
from comptrol.kernel.identifiers import CountryCode


@dataclass(frozen=True)
class Drawn:
    """A country as a map draws it, and what the map gives to nobody though it may belong to it."""

    shape: Shape
    disputed: Shape | None = None

    @property
    def doubt(self) -> float:
        """Return how far the drawn border may be from the true one."""
        return self.shape.doubt

    @property
    def middle(self) -> Vector:
        """Return a place amid the corners."""
        return self.shape.middle

    def beyond(self, place: Vector, reach: float) -> float:
        """Return how much more reach it takes to all that may belong to the country."""
        return min(it.beyond(place, reach) for it in self.shapes)

    def encloses(self, place: Vector, reach: float) -> bool:
        """Tell whether all that is within reach of a place certainly belongs to the country."""
        return self.shape.encloses(place, reach)

    def relation(self, region: Region) -> Relation:
        """Return how a region lies to the country: apart from it only where also from doubts."""
        found = [it.relation(region) for it in self.shapes]
        return found[0] if found[1:] in ([], [Relation.APART]) else Relation.PARTLY

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Return what certainly belongs to the country, and what may."""
        return (self.shape,) if self.disputed is None else (self.shape, self.disputed)


class Borders:
    """The borders of countries, each read when it is first asked for."""

    def __init__(
        self,
        countries: Iterable[CountryCode],
        shape: Callable[[CountryCode], Drawn | None],
        *,
        source: str,
        accuracy_km: Decimal,
    ) -> None:
        self.countries = tuple(sorted(countries))
        self.source, self.accuracy_km = source, accuracy_km
        self._shape = shape
        self._known: dict[CountryCode, Drawn | None] = {}

    def of(self, country: CountryCode) -> Drawn | None:
        """Return a country as it is drawn; nothing where the map has no shape of its own."""
        if country not in self._known:
            self._known[country] = self._shape(country)
        return self._known[country]

    def all(self) -> Iterator[Drawn]:
        """Yield every country as it is drawn, in the order of their codes."""
        for country in self.countries:
            drawn = self.of(country)
            if drawn is not None:
                yield drawn
