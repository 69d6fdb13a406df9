"""Where can the device be, drawn: the claim, the discs that decide, and what they leave.

Colour is never the only sign: what is said by it also stands in words and in the kind of line.
"""

from collections.abc import Iterator
from html import escape
from math import pi
from textwrap import wrap
from typing import Final

from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    Borders,
    Drawn,
    Evidence,
    Located,
    Reply,
    Round,
    UnderSpeed,
    Vector,
    Zone,
    angle,
    opposite,
)
from comptrol.entrypoints.pictures.globe import Globe, loops, path

PIXELS: Final = 760
FOOT: Final = 140
LINE: Final = 18
LETTERS: Final = 108
NAMED_MAX: Final = 12
NEAR_MAX: Final = 6
"""So many landmarks, the nearest, have a place in the picture whatever the region is."""
EXTENT_MIN: Final = 50 / EARTH_RADIUS_KM
_RING_SHARE: Final = 0.999
_STYLE: Final = (
    "text{font:12px sans-serif;fill:#1a1a1a}"
    "path,line{fill:none;stroke:#666;stroke-width:1}"
    ".ground{fill:#fff;stroke:none}.land path{stroke:#9a9a9a}"
    ".region path{fill:#bcd8f0;fill-rule:evenodd;stroke:#0b4f8a;stroke-width:3}"
    ".claim path{stroke:#1a1a1a;stroke-width:3;stroke-dasharray:9 5}"
    ".against path{stroke:#a3150a;stroke-width:3;stroke-dasharray:2 3}"
    ".landmark circle{fill:#333}.unsigned circle{fill:#fff;stroke:#333}"
)


def discs_svg(evidence: Evidence, found: Located, called: str, borders: Borders) -> str:
    """Return the picture of a verdict as SVG, the same for the same evidence in any order."""
    chosen = found.chosen
    globe = _globe(evidence, chosen)
    told = _told(found, called)
    head = f'viewBox="0 0 {PIXELS} {PIXELS + FOOT}" role="img" aria-labelledby="title desc"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head}>',
        f'<title id="title">{_text(f"Can it be in {called}?")}</title>',
        f'<desc id="desc">{_text(told)}</desc>',
        f"<style>{_STYLE}</style>",
        '<rect width="100%" height="100%" class="ground"/>',
        f'<svg width="{PIXELS}" height="{PIXELS}" viewBox="0 0 {PIXELS} {PIXELS}">',
        '<rect width="100%" height="100%" class="ground"/>',
        *_region(chosen, globe),
        *_lands(borders, globe),
        *_discs(chosen, globe),
        *_claim(evidence.zone, globe),
        *_landmarks(evidence, globe),
        "</svg>",
        *_foot(evidence, found, globe, told),
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _globe(evidence: Evidence, chosen: UnderSpeed) -> Globe:
    """Return a view that has the claim, the region, and the landmarks that are nearest."""
    middle = _middle(evidence, chosen)
    reaches = [EXTENT_MIN]
    if evidence.zone is not None:
        reach = evidence.zone.reach if isinstance(evidence.zone, Round) else 0.0
        reaches.append(angle(middle, evidence.zone.middle) + reach)
    if chosen.circle is not None:
        reaches.append(angle(middle, chosen.circle.centre) + chosen.circle.reach)
    reaches += sorted(angle(middle, it.place) for it in evidence.replies)[:NEAR_MAX]
    return Globe(middle, min(pi, 1.15 * max(reaches)), PIXELS)


def _middle(evidence: Evidence, chosen: UnderSpeed) -> Vector:
    places = [it.place for it in evidence.replies[:1]]
    if chosen.circle is not None:
        places = [chosen.circle.centre]
    return evidence.zone.middle if evidence.zone is not None else (*places, (1.0, 0.0, 0.0))[0]


def _lands(borders: Borders, globe: Globe) -> Iterator[str]:
    shapes = (shape for drawn in borders.all() for shape in drawn.shapes)
    lines = "".join(path(it, closed=False) for shape in shapes for it in globe.shown(shape))
    yield f'<g class="land"><title>borders and coasts</title><path d="{lines}"/></g>'


