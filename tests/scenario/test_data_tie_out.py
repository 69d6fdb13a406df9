"""What ships, tied out against the tables it was made from: ``docs/tie-out.md`` explains the rest.

The inputs lie beside the repository. Where they are missing the tests are skipped, never in CI.
"""

import csv
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

import comptrol.reference
from comptrol.domains.chips import (
    BITS,
    Described,
    FactorsAdopted,
    Precision,
    Property,
    Rate,
    Specification,
    total_processing_performance,
    tpp_agrees,
)
from comptrol.domains.registry import levels_on

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
EPOCH = SHARED / "data/epoch"
REFERENCE = Path(comptrol.reference.__file__).parent
EDITION = date(2026, 7, 17)

TPP_THAT_DISAGREE = {
    "Meta MTIA 300": (9600, 2832),
    "NVIDIA GB300 (Blackwell Ultra)": (60000, 61120),
    "AMD Instinct MI355X": (Decimal("40265.6"), 37440),
    "Google TPU v2": (736, 720),
}
"""What the rates give, and what the table prints."""

SITES_THAT_DISAGREE = {
    "Google Columbus": Decimal("0.570"),
    "Google Council Bluffs (East)": Decimal("0.527"),
    "Google Omaha": Decimal("0.402"),
    "Google Papillion": Decimal("1.532"),
}
"""H100 equivalents of the levels over those of the site table."""


class Standing(NamedTuple):
    """A level, as the stock rule wants it."""

    site: str
    chip: str
    on: date
    planned: bool
    units: int


@pytest.fixture(scope="module", autouse=True)
def _inputs():
    if not SHARED.is_dir():
        reason = f"the input tables are not at {SHARED}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)


def table(name):
    with (EPOCH / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def specification(said, bits=BITS):
    facts = [fact for fact in said.facts if fact.property is Property.RATE]
    rates = tuple(Rate(dense_tera_ops=f.value, bits=bits[f.precision]) for f in facts)
    areas = [fact.value for fact in said.facts if fact.property is Property.DIE_AREA]
    return Specification(rates=rates, die_area_mm2=areas[0] if areas else None)


@pytest.fixture(scope="module")
def described():
    content = (REFERENCE / "chips.json").read_bytes()
    return {said.name: said for said in msgspec.json.decode(content, type=list[Described])}


@pytest.fixture(scope="module")
def published():
    """The TPP that the table prints, by name."""
    column = "Total processing performance (bit-OP/s)"
    rows = table("ml_hardware.2026-04-22.csv")
    return {r["Hardware name"]: Decimal(r[column]).scaleb(-12) for r in rows if r[column]}


@pytest.fixture(scope="module")
def factors():
    content = (REFERENCE / "factors.json").read_bytes()
    sets = msgspec.json.decode(content, type=list[FactorsAdopted])
    return {said.factor_set: {f.chip: f.h100e for f in said.factors} for said in sets}


@pytest.fixture(scope="module")
def levels():
    sites = msgspec.json.decode((REFERENCE / "sites.json").read_bytes())["sites"]
    return [
        Standing(
            site["name"],
            level["chip"],
            date.fromisoformat(level["date"]),
            level["planned"],
            level["units"],
        )
        for site in sites
        for level in site["levels"]
    ]


def ratios(levels, factors):
    """Return, by site, H100 equivalents of these levels over those of the site table."""
    totals = defaultdict(Decimal)
    for level in levels:
        totals[level.site] += level.units * factors["epoch-2026-09-24"][level.chip]
    rows = table("frontier_data_centers_2026-07/data_centers.csv")
    stated = {row["Name"]: Decimal(row["Current H100 equivalents"]) for row in rows}
    return {site: totals[site] / stated[site] for site in totals if stated.get(site)}


def within_two_percent(found):
    return {site for site, ratio in found.items() if abs(ratio - 1) <= Decimal("0.02")}


def test_the_shipped_files_are_what_the_inputs_give():
    command = [sys.executable, "scripts/build_reference.py", "--check", "--input", str(SHARED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tpp_of_170_rows_of_175_can_be_computed(described):
    assert len(table("ml_hardware.2026-04-22.csv")) == 175
    computed = [total_processing_performance(specification(s)) for s in described.values()]
    assert len(computed) == 170
    assert all(computed)


def test_157_of_161_published_tpp_agree_and_the_four_others_have_names(described, published):
    assert len(published) == 161
    apart = {
        name: (total_processing_performance(specification(described[name])), printed)
        for name, printed in published.items()
        if not tpp_agrees(specification(described[name]), printed)
    }
    assert apart == TPP_THAT_DISAGREE


def test_tf32_at_32_bits_would_lose_three_more(described, published):
    wider = {**BITS, Precision.TF32: 32}
    agreeing = [
        name
        for name, printed in published.items()
        if tpp_agrees(specification(described[name], wider), printed)
    ]
    assert len(agreeing) == 154


@pytest.mark.parametrize(
    ("name", "tpp"),
    [
        ("NVIDIA A100", 4992),
        ("NVIDIA H100 SXM5 80GB", 15832),
        ("NVIDIA HGX H20", 2368),
        ("NVIDIA L40", 2897),
        ("NVIDIA GeForce RTX 4090", 5285),
        ("AMD Instinct MI300X", 20919),
        ("NVIDIA B200", 36000),
        ("Huawei Ascend 910B", 6016),
        ("Huawei Ascend 910C", 12800),
        ("Intel Habana Gaudi3", 26848),
        ("Google TPU v5p", 7344),
        ("Amazon Trainium2", 10672),
    ],
)
def test_a_known_chip_has_its_known_tpp(described, name, tpp):
    assert round(total_processing_performance(specification(described[name]))) == tpp


def test_the_die_area_is_known_for_98_of_them(described):
    assert sum(specification(said).die_area_mm2 is not None for said in described.values()) == 98


def test_the_other_factor_set_moves_the_b200_and_the_910c(factors):
    chip_types, hardware = factors["epoch-2026-09-24"], factors["epoch-hardware-2026-04-22"]
    assert round(chip_types["B200"] / hardware["NVIDIA B200"], 2) == Decimal("1.11")
    assert round(chip_types["Ascend 910C"] / hardware["Huawei Ascend 910C"], 2) == Decimal("1.88")


def test_46_of_50_sites_agree_and_the_four_others_have_names(levels, factors):
    found = ratios(levels_on(levels, EDITION), factors)
    assert len(found) == 50
    apart = {site: round(found[site], 3) for site in found.keys() - within_two_percent(found)}
    assert apart == SITES_THAT_DISAGREE


def test_levels_added_up_would_agree_at_30_sites_only(levels, factors):
    begun = [level for level in levels if level.on <= EDITION and not level.planned]
    assert len(within_two_percent(ratios(begun, factors))) == 30


def test_a_planned_chip_without_a_factor_has_none(levels, factors):
    chips = {level.chip for level in levels}
    assert chips - factors["epoch-2026-09-24"].keys() == {"R200", "R300"}


def test_the_unreconciled_rows_are_explained():
    text = (ROOT / "docs/tie-out.md").read_text()
    assert all(name in text for name in (*TPP_THAT_DISAGREE, *SITES_THAT_DISAGREE))
