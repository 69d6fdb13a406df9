"""Which borders ship: Natural Earth's countries at 1:50 million, under ISO codes.

The coarser map at 1:110 million leaves out Singapore, Hong Kong and most small states, whose
borders are what claims of a place are about. Arcs stay as the map has them: whole steps of a
grid, each from the one before, shared by the countries on both sides.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reference.shipped import Rows, Shipped

MAP = Path("data/geo/countries-50m.json")
SOURCE = "Natural Earth 1:50m countries, as world-atlas 2.0.2 has them"

ACCURACY_KM = "25.4"
ACCURACY_SOURCE = (
    "1/50 inch at the scale of the map, the accuracy that the United States National Map "
    "Accuracy Standards (1947) ask of maps at 1:20,000 and smaller; the map itself states none; "
    "recalled, to be confirmed by a human"
)

CLAIMED: Mapping[str, tuple[str, ...]] = {
    "Kosovo": ("RS",),
    "N. Cyprus": ("CY",),
    "Siachen Glacier": ("IN", "PK"),
    "Somaliland": ("SO",),
}
"""Shapes that the map gives to no ISO code, and the codes that a claim of them may mean."""
NOBODYS = frozenset({"Indian Ocean Ter."})
"""Two codes (CX, CC) in one shape: it stands for neither of them."""


def build(folder: Path, codes: Mapping[str, str]) -> Shipped:
    """Return the map, with the rings of each country. ``codes`` are by ISO number."""
    topology = json.loads((folder / MAP).read_text(encoding="utf-8"))
    shapes = topology["objects"]["countries"]["geometries"]
    countries: dict[str, dict[str, Any]] = {}
    for shape in shapes:
        for code, what in _whose(shape, codes):
            rings = countries.setdefault(code, {"rings": [], "disputed": []})
            rings[what].extend(_rings(shape))
    content = {
        "accuracy_km": ACCURACY_KM,
        "accuracy_source": ACCURACY_SOURCE,
        "source": SOURCE,
        "scale": topology["transform"]["scale"],
        "translate": topology["transform"]["translate"],
        "arcs": [" ".join(f"{x} {y}" for x, y in arc) for arc in topology["arcs"]],
        "countries": countries,
    }
    return Shipped(name="borders.json", content=content, rows=_rows)


def numbers(countries: list[dict[str, Any]]) -> dict[str, str]:
    """Return the code of every ISO number."""
    return {country["numeric"]: country["alpha2"] for country in countries}


def _whose(shape: Mapping[str, Any], codes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    name = shape["properties"]["name"]
    if "id" in shape:
        yield codes[shape["id"]], "rings"
    elif name in CLAIMED:
        yield from ((code, "disputed") for code in CLAIMED[name])
    elif name not in NOBODYS:
        raise SystemExit(f"the map has a shape of nobody: {name}")


def _rings(shape: Mapping[str, Any]) -> Iterator[list[int]]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for polygon in polygons:
        yield from polygon


def _rows(content: Any) -> Rows:  # noqa: ANN401
    return {**content["countries"], "arcs": content["arcs"]}
