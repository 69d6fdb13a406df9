"""Every labelled chip gets its class by arithmetic, on both structures of 3A090."""

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains.chips import Rate, Specification
from comptrol.domains.law import LawAsOf, classify, number_test_2026
from comptrol.kernel.errors import OutOfRangeError

CASES = Path(__file__).parents[2] / "../shared/facts/law/classification_cases.csv"
RULEBOOK = read_rulebook()
MODERN, FIRST, REVIEW = date(2024, 6, 1), date(2022, 11, 1), date(2026, 1, 15)
LABELS = {"3A090.a+NAC/ACA": "3A090.a", "human": "indeterminate"}


def rows() -> list[dict[str, str]]:
    if not CASES.exists():
        return []
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(row: dict[str, str], column: str) -> Decimal | None:
    return Decimal(row[column]) if row[column] else None


def chip(row: dict[str, str]) -> Specification:
    rate, bits = number(row, "dense_Tops"), row["bits"]
    planar = row["pd_published"] == "planar"
    return Specification(
        name=row["chip"],
        rates=(Rate(dense_tera_ops=rate, bits=int(bits)),) if rate is not None else (),
        tpp_stated=number(row, "tpp_published"),
        die_area_mm2=number(row, "die_mm2"),
        performance_density_stated=None if planar else number(row, "pd_published"),
        non_planar=not planar and row["nonplanar"] == "1",
        datacenter=row["market"] == "dc",
        io_bidirectional_gb_per_s=number(row, "io_bidir_GBps"),
        dram_gb_per_s=number(row, "dram_GBps"),
    )


def labelled(column: str) -> list[object]:
    return [pytest.param(row, id=row["id"]) for row in rows() if row[column]]


def test_the_labelled_cases_are_here() -> None:
    if not CASES.exists():
        assert "CI" not in os.environ, f"{CASES} is missing"  # noqa: TID251
        pytest.skip("the labelled cases are not part of the package")
    assert len(rows()) == 44


@pytest.mark.parametrize("row", labelled("label_2023_11"))
@pytest.mark.parametrize("day", [date(2023, 11, 17), MODERN, date(2026, 11, 22)])
def test_the_class_since_2023_is_the_label(row: dict[str, str], day: date) -> None:
    found = classify(chip(row), day, RULEBOOK)
    label = row["label_2023_11"]
    assert found.item_class == LABELS.get(label, label)
    assert found.note2 == label.endswith("+NAC/ACA")
    assert bool(found.needs) == (found.item_class == "indeterminate")
    assert found.steps
    assert found.cites


@pytest.mark.parametrize("row", labelled("label_2022_10"))
def test_the_class_of_2022_is_the_label(row: dict[str, str]) -> None:
    found = classify(chip(row), FIRST, RULEBOOK)
    assert (
        found.item_class == {"controlled": "3A090", "not-controlled": "none"}[row["label_2022_10"]]
    )


@pytest.mark.parametrize("row", labelled("overlay_2026_01_CN_MO"))
def test_the_number_test_of_2026_is_the_label(row: dict[str, str]) -> None:
    law = LawAsOf(rulebook=RULEBOOK, day=REVIEW, known_at=REVIEW)
    item = classify(chip(row), REVIEW, RULEBOOK)
    assert number_test_2026(item, chip(row), law) == row["overlay_2026_01_CN_MO"]


def part(tpp: str, density: str | None = None, **more: object) -> Specification:
    return Specification(
        tpp_stated=Decimal(tpp),
        performance_density_stated=None if density is None else Decimal(density),
        **{"datacenter": True, "non_planar": True, **more},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("tpp", "density", "item_class", "limbs"),
    [
        ("4799.999999", "1.599999", "none", ()),
        ("4800", "0.1", "3A090.a", ("a.1",)),
        ("4800", "5.92", "3A090.a", ("a.1", "a.2")),
        ("1600", "5.92", "3A090.a", ("a.2",)),
        ("1599.999999", "100", "none", ()),
        ("1600", "5.919999", "3A090.b", ("b.2",)),
        ("1600", "3.2", "3A090.b", ("b.2",)),
        ("1600", "3.199999", "none", ()),
        ("2400", "1.6", "3A090.b", ("b.1",)),
        ("2399.999999", "1.6", "none", ()),
        ("2400", "1.599999", "none", ()),
        ("2400", "3.2", "3A090.b", ("b.1", "b.2")),
    ],
)
def test_every_threshold_is_inclusive_and_exact(
    tpp: str, density: str, item_class: str, limbs: tuple[str, ...]
) -> None:
    found = classify(part(tpp, density), MODERN, RULEBOOK)
    assert (found.item_class, found.limbs) == (item_class, limbs)