def _region(chosen: UnderSpeed, globe: Globe) -> Iterator[str]:
    region = chosen.region
    if chosen.circle is None or chosen.contradiction:
        return
    outlines = [
        path([point for arc in loop for point in globe.along(arc)], closed=True)
        for loop in loops(region.arcs)
    ]
    if region.contains(opposite(globe.middle)):
        outlines.append(path(globe.around(globe.middle, pi * _RING_SHARE), closed=True))
    yield f'<g class="region"><title>possible places</title><path d="{"".join(outlines)}"/></g>'


def _discs(chosen: UnderSpeed, globe: Globe) -> Iterator[str]:
    for one in sorted(chosen.region.discs, key=lambda it: it.landmark):
        kind = "against" if one.landmark in chosen.against else "disc"
        word = ", excludes the claim" if kind == "against" else ""
        title = _text(f"{one.landmark}: within {one.reach * EARTH_RADIUS_KM:,.0f} km{word}")
        outline = path(globe.around(one.centre, one.reach), closed=True)
        yield f'<g class="{kind}"><title>{title}</title><path d="{outline}"/></g>'


def _claim(zone: Zone | None, globe: Globe) -> Iterator[str]:
    if isinstance(zone, Round):
        outlines = [path(globe.around(zone.middle, zone.reach), closed=True)]
    elif isinstance(zone, Drawn):
        outlines = [path(it, closed=False) for it in globe.shown(zone.shape)]
    else:
        return
    yield f'<g class="claim"><title>the claim</title><path d="{"".join(outlines)}"/></g>'


def _landmarks(evidence: Evidence, globe: Globe) -> Iterator[str]:
    near = sorted(evidence.replies, key=lambda it: (angle(globe.middle, it.place), it.landmark))
    for number, it in enumerate(near):
        if angle(globe.middle, it.place) > 2 * globe.extent:
            return
        x, y = globe.at(it.place)
        name = _text(it.landmark) if number < NAMED_MAX else ""
        yield (
            f'<g class="{_kind(it)}"><title>{_text(_heard(it))}</title>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
            f'<text x="{x + 7:.1f}" y="{y - 5:.1f}">{name}</text></g>'
        )


def _kind(it: Reply) -> str:
    return "landmark" if it.signed else "unsigned"


def _heard(it: Reply) -> str:
    return f"{it.landmark} ({it.group}): {it.rtt_ms:g} ms, {'signed' if it.signed else 'unsigned'}"


def _told(found: Located, called: str) -> str:
    """Return the picture in sentences."""
    chosen, deciding = found.chosen, len(found.chosen.region.discs)
    radius = chosen.radius_km
    size = "no place is possible" if radius is None else f"possible places within {radius:,.0f} km"
    return (
        f"{called}: {chosen.verdict.value} under {chosen.km_per_ms:g} km/ms; {size}; "
        f"{deciding} of the discs can matter, {len(chosen.against)} exclude the claim."
    )


def _foot(evidence: Evidence, found: Located, globe: Globe, told: str) -> Iterator[str]:
    per_pixel_km = globe.extent * EARTH_RADIUS_KM * 2 / globe.pixels
    length_km = 10 ** len(str(int(per_pixel_km * globe.pixels / 5))) / 10
    width = length_km / per_pixel_km
    top = globe.pixels + LINE
    yield f'<line x1="16" y1="{top}" x2="{16 + width:.1f}" y2="{top}" style="stroke-width:4"/>'
    yield f'<text x="{26 + width:.1f}" y="{top + 4}">{length_km:,.0f} km from the middle</text>'
    drawn = sum(angle(globe.middle, it.place) <= globe.extent for it in evidence.replies)
    outside = len(evidence.replies) - drawn
    legend = (
        f"{told} {found.groups} independent groups; {outside} landmarks stand outside it. "
        "Filled: possible places. Thick dashes: the claim. Dots: discs that exclude it. Thin: "
        "other discs, coasts and borders (Natural Earth, who governs where). Hollow: not signed. "
        "Distances from the middle are true."
    )
    for number, line in enumerate(wrap(legend, LETTERS)):
        yield f'<text x="16" y="{top + (number + 1.4) * LINE:.0f}">{_text(line)}</text>'


def _text(text: str) -> str:
    """Return text that XML may hold: escaped, and without what cannot be printed."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in text))
