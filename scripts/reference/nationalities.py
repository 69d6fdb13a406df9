"""Of which country is an organisation that owns, uses or makes chips in the tables of accounts?

From Epoch's table of notable models, where it names one organisation and one country; the others
that matter are from memory, are marked so, and are to be confirmed by a person.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reference.shipped import Rows, Shipped

MODELS = Path("data/epoch/notable_ai_models.2025-11-01.csv")
CLUSTERS = Path("data/epoch/gpu_clusters.2026-04-24.csv")
RETRIEVED = "2026-11-22"
SEEN = "Epoch AI, Notable AI Models, 2025-11-01, Country (of organization)"
RECALLED_FROM = "Recalled: headquarters of the ultimate parent; to be confirmed by a person"
OWN_NAME = {
    "China": ("CN", "Epoch AI, AI chip counts: the table has the country itself as an owner")
}
OF_STOCK = (
    "Microsoft",
    "Meta",
    "Amazon",
    "Google",
    "Oracle",
    "CoreWeave",
    "Huawei",
    "Nvidia",
    "AMD",
)
RECALLED: Mapping[str, tuple[str, ...]] = {
    "US": (
        *("Oracle", "CoreWeave", "AWS", "Amazon AWS", "Tesla", "Voltage Park", "Applied Digital"),
        *("Intel", "AMD", "Cerebras", "SpaceXAI", "Google Cloud", "Google DeepMind", "Meta"),
        *("US Department of Energy", "Cursor", "Together"),
    ),
    "JP": ("PEZY", "Softbank"),
    "CN": (
        *("Cambricon", "VNET", "Kunlunxin Baidu", "Moore Threads (Tencent)", "MetaX"),
        *("Iluvatar CoreX", "Hygon", "Biren", "Sunway"),
        "National University of Defense Technology",
    ),
    "AE": ("G42", "Core42", "MGX"),
    "GB": ("Nscale",),
    "AU": ("Firmus",),
    "NL": ("Nebius AI",),
    "FR": ("Sesterce", "GENCI"),
}


def build(folder: Path, codes: Mapping[str, str], sites: Any, chips: Any) -> Shipped:  # noqa: ANN401
    """Return every name of the tables whose country is known, in the order of the alphabet."""
    known = dict(_countries(folder, codes))
    found = {name: _row(name, *OWN_NAME[name], "seen") for name in OWN_NAME}
    for name in sorted(_named(folder, sites, chips)):
        if name.casefold() in known:
            found[name] = _row(name, known[name.casefold()], SEEN, "seen")
    there = {name.casefold() for name in found}
    for code, names in RECALLED.items():
        for name in names:
            if name.casefold() not in there:
                found[name] = _row(name, code, RECALLED_FROM, "recalled")
    content = sorted(found.values(), key=lambda row: row["name"].casefold())
    return Shipped(name="nationalities.json", content=content, rows=_rows)


def _row(name: str, country: str, source: str, quality: str) -> dict[str, str]:
    told = {"quality": quality, "source": source, "retrieved": RETRIEVED}
    return {"name": name, "country": country, **told}


def _countries(folder: Path, codes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the country of each organisation that has the same one wherever it stands alone."""
    found: dict[str, set[str]] = {}
    for row in _lines(folder / MODELS):
        names, places = _cells(row["Organization"]), _cells(row["Country (of organization)"])
        if len(names) == len(places) == 1:
            found.setdefault(names[0].casefold(), set()).add(places[0])
    for name, places in found.items():
        code = codes.get(next(iter(places)).casefold())
        if len(places) == 1 and code is not None:
            yield name, code


def _named(folder: Path, sites: Any, chips: Any) -> set[str]:  # noqa: ANN401
    names = {*OF_STOCK, *(chip["maker"] for chip in chips)}
    for row in _lines(folder / CLUSTERS):
        names |= {*_cells(row["Owner"]), row["GPU Supplier (primary)"]}
    for site in sites["sites"]:
        for held in (site, *site["levels"]):
            of = (
                *held.get("owners", held.get("owner", ())),
                *held.get("users", held.get("user", ())),
            )
            names |= {it["name"] for it in of}
    return names - {""}


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _cells(text: str) -> list[str]:
    return [it.strip() for it in text.split(",") if it.strip()]


def _rows(content: Any) -> Rows:  # noqa: ANN401
    return {row["name"]: row for row in content}