def test_density_at_the_limit_is_exact_where_a_division_would_round() -> None:
    area = Decimal("313.333333333333333333")
    at_limit = part(str(Decimal("5.92") * area), die_area_mm2=area)
    assert classify(at_limit, MODERN, RULEBOOK).item_class == "3A090.a"


@pytest.mark.parametrize(
    ("chip", "needs"),
    [
        (Specification(), ("item.tpp",)),
        (part("1700"), ("item.die-area",)),
        (part("1700", datacenter=None), ("item.die-area", "item.datacenter")),
        (part("1700", "6", datacenter=None), ("item.datacenter",)),
        (part("3000", non_planar=False), ("item.planar",)),
    ],
)
def test_what_is_missing_is_asked_and_never_guessed(
    chip: Specification, needs: tuple[str, ...]
) -> None:
    found = classify(chip, MODERN, RULEBOOK)
    assert (found.item_class, found.needs) == ("indeterminate", needs)


@pytest.mark.parametrize(
    "chip",
    [
        part("1599"),
        part("1700", "1", datacenter=None),
        part("4799", datacenter=False),
        part("1599", non_planar=False),
    ],
)
def test_what_cannot_matter_is_not_asked(chip: Specification) -> None:
    assert classify(chip, MODERN, RULEBOOK).item_class == "none"


def test_a_part_not_for_datacenters_stays_controlled_from_4800() -> None:
    assert classify(part("4800", datacenter=False), MODERN, RULEBOOK).note2
    assert classify(part("4799.9", "9", datacenter=False), MODERN, RULEBOOK).item_class == "none"


def test_the_structure_changes_on_the_day() -> None:
    a800 = part("4992", "6.04", io_bidirectional_gb_per_s=Decimal(400))
    assert classify(a800, date(2023, 11, 16), RULEBOOK).item_class == "none"
    assert classify(a800, date(2023, 11, 17), RULEBOOK).item_class == "3A090.a"


def test_what_was_not_yet_known_is_not_applied() -> None:
    a800 = part("4992", "6.04", io_bidirectional_gb_per_s=Decimal(400))
    day = date(2023, 12, 1)
    assert classify(a800, day, RULEBOOK, date(2023, 10, 16)).item_class == "none"
    assert classify(a800, day, RULEBOOK, date(2023, 10, 17)).item_class == "3A090.a"


@pytest.mark.parametrize(
    ("tpp", "io", "item_class", "needs"),
    [
        ("4800", "600", "3A090", ()),
        ("4800", "599.999", "none", ()),
        ("4799.999", "600", "none", ()),
        ("4800", None, "indeterminate", ("item.io-bandwidth",)),
        ("4799", None, "none", ()),
    ],
)
def test_the_first_test_asked_for_both_numbers(
    tpp: str, io: str | None, item_class: str, needs: tuple[str, ...]
) -> None:
    chip = part(tpp, io_bidirectional_gb_per_s=None if io is None else Decimal(io))
    found = classify(chip, FIRST, RULEBOOK)
    assert (found.item_class, found.needs) == (item_class, needs)


def test_before_3a090_nothing_can_be_classified() -> None:
    with pytest.raises(OutOfRangeError, match="2022-10-21"):
        classify(part("4800"), date(2022, 10, 20), RULEBOOK)
    assert classify(part("100"), date(2022, 10, 21), RULEBOOK).item_class == "none"


def test_the_highest_precision_counts_and_the_arithmetic_is_shown() -> None:
    rates = (
        Rate(dense_tera_ops=Decimal("9227.5"), bits=4, precision="FP4"),
        Rate(dense_tera_ops=Decimal("2309.6"), bits=16, precision="FP16"),
    )
    mi350x = Specification(rates=rates, die_area_mm2=Decimal(1017), datacenter=True)
    found = classify(mi350x, MODERN, RULEBOOK)
    assert found.tpp == Decimal("36953.6")
    assert "2309.6 dense TOPS x 16 bits = 36953.6, the highest of 2 rates" in found.steps[0]
    assert "a.2 (TPP >= 1600 and PD >= 5.92)" in found.steps[-1]


def test_h20_is_in_no_paragraph_whatever_anyone_prints() -> None:
    rate = Rate(dense_tera_ops=Decimal(296), bits=8)
    h20 = Specification(
        name="H20 (published as 3A090.b.2)",
        rates=(rate,),
        die_area_mm2=Decimal(814),
        datacenter=True,
    )
    assert classify(h20, MODERN, RULEBOOK).item_class == "none"
