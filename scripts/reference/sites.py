"""Which frontier data centres are known, who is thought to use them, and what stands there.

The tables are read by the product itself (``comptrol registry sites`` takes in any later edition);
here the edition that ships becomes a file.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from comptrol.adapters.site_tables import Line, read_edition
from reference.shipped import Rows, Shipped

FOLDER = Path("data/epoch/frontier_data_centers_2026-07")
EDITION = date(2026, 7, 17)
"""The day of the edition: what it dates later is planned, and stays so when the day has passed."""


def build(folder: Path, codes: Mapping[str, str]) -> Shipped:
    """Return every site of both tables, with its levels in the order of the source."""
    found = read_edition(
        folder / FOLDER, lambda name: codes.get(name.casefold()), _stop, edition=EDITION
    )
    content = msgspec.json.decode(msgspec.json.encode(found.table))
    return Shipped(name="sites.json", content=content, rows=_rows)


def _stop(line: Line, reason: str) -> NoReturn:
    raise SystemExit(f"{line.table}, line {line.line}: {reason}")


def _rows(content: Any) -> Rows:  # noqa: ANN401
    rows: dict[str, Any] = {}
    for site in content["sites"]:
        rows[site["site"]] = {key: site[key] for key in site if key != "levels"}
        for number, level in enumerate(site["levels"]):
            rows[f"{site['site']} {level['date']} {level['chip']} #{number}"] = level
    return rows
