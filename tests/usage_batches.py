"""Files of usage for tests of the lake: few rows, each field of which a test can name."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROW: dict[str, Any] = {
    "source": "acme/hall1",
    "event": "e1",
    "version": 1,
    "provider": "acme",
    "tenant": "t1",
    "order": "o1",
    "model": "nvidia-h100-sxm5-80gb",
    "meter": "allocation",
    "chips": 8,
    "since": "2025-11-01T00:00:00Z",
    "until": "2025-11-01T01:00:00Z",
    "chip_seconds": 28_800,
    "flop_low": 28_800 * 10**14,
    "flop_mid": 28_800 * 2 * 10**14,
    "flop_high": 28_800 * 3 * 10**14,
}
NONE_TOLD = {"flop_low": "", "flop_mid": "", "flop_high": ""}


def row(**other: Any) -> dict[str, Any]:
    """Return a row that can be taken, but for what a test says."""
    return ROW | other


def written(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="") as file:
        lines = csv.DictWriter(file, list(ROW))
        lines.writeheader()
        lines.writerows(rows)
    return path


def refused(path: Path) -> dict[int, str]:
    """Return the reasons that were written beside a file, by line."""
    with path.with_name(f"{path.name}.rejected.csv").open(newline="") as file:
        return {int(it["line"]): it["reason"] for it in csv.DictReader(file)}
