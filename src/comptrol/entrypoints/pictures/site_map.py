"""Where do the sites of the registry stand, and what was measured of the places they claim?

A verdict has three values, and each has a form, a kind of ring and a word of its own. A site of
which only the country is known stands in one sign for its country, with all others like it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from comptrol.domains.location import Borders, Judgement
from comptrol.domains.registry import Site, SiteId
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import plate
from comptrol.entrypoints.pictures.site_signs import FOOT, LOOKS, Placed, drawn_sites
from comptrol.entrypoints.pictures.told import exact, many
from comptrol.entrypoints.pictures.world_map import HEIGHT, WIDTH, middle_of

TITLE: Final = "Sites, and what was measured of their places"
COLUMNS: Final = (
    *("Site", "Name", "Country", "Latitude, degrees", "Longitude, degrees"),
    *("Claimed within, km", "H100 equivalents", "Verdict on the place", "Possible within, km"),
)


def site_map(
    sites: Sequence[Site],
    borders: Borders,
    *,
    h100e: Mapping[SiteId, Decimal | None] | None = None,
    judgements: Sequence[Judgement] = (),
    href: Callable[[SiteId], str] | None = None,
) -> Chart:
    """Return sites on a map of the world; the last verdict on a site is the one that is shown."""
    last = {it.site: it for it in sorted(judgements, key=lambda it: it.position)}
    placed = [Placed(it, (h100e or {}).get(it.site), last.get(it.site)) for it in sites]
    told = _told(placed, borders)
    body = drawn_sites(placed, borders, href)
    return Chart(
        name="sites",
        title=TITLE,
        told=told,
        columns=COLUMNS,
        rows=tuple(map(_row, placed)),
        svg=plate(TITLE, told, WIDTH, HEIGHT + FOOT, body, links=href is not None),
    )


def _row(it: Placed) -> tuple[str, ...]:
    place, judged = it.site.place, it.judgement
    return (
        it.site.site,
        it.site.name,
        it.site.country or "",
        exact(place.lat) if place else "",
        exact(place.lon) if place else "",
        exact(place.radius_km) if place else "",
        exact(it.h100e),
        it.verdict,
        exact(judged.radius_km) if judged else "",
    )


def _told(placed: Sequence[Placed], borders: Borders) -> str:
    """Return the map in sentences."""
    if not placed:
        return "No site is registered, so that none is drawn."
    exactly = sum(it.site.place is not None for it in placed)
    lost = sum(_is_lost(it.site, borders) for it in placed)
    verdicts = Counter(it.verdict for it in placed)
    each = ", ".join(f"{name}: {verdicts[name]:,}" for name in LOOKS)
    return (
        f"{many(len(placed), 'site')}: {exactly:,} with a place, "
        f"{len(placed) - exactly - lost:,} of which only the country is known, "
        f"{lost:,} that cannot be drawn. Verdicts on their places: {each}."
    )


def _is_lost(site: Site, borders: Borders) -> bool:
    """Tell whether neither the place nor the country of a site is on the map."""
    country = site.country
    return site.place is None and (country is None or middle_of(borders, country) is None)
