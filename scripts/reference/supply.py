"""The small supply graph that ships: our own facts, each with the sheet or table it is from.

Designers come from the counts of Epoch AI (MIT), foundries from its table of accelerators (CC BY),
how many make lithography and memory from the notes of a treaty draft. Nothing here is from any
table that may not be shipped. Headquarters are recalled, and say so.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from reference.shipped import Rows, Shipped

COUNTS = Path("data/epoch/ai-chip-counts/csv_export")
HARDWARE = Path("data/epoch/ml_hardware.2026-04-22.csv")
YEAR = 2025
FILES = {
    "nvidia": "nvidia_calendar_quarter_chip_timelines.csv",
    "google": "tpu_calendar_quarter_chip_timelines.csv",
    "amazon": "trainium_chip_timelines.csv",
    "amd": "amd_chip_timelines.csv",
}
MODELS = {
    "H100": "NVIDIA H100 SXM5 80GB",
    "H20": "NVIDIA HGX H20",
    "B200": "NVIDIA B200",
    "B300": "NVIDIA B300 (Blackwell Ultra)",
    "TPU v5e": "Google TPU v5e",
    "TPU v5p": "Google TPU v5p",
    "TPU v6e": "Google TPU v6e Trillium",
    "TPU v7": "Google TPU v7 Ironwood",
    "Trainium2": "Amazon Trainium2",
    "Instinct MI300A": "AMD Instinct MI300A",
    "Instinct MI300X": "AMD Instinct MI300X",
    "Instinct MI325X": "AMD Instinct MI325X",
    "Instinct MI350X": "AMD Instinct MI350X",
    "Instinct MI355X": "AMD Instinct MI355X",
    "Instinct MI308X": "AMD Radeon Instinct MI308X",
}
"""Which row of the table of accelerators each chip of the counts is."""

EPOCH_COUNTS = (
    "Epoch AI, AI chip counts, github.com/epoch-research/ai-chip-counts @d1b1bc311479, MIT"
)
EPOCH_HARDWARE = "Epoch AI, Machine Learning Hardware, 2026-04-22, CC BY 4.0, column Foundry"
CHINA = (
    "Epoch AI, AI chip counts, staging/curated/owners_cumulative_by_designer.csv @10c28e48, MIT"
)
STAGES_OF = "arXiv:2511.10783, Art. VI; Sastry et al.; how stages lead on is our reading"
NOTES_OF = (
    "arXiv:2511.10783, notes to Art. VI: a sole lithography supplier, two or three HBM makers"
)
RECALLED = "recalled: where it has its headquarters; to be confirmed by a human"
FOUR = (
    "H100 equivalents shipped in 2025 by the four designers that Epoch AI counts with an "
    "interval; quarters and chips added end to end (5th and 95th percentiles): wide on purpose"
)
NOT_NAMED = "foundries-not-named"
PPM = 1_000_000


@dataclass(frozen=True)
class Amount:
    """H100 equivalents, at the 5th and at the 95th percentile."""

    low: int
    high: int

    def __add__(self, other: "Amount") -> "Amount":
        """Return both together, end to end: how they go together is not known."""
        return Amount(self.low + other.low, self.high + other.high)


NOTHING = Amount(0, 0)
STAGES = {
    "stage-design": "Design",
    "stage-fabrication": "Fabrication",
    "stage-memory": "Memory",
    "stage-packaging": "Packaging",
    "stage-test": "Test",
    "stage-assembly": "Assembly of servers",
    "stage-installation": "Installation",
}
INPUTS = (
    ("installed-accelerators", "Installed AI accelerators", "product", "stage-installation", ()),
    ("installation", "Installation in data centres", "process", "stage-installation",
     ("installed-accelerators",)),
    ("server-assembly", "Assembly of servers", "process", "stage-assembly", ("installation",)),
    ("test", "Test of packaged accelerators", "process", "stage-test", ("server-assembly",)),
    ("packaging", "Packaging of logic with memory", "process", "stage-packaging", ("test",)),
    ("memory", "High-bandwidth memory", "material", "stage-memory", ("packaging",)),
    ("logic-dies", "Logic dies of accelerators", "material", "stage-fabrication", ("packaging",)),
    ("lithography", "Lithography tools for their logic dies", "tool", "stage-fabrication",
     ("logic-dies",)),
    ("designs", "Designs of accelerators", "design", "stage-design", ("logic-dies",)),
)  # fmt: skip
TYPES = (
    ("dies-of-four", "Dies of the four designers counted with an interval", "material",
     "logic-dies"),
    ("dies-of-china", "Dies of Chinese designers counted without one", "material", "logic-dies"),
    ("designs-of-four", "Designs of the four designers counted with an interval", "design",
     "designs"),
    ("designs-of-china", "Designs of Chinese designers in the same counts", "design", "designs"),
)  # fmt: skip
FIRMS = {
    "nvidia": ("NVIDIA", "US"),
    "google": ("Google", "US"),
    "amazon": ("Amazon", "US"),
    "amd": ("AMD", "US"),
    "huawei": ("Huawei", "CN"),
    "cambricon": ("Cambricon", "CN"),
    "tsmc": ("TSMC", "TW"),
    "smic": ("SMIC", "CN"),
}


def build(folder: Path) -> Shipped:
    """Return the graph as statements, in an order in which they can be said."""
    said = [*_stages(), *_inputs(), *_firms(), *_counted(), *_designers(folder), *_dies(folder)]
    return Shipped(name="supply.json", content=said, rows=_rows)


def _rows(said: Any) -> Rows:  # noqa: ANN401
    return {
        f"{it['kind']} {it.get('supplier', it.get('input'))} {it.get('by', '')}": it for it in said
    }


def _stages() -> Iterator[dict[str, Any]]:
    for name, title in STAGES.items():
        yield _input(name, title, "stage", source=STAGES_OF)


def _inputs() -> Iterator[dict[str, Any]]:
    for name, title, is_a, stage, into in INPUTS:
        yield _input(name, title, is_a, stage=stage, goes_into=list(into), source=STAGES_OF)
    for name, title, is_a, of in TYPES:
        source = f"{EPOCH_COUNTS}; {CHINA}"
        yield _input(name, title, is_a, type_of=[of], source=source)


def _input(name: str, title: str, is_a: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    fields = {"input": name, "title": title, "is_a": is_a, **more}
    return {"kind": "supply.input-described/1", **fields}


def _firms() -> Iterator[dict[str, Any]]:
    for name, (title, country) in FIRMS.items():
        yield {
            "kind": "supply.supplier-named/1",
            "supplier": name,
            "title": title,
            "is_a": "firm",
            "country": country,
            "source": RECALLED,
        }
    yield {
        "kind": "supply.supplier-named/1",
        "supplier": NOT_NAMED,
        "title": "Foundries that the table does not name",
        "is_a": "unallocated",
        "source": EPOCH_HARDWARE,
    }


def _counted() -> Iterator[dict[str, Any]]:
    for name, low, high in (("lithography", 1, 1), ("memory", 2, 3)):
        yield _table(
            name, [], "How many suppliers there are; no shares are told.", NOTES_OF,
            counted={"low": low, "high": high},
        )  # fmt: skip


def _designers(folder: Path) -> Iterator[dict[str, Any]]:
    each = {firm: sum(_chips(folder, firm).values(), NOTHING) for firm in FILES}
    shares = [_share(firm, each[firm], _others(each, (firm,))) for firm in sorted(each)]
    yield _table("designs-of-four", shares, FOUR, EPOCH_COUNTS)
    told = "Who shipped accelerators of its own into China; no interval, so no share is told."
    yield _table("designs-of-china", [{"supplier": it} for it in ("cambricon", "huawei")],
                 told, CHINA)  # fmt: skip


def _dies(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / HARDWARE).open(encoding="utf-8-sig", newline="") as file:
        foundries = {row["Hardware name"]: row["Foundry"] for row in csv.DictReader(file)}
    chips = {chip: it for firm in FILES for chip, it in _chips(folder, firm).items()}
    ours = [chip for chip in chips if foundries[MODELS[chip]] == "TSMC"]
    known = sum((chips[chip] for chip in ours), NOTHING)
    low = _floor(Fraction(known.low, known.low + _others(chips, ours).high))
    shares = [
        {"supplier": "tsmc", "portion": {"low_ppm": low, "high_ppm": PPM}},
        {"supplier": NOT_NAMED, "portion": {"low_ppm": 0, "high_ppm": PPM - low}},
    ]
    told = "The same counts by the foundry that the table of accelerators names; it names none for"
    blank = sorted({chip for chip in chips if not foundries[MODELS[chip]]})
    yield _table("dies-of-four", shares, f"{told} {', '.join(blank)}: those may be anybody's",
                 f"{EPOCH_COUNTS}; {EPOCH_HARDWARE}")  # fmt: skip
    yield _table(
        "dies-of-china", [{"supplier": it} for it in ("smic", "tsmc")],
        "Foundries that the table names for Ascend 910B, 910C and Siyuan 590; no share is told.",
        EPOCH_HARDWARE,
    )  # fmt: skip


def _chips(folder: Path, firm: str) -> Mapping[str, Amount]:
    """Return what a designer shipped of each chip in the year."""
    found: dict[str, Amount] = {}
    with (folder / COUNTS / FILES[firm]).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["End date"].endswith(str(YEAR)):
                more = Amount(*(int(row[f"H100e ({it} percentile)"]) for it in ("5th", "95th")))
                found[row["Chip type"]] = found.get(row["Chip type"], NOTHING) + more
    return found


def _others(each: Mapping[str, Amount], without: Iterable[str]) -> Amount:
    left_out = set(without)
    return sum((it for name, it in each.items() if name not in left_out), NOTHING)


def _share(firm: str, mine: Amount, others: Amount) -> dict[str, Any]:
    """Return a share at its least and at its most, rounded outwards."""
    low = Fraction(mine.low, mine.low + others.high)
    high = Fraction(mine.high, mine.high + others.low)
    return {"supplier": firm, "portion": {"low_ppm": _floor(low), "high_ppm": ceil(high * PPM)}}


def _floor(share: Fraction) -> int:
    return int(share * PPM)


def _table(
    name: str,
    shares: list[dict[str, Any]],
    definition: str,
    source: str,
    **more: Any,  # noqa: ANN401
) -> dict[str, Any]:
    return {
        "kind": "supply.shares-reported/1",
        "input": name,
        "year": YEAR,
        "by": "firm",
        "shares": shares,
        "definition": definition,
        "source": source,
        **more,
    }
