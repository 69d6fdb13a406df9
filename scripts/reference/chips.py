"""Which facts of accelerators ship: Epoch's hardware table, and evidence from published cases."""

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from comptrol.adapters.site_tables import slug
from comptrol.kernel.quantity import plain
from reference.aliases import MAKERS, aliases_of, names_claimed_twice
from reference.evidence import evidence_of
from reference.shipped import Rows, Shipped, known

HARDWARE = Path("data/epoch/ml_hardware.2026-04-22.csv")
DATASET = "Epoch AI, Machine Learning Hardware, epoch.ai/data, edition 2026-04-22"

RATES: Mapping[str, str] = {
    "FP64 (double precision) performance (FLOP/s)": "FP64",
    "FP32 (single precision) performance (FLOP/s)": "FP32",
    "TF32 (TensorFloat-32) performance (FLOP/s)": "TF32",
    "FP16 (half precision) performance (FLOP/s)": "FP16",
    "Tensor-FP16/BF16 performance (FLOP/s)": "FP16-tensor",
    "FP8 performance (FLOP/s)": "FP8",
    "FP4 performance (FLOP/s)": "FP4",
    "INT16 performance (OP/s)": "INT16",
    "INT8 performance (OP/s)": "INT8",
    "INT4 performance (OP/s)": "INT4",
}
NUMBERS: Mapping[str, tuple[str, str, int]] = {
    "Die Size (mm^2)": ("die_area", "mm2", 0),
    "Memory bandwidth (byte/s)": ("dram_bandwidth", "GB/s", 9),
    "Memory (bytes)": ("memory", "GB", 9),
    "Intranode bandwidth (byte/s)": ("intra_node_bandwidth", "GB/s", 9),
    "TDP (W)": ("tdp", "W", 0),
    "Process size (nm)": ("process", "nm", 0),
    "Total processing performance (bit-OP/s)": ("tpp_published", "TPP", 12),
}
"""Column: property, unit, and the power of ten between the column's unit and ours."""

FINFET_MAX_NM = 16
FINFET_FOUNDRIES = frozenset({"TSMC", "Samsung", "Intel"})
"""At these the logic processes named 16 nm and below have non-planar transistors."""

_URL = re.compile(r"https?://[^\s;,)]+")


def build(folder: Path) -> Shipped:
    """Return the accelerators whose TPP can be computed, in the order of their identifiers."""
    with (folder / HARDWARE).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if any(known(row[c]) for c in RATES)]
    evidence = evidence_of(folder)
    models = sorted((_model(row, evidence) for row in rows), key=lambda model: model["model"])
    twice = names_claimed_twice({m["model"]: (m["name"], *m["aliases"]) for m in models})
    if twice or len({m["model"] for m in models}) != len(models):
        raise SystemExit(f"two models claim one name: {twice}")
    return Shipped(name="chips.json", content=models, rows=_rows)


def _rows(models: Any) -> Rows:  # noqa: ANN401
    rows: dict[str, Any] = {}
    for model in models:
        rows[model["model"]] = {key: model[key] for key in model if key != "facts"}
        for fact in model["facts"]:
            label = " ".join((model["model"], fact["property"], fact.get("precision", "")))
            rows[label.strip()] = fact
    return rows


def _model(row: Mapping[str, str], evidence: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    name = row["Hardware name"]
    facts = [*_facts(row), *evidence.get(name, ())]
    if not any(fact["property"] == "non_planar" for fact in facts):
        facts.extend(_inferred(row))
    model = {
        "model": slug(name.replace("PCle", "PCIe")),
        "name": name,
        "maker": row["Manufacturer"] or MAKERS[name],
        "aliases": list(aliases_of(name)),
        "facts": sorted(facts, key=lambda f: (f["property"], f.get("precision", ""))),
    }
    return model | ({"released": row["Release date"]} if row["Release date"] else {})


def _facts(row: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    told = _told(row)
    for column, precision in RATES.items():
        rate = known(row[column])
        if rate is not None:
            fact = {"property": "rate", "precision": precision, "basis": "dense"}
            yield fact | told | _number(rate, "tera-ops/s", 12)
    for column, (property_, unit, scale) in NUMBERS.items():
        number = known(row[column])
        if number is not None:
            yield {"property": property_} | told | _number(number, unit, scale)
    if row["Foundry"]:
        yield {"property": "foundry", "text": row["Foundry"].replace(",", ", ")} | told


def _told(row: Mapping[str, str]) -> dict[str, Any]:
    """Say where a row has its facts from: a compiled table is a secondary source, at best."""
    urls = dict.fromkeys(_URL.findall(row["Link to datasheet"]))
    return {
        "source": " ".join(urls) or DATASET,
        "retrieved": row["Last modified"][:10],
        "quality": "secondary",
    }


def _number(value: Decimal, unit: str, scale: int) -> dict[str, str]:
    return {"value": plain(value.scaleb(-scale)), "unit": unit}


def _inferred(row: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    size, foundry = known(row["Process size (nm)"]), row["Foundry"]
    if size is not None and size <= FINFET_MAX_NM and foundry in FINFET_FOUNDRIES:
        note = f"Inferred from process and foundry: {foundry}, {plain(size)} nm."
        told = _told(row) | {"quality": "reconstructed", "note": note}
        yield {"property": "non_planar", "text": "yes"} | told
