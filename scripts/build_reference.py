"""Make the shipped reference facts from their inputs, and say what changed.

    python scripts/build_reference.py [--input DIR] [--check]

The same inputs give the same bytes. ``--check`` writes nothing and fails where a file would
change.
The screening list has its own builder: ``scripts/reference/screening_list.py``.
"""

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from reference import (
    attribution,
    borders,
    chips,
    countries,
    evidence,
    factors,
    groups,
    nationalities,
    sites,
    supply,
)
from reference.shipped import Shipped

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "src/comptrol/reference"
INPUTS = (
    borders.MAP,
    chips.HARDWARE,
    evidence.CASES,
    factors.CHIP_TYPES,
    groups.SNAPSHOT,
    nationalities.MODELS,
    nationalities.CLUSTERS,
    sites.FOLDER,
    supply.COUNTS,
    attribution.PROVENANCE,
)


def build(folder: Path) -> tuple[Shipped, ...]:
    """Return every shipped file, made from the inputs under this folder."""
    accelerators, named = chips.build(folder), countries.build()
    codes = countries.by_name(named.content)
    places = sites.build(folder, codes)
    return (
        accelerators,
        borders.build(folder, borders.numbers(named.content)),
        factors.build(folder, accelerators.content),
        groups.build(folder, codes),
        named,
        nationalities.build(folder, codes, places.content, accelerators.content),
        places,
        supply.build(folder),
        attribution.build(folder, version("pycountry")),
    )


def main() -> int:
    """Build, report and write; return 1 where a check finds that a file would change."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", type=Path, default=ROOT.parent / "shared", metavar="DIR")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a change")
    asked = parser.parse_args()
    missing = [str(path) for path in INPUTS if not (asked.input / path).exists()]
    if missing:
        lacking = f"{asked.input} lacks {', '.join(missing)}: name the folder by --input"
        print(lacking, file=sys.stderr)
        return 2
    changed = False
    for file in build(asked.input):
        found = file.changes(OUTPUT)
        print(*found.report(), sep="\n")
        changed = changed or not found.same_bytes
        if not asked.check:
            (OUTPUT / file.name).write_text(file.text(), encoding="utf-8", newline="\n")
    return 1 if asked.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
