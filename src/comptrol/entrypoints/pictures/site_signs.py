"""What is drawn of sites on a map: a sign of a form for each verdict, a ring, a name, a legend."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from math import sqrt
from typing import Final, NamedTuple

from comptrol.domains.location import Borders, Judgement, LocationVerdict
from comptrol.domains.registry import Site, SiteId
from comptrol.entrypoints.pictures.plate import (
    AMBER,
    BLUE,
    RED,
    Sign,
    linked,
    mark,
    stroke,
    words,
)
from comptrol.entrypoints.pictures.told import cut, exact, many
from comptrol.entrypoints.pictures.world_map import (
    HEIGHT,
    WIDTH,
    Point,
    around,
    at,
    land,
    middle_of,
    thanks,
)
from comptrol.kernel.identifiers import CountryCode

NOT_MEASURED: Final = "not measured"
SMALLEST, LARGEST = 5.0, 13.0
FOOT: Final = 66
_NAMES_MAX: Final = 40
_LETTERS: Final = 24
_LETTER, _HIGH = 6.2, 13.0
_GREY: Final = "#444444"
_Line = tuple[float, float, float]
"""Words: from where, in which row, to where."""


class _Look(NamedTuple):
    sign: Sign
    colour: str
    dash: str
    line: str


LOOKS: Final[Mapping[str, _Look]] = {
    LocationVerdict.CONSISTENT.value: _Look(Sign.CIRCLE, BLUE, "", "solid ring"),
    LocationVerdict.INCONCLUSIVE.value: _Look(Sign.TRIANGLE, AMBER, "7 4", "broken ring"),
    LocationVerdict.IMPOSSIBLE.value: _Look(Sign.CROSS, RED, "2 3", "dotted ring"),
    NOT_MEASURED: _Look(Sign.SQUARE, _GREY, "", "no ring"),
}


class Placed(NamedTuple):
    """One site with all that is drawn of it."""

    site: Site
    h100e: Decimal | None
    judgement: Judgement | None

    @property
    def verdict(self) -> str:
        """Return what was measured of its place, in a word."""
        return NOT_MEASURED if self.judgement is None else self.judgement.verdict.value


def drawn_sites(
    placed: Sequence[Placed], borders: Borders, href: Callable[[SiteId], str] | None
) -> Iterator[str]:
    """Yield the map with its land, the sites, their names, and what the signs mean."""
    yield land(borders)
    grouped = defaultdict[CountryCode, list[Placed]](list)
    most = max((it.h100e or Decimal(0) for it in placed), default=Decimal(0))
    for it in placed:
        if it.site.place is None and it.site.country is not None:
            grouped[it.site.country].append(it)
    taken: list[_Line] = []
    for country, together in sorted(grouped.items()):
        middle = middle_of(borders, country)
        if middle is not None:
            taken.append((middle[0] - 8, middle[1], middle[0] + 50))
            yield _country(country, together, middle)
    drawn = [it for it in placed if it.site.place is not None]
    drawn.sort(key=lambda it: (-(it.h100e or 0), it.site.site))
    for it in drawn:
        yield linked(_site(it, most), href(it.site.site) if href else None)
    yield from _names(drawn, taken)
    yield from _legend(placed)
    yield thanks(borders, HEIGHT + 56)


def _site(it: Placed, most: Decimal) -> str:
    place, look = it.site.place, LOOKS[it.verdict]
    if place is None:
        return ""
    lat, lon = float(place.lat), float(place.lon)
    x, y = at(lat, lon)
    size = float((it.h100e or 0) / most) if most > 0 else 0.0
    reach = SMALLEST + (LARGEST - SMALLEST) * sqrt(size)
    amount = "" if it.h100e is None else f", {exact(it.h100e)} H100 equivalents"
    named = f"{cut(it.site.name)} ({cut(it.site.site)}): {it.verdict}{amount}"
    marked = mark(look.sign, x, y, reach, look.colour)
    return f"<g><title>{escape(named)}</title>{_ring(it, x, y, reach)}{marked}</g>"


def _ring(it: Placed, x: float, y: float, reach: float) -> str:
    """Return the claimed circle, or a ring in its stead where it is too small to be seen."""
    place, look = it.site.place, LOOKS[it.verdict]
    if place is None or it.judgement is None:
        return ""
    outline = list(around(float(place.lat), float(place.lon), float(place.radius_km)))
    if max(abs(px - x) for run in outline for px, _ in run) > reach + 4:
        return "".join(stroke(run, look.colour, 1.5, look.dash) for run in outline)
    dashed = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{reach + 4:.1f}" stroke="{look.colour}"'
        f' stroke-width="1.5"{dashed}/>'
    )


def _country(country: CountryCode, together: Sequence[Placed], middle: Point) -> str:
    """Draw the sites of one country of which no more is known than that."""
    x, y = middle
    verdicts = Counter(it.verdict for it in together if it.judgement is not None)
    named = f"{country}: {many(len(together), 'site')} of which only the country is known"
    signs = "".join(
        mark(LOOKS[name].sign, x + 14 * number, y + 16, 4, LOOKS[name].colour)
        for number, name in enumerate(sorted(verdicts))
    )
    return (
        f"<g><title>{escape(named)}</title>{mark(Sign.DIAMOND, x, y, 7, _GREY)}"
        f"{words(x + 9, y + 4, f'{cut(country, 4)} {len(together):,}', size=11, bold=True)}"
        f"{signs}</g>"
    )


def _names(drawn: Sequence[Placed], taken: list[_Line]) -> Iterator[str]:
    """Yield the names of the largest sites, beside them, below or above, where there is room."""
    for it in drawn[:_NAMES_MAX]:
        if it.site.place is None:
            continue
        x, y = at(float(it.site.place.lat), float(it.site.place.lon))
        name = cut(it.site.name or it.site.site, _LETTERS)
        wide, apart = _LETTER * len(name), LARGEST + 5
        beside = ((x + apart, y), (x - apart - wide, y))
        middle = ((x - wide / 2, y + apart + 8), (x - wide / 2, y - apart - 6))
        for left, row in (*beside, *middle):
            if _is_free(line := (left, row, left + wide), taken):
                taken.append(line)
                yield words(left, row + 4, name, size=11)
                break


def _is_free(line: _Line, taken: Sequence[_Line]) -> bool:
    left, row, right = line
    apart = (abs(row - y) > _HIGH or left > b or right < a for a, y, b in taken)
    return left > 0 and right < WIDTH and all(apart)


def _legend(placed: Sequence[Placed]) -> Iterator[str]:
    counts = Counter(it.verdict for it in placed)
    for number, (name, look) in enumerate(LOOKS.items()):
        x, y = 24 + 200 * number, HEIGHT + 10
        yield mark(look.sign, x, y - 4, 6, look.colour)
        yield words(x + 14, y, f"{name}, {look.line}: {counts[name]:,}")
    yield mark(Sign.DIAMOND, 24, HEIGHT + 30, 6, _GREY)
    more = "Ring: the circle that is claimed. A larger sign has more H100 equivalents."
    yield words(38, HEIGHT + 34, f"only the country is known, with how many. {more}")
