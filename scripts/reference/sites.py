"""Which frontier data centres are known, who is thought to use them, and what stands there.

Quantities are levels: the latest row of a site and chip says how many there are, never how many
more.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from comptrol.kernel.quantity import plain
from reference.chips import slug
from reference.shipped import Rows, Shipped, known

FOLDER = Path("data/epoch/frontier_data_centers_2026-07")
EDITION = "2026-07-17"
"""The day of the edition: what it dates later is planned, and stays so when the day has passed."""

CONFIDENCES = frozenset({"confident", "likely", "speculative"})
_TAGGED = re.compile(r"\s*(?P<name>[^#]+?)\s*#(?P<tag>\w+)\s*(?:,|$)")

Cell = str
Record = dict[str, Any]


def build(folder: Path, codes: Mapping[str, str]) -> Shipped:
    """Return every site of both tables, with its levels in the order of the source."""
    sites = {row["Name"]: _site(row, codes) for row in _read(folder, "data_centers.csv")}
    for row in _read(folder, "data_center_chip_quantities.csv"):
        name = row["Data center"]
        site = sites.setdefault(name, _unlisted(name))
        site["levels"].append(_level(row))
    content = {
        "edition": EDITION,
        "source": "Epoch AI, Frontier Data Centers, epoch.ai/data",
        "sites": sorted(sites.values(), key=lambda site: site["site"]),
    }
    return Shipped(name="sites.json", content=content, rows=_rows)


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _rows(content: Any) -> Rows:  # noqa: ANN401
    rows: dict[str, Any] = {}
    for site in content["sites"]:
        rows[site["site"]] = {key: site[key] for key in site if key != "levels"}
        for number, level in enumerate(site["levels"]):
            rows[f"{site['site']} {level['date']} {level['chip']} #{number}"] = level
    return rows


def _unlisted(name: str) -> Record:
    """Return a site that has quantities but no row of its own: its country is not known."""
    site: Record = {"site": slug(name), "name": name, "country": None, "address": None}
    return site | {
        "power_mw": None,
        "h100e_published": None,
        "owners": [],
        "users": [],
        "levels": [],
    }


def _site(row: Mapping[str, str], codes: Mapping[str, str]) -> Record:
    return {
        "site": slug(row["Name"]),
        "name": row["Name"],
        "country": codes[row["Country"].casefold()],
        "address": row["Address"] or None,
        "power_mw": row["Current power (MW)"] or None,
        "h100e_published": row["Current H100 equivalents"] or None,
        "owners": list(_named(row["Owner"])),
        "users": list(_named(row["Users"])),
        "levels": [],
    }


def _level(row: Mapping[str, str]) -> Record:
    units = known(row["Number of Units"])
    return {
        "date": row["Date"],
        "chip": row["Chip type"],
        "units": int(plain(units)) if units is not None else None,
        "owner": list(_named(row["Owner"])),
        "user": list(_named(row["User"])),
        "planned": row["Date"] > EDITION,
        "source_note": " ".join(_notes(row)),
    }


def _named(cell: Cell) -> Iterator[dict[str, str]]:
    """Yield the names of a cell, each with its tag as the confidence."""
    for found in _TAGGED.finditer(cell):
        tag = found["tag"]
        confidence = tag if tag in CONFIDENCES else "unstated"
        yield {"name": found["name"], "confidence": confidence}


def _notes(row: Mapping[str, str]) -> Iterator[str]:
    """Yield how the row is known, and whatever its cells say that is not a name with a grade."""
    yield f"Chip type: {row['Chip type source']}. Units: {row['Number of Units source']}."
    for column in ("Owner", "User"):
        cell = row[column]
        if cell and not {tag["tag"] for tag in _TAGGED.finditer(cell)} & CONFIDENCES:
            yield f"{column} as printed: {cell}."
    if row["Notes"]:
        yield row["Notes"].strip()
