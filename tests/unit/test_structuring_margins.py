"""What the class of a part hangs on, by the law that is shipped."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.domains.chips import Rate, Specification
from comptrol.domains.law import Classification, classify
from comptrol.domains.structuring.formulas import Hinge, hinges

RULEBOOK = read_rulebook()
ON = date(2026, 11, 1)
TWO_PERCENT = 200


def part(tera_ops: str, die_mm2: str, *, datacenter: bool | None = True) -> Specification:
    rate = Rate(dense_tera_ops=Decimal(tera_ops), bits=16, precision="FP16-tensor")
    return Specification(rates=(rate,), die_area_mm2=Decimal(die_mm2), datacenter=datacenter)


def classed(chip: Specification) -> Classification:
    return classify(chip, ON, RULEBOOK, known_at=ON)


def found(
    chip: Specification, printed: str | None = None, within_bp: int = TWO_PERCENT
) -> dict[Hinge, str]:
    number = None if printed is None else Decimal(printed)
    return {hinge: it.item_class for hinge, it in hinges(chip, number, within_bp, classed)}


@pytest.mark.parametrize(
    ("tera_ops", "die_mm2", "graver"),
    [("299.9", "1000", "3A090.a"), ("149.4", "1490", "3A090.b"), ("295", "1000", "3A090.a")],
)
def test_a_part_just_below_a_line_hangs_on_its_margin(
    tera_ops: str, die_mm2: str, graver: str
) -> None:
    assert found(part(tera_ops, die_mm2)) == {Hinge.MARGIN: graver}


@pytest.mark.parametrize(
    ("tera_ops", "die_mm2"), [("290", "1000"), ("299.9", "800"), ("90", "300"), ("989.4", "814")]
)
def test_a_part_far_below_or_caught_by_another_line_does_not(tera_ops: str, die_mm2: str) -> None:
    assert found(part(tera_ops, die_mm2)) == {}


def test_a_nearer_margin_sees_less() -> None:
    assert found(part("296", "1000"), within_bp=100) == {}


def test_a_part_hangs_on_the_number_that_somebody_printed() -> None:
    chip = part("290", "1000")
    assert found(chip, "4800") == {Hinge.PRINTED: "3A090.a"}
    assert found(chip, "4700") == {}


def test_a_part_hangs_on_not_being_for_datacenters() -> None:
    strong = part("195", "379", datacenter=False)
    assert found(strong) == {Hinge.MARKET: "3A090.a"}
    assert found(part("99", "300", datacenter=False)) == {}


def test_a_part_whose_class_is_open_hangs_on_nothing() -> None:
    assert found(part("195", "379", datacenter=None)) == {}


@given(st.decimals(min_value=1, max_value=400, places=1), st.integers(100, 2000))
def test_what_hangs_on_a_margin_hangs_on_a_wider_one(tera_ops: Decimal, die_mm2: int) -> None:
    chip = part(str(tera_ops), str(die_mm2))
    by = [Hinge.MARGIN in found(chip, within_bp=it) for it in (100, 200)]
    assert by[1] or not by[0] or classed(chip).item_class != "none"
