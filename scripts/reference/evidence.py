"""What published classification cases say of a chip's market, transistors and ports."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CASES = Path("facts/law/classification_cases.csv")
COMPILED = "2026-11-22"
"""The day on which the cases were compiled from their publishers."""

SAME_CHIP: Mapping[str, tuple[str, ...]] = {
    "C03": ("NVIDIA A100", "NVIDIA A100 SXM4 40 GB", "NVIDIA A100 SXM4 80 GB"),
    "C04": ("NVIDIA A100 PCIe",),
    "C05": ("NVIDIA A800 SXM",),
    "C06": ("NVIDIA H100 SXM5 80GB",),
    "C07": ("NVIDIA H100 NVL",),
    "C09": ("NVIDIA H200 SXM",),
    "C10": ("NVIDIA HGX H20",),
    "C11": ("NVIDIA L2 PCle",),
    "C12": ("NVIDIA L40",),
    "C13": ("NVIDIA GeForce RTX 4090",),
    "C14": ("NVIDIA B200",),
    "C15": ("AMD Instinct MI325X",),
    "C16": ("AMD Instinct MI350X",),
    "C17": ("AMD Radeon Instinct MI250X",),
    "C18": ("Huawei Ascend 910C",),
}
"""Case to rows of the hardware table, checked by hand: the same chip, on the same sort of board.

Cases of quality D are left out: their market is the compiler's reading, not a publisher's. Die
areas are left out too: where the hardware table has none, none ships."""

_MARKETS = {"dc": "datacenter", "consumer": "consumer"}
_TRANSISTORS = {"1": "yes", "0": "no"}


def evidence_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the facts that the cases add, by the name of the row they belong to."""
    with (folder / CASES).open(encoding="utf-8", newline="") as file:
        cases = {row["id"]: row for row in csv.DictReader(file)}
    return {name: list(_facts(cases[case])) for case, names in SAME_CHIP.items() for name in names}


def _facts(case: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    told = {"source": case["publisher"], "retrieved": COMPILED, "quality": "secondary"}
    yield {"property": "market", "text": _MARKETS[case["market"]]} | told
    yield {"property": "non_planar", "text": _TRANSISTORS[case["nonplanar"]]} | told
    if case["io_bidir_GBps"]:
        yield {
            "property": "io_bidirectional",
            "value": case["io_bidir_GBps"],
            "unit": "GB/s",
        } | told
