"""How serials are written and committed to, what a covered cluster is, how books add up."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger_making import tree_path, tree_root

from comptrol.adapters.reference_files import cluster_definitions
from comptrol.domains.registry import (
    ClusterDefinition,
    ClusterShelf,
    SerialRange,
    Span,
    chip_of,
    parts_of,
    run_leaf,
    runs_of,
    serial_at,
    serials_of,
    serials_root,
    span_of,
)
from comptrol.domains.registry.formulas import (
    ClusterVerdict,
    Flows,
    Member,
    add_lot,
    components,
    covered,
    path_to,
    said,
    spans_of,
)
from comptrol.domains.registry.formulas.clusters import Coverage
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.ledger.tree import check_inclusion, leaf_hash

LETTERS: Final = "ABCxyz0123456789._-"
PRINTED: Final = st.text(LETTERS, min_size=1, max_size=51)
NUMBERS: Final = st.integers(0, 10**12 - 1)


# Serials.


@given(PRINTED)
def test_a_serial_reads_back_as_it_was_printed(serial: str):
    span = span_of(serial)
    assert serial_at(span.prefix, span.digits, span.first) == serial
    assert (span.first, span.chips) == (span.last, 1)
    assert list(serials_of(span)) == [serial]


@given(PRINTED)
def test_a_serial_has_one_number_only(serial: str):
    """The number is all the digits at the end: so a prefix ends in one only before twelve."""
    span = span_of(serial)
    assert 0 <= span.digits <= 12
    assert not span.prefix[-1:].isdigit() or span.digits == 12


@given(PRINTED, PRINTED)
def test_two_serials_are_two_spans(one: str, other: str):
    assert (span_of(one) == span_of(other)) == (one == other)


@given(st.sampled_from(["H", "", "A-1.", "x_"]), st.integers(1, 12), NUMBERS)
def test_a_number_in_a_range_is_the_serial_with_it(prefix: str, digits: int, number: int):
    number %= 10**digits
    assert span_of(serial_at(prefix, digits, number)) == Span(prefix, digits, number, number)


@given(PRINTED)
def test_a_chip_has_a_maker_and_a_serial(serial: str):
    maker = PartyId("acme.chips-1")
    assert parts_of(chip_of(maker, serial)) == (maker, span_of(serial))


# Runs and their root.

SERIALS: Final = st.sets(
    st.tuples(st.sampled_from(["A", "B-"]), st.sampled_from([3, 4]), st.integers(0, 60)),
    min_size=1,
    max_size=60,
)


def cut(data: st.DataObject, runs: list[Span]) -> tuple[list[SerialRange], list[str]]:
    """Write runs down some way: in ranges of any length, in any order, or one by one."""
    ranges, listed = [], list[str]()
    for run in runs:
        first = run.first
        while first <= run.last:
            last = data.draw(st.integers(first, run.last))
            if data.draw(st.booleans()):
                listed += [serial_at(run.prefix, run.digits, it) for it in range(first, last + 1)]
            else:
                whole = {"prefix": run.prefix, "digits": run.digits, "first": first, "last": last}
                ranges.append(SerialRange(**whole))
            first = last + 1
    return data.draw(st.permutations(ranges)), data.draw(st.permutations(listed))


@given(SERIALS, st.data())
def test_runs_and_root_are_the_same_however_a_lot_is_written_down(
    serials: set[tuple[str, int, int]], data: st.DataObject
):
    runs = runs_of(sorted(Span(prefix, digits, n, n) for prefix, digits, n in serials))
    ranges, listed = cut(data, runs)
    assert runs_of(said(ranges, listed)) == runs
    assert serials_root(runs_of(said(ranges, listed))) == serials_root(runs)
    assert sum(run.chips for run in runs) == len(serials)


@given(SERIALS)
def test_runs_are_the_longest_there_are(serials: set[tuple[str, int, int]]):
    runs = runs_of(sorted(Span(prefix, digits, n, n) for prefix, digits, n in serials))
    told = {(run.prefix, run.digits, n) for run in runs for n in range(run.first, run.last + 1)}
    assert told == serials
    for one in runs:
        assert (one.prefix, one.digits, one.last + 1) not in serials
        assert (one.prefix, one.digits, one.first - 1) not in serials


@given(SERIALS, SERIALS)
def test_two_lots_have_one_root_only_if_they_have_the_same_serials(
    one: set[tuple[str, int, int]], other: set[tuple[str, int, int]]
):
    roots = [serials_root(spans_of(chips)) for chips in (_chips(one), _chips(other))]
    assert (roots[0] == roots[1]) == (one == other)


def _chips(serials: set[tuple[str, int, int]]) -> list[Any]:
    return [chip_of(PartyId("acme"), serial_at(*serial)) for serial in serials]


@given(SERIALS)
def test_every_run_leads_to_the_root(serials: set[tuple[str, int, int]]):
    runs = spans_of(_chips(serials))
    leaves = [leaf_hash("|".join(map(str, run)).encode()) for run in runs]
    root = bytes.fromhex(serials_root(runs))
    assert (leaves, root) == ([run_leaf(run) for run in runs], tree_root(leaves))
    for index, leaf in enumerate(leaves):
        assert list(path_to(leaves, index)) == tree_path(index, leaves)
        check_inclusion(leaf, index, len(leaves), path_to(leaves, index), root)


def test_the_root_of_one_range_is_golden():
    """SHA-256 of a zero byte and ``X|6|1|8``: anybody can compute it with no code of ours."""
    root = "b42c369e8c7702ae55786c41e545aec22977b2562a51440b3d14ec259c4540f2"
    assert serials_root([Span("X", 6, 1, 8)]) == root


# Covered chip clusters.

ORACLES: Final = Path(__file__).parents[3] / "shared/facts/methods/oracles.json"
V2, V3 = "ccc/2025-11-13", "ccc/v3"
H100: Final = "nvidia-h100-sxm5-80gb"


def verdict(
    definition: str, chips: int, peak: str | None, memory: str | None, model: str = "a chip"
) -> ClusterVerdict:
    by = cluster_definitions().definitions[definition]
    numbers = [None if it is None else Decimal(it) for it in (peak, memory)]
    return covered(
        [Member(model=model, chips=chips, peak_tflops=numbers[0], memory_gb=numbers[1])], by
    )


def is_covered(*cluster: Any) -> bool:
    return verdict(*cluster).coverage is Coverage.COVERED


def test_every_oracle_of_a_covered_cluster_is_met():
    if not ORACLES.is_file():
        pytest.skip(f"the oracles are not at {ORACLES}")
    oracles = [
        it for it in json.loads(ORACLES.read_text()) if it["method"] == "covered_chip_cluster"
    ]
    assert len(oracles) == 4
    for oracle in oracles:
        given_, expected = oracle["inputs"], oracle["expected"]
        one = given_["n"], str(given_["tflops_fp16_dense"]), str(given_["mem_gb"])
        found = {
            "compute_only_v2": is_covered(V2, *one),
            "compute_or_memory_v3": is_covered(V3, *one),
        }
        assert found == expected, oracle["id"]


@pytest.mark.parametrize(
    ("cluster", "by_v2", "by_v3"),
    [
        ((16, "989", "80"), False, False),
        ((17, "989", "80"), True, True),
        ((50, "312", "80"), False, True),
        ((16, "990", "80"), False, True),
        ((1, "15824", "0"), False, False),
        ((1, "15824.000000000001", "0"), False, True),
        ((1, "15840", "0"), False, True),
        ((1, "15840.000000000001", "0"), True, True),
        ((1, "0", "1280"), False, False),
        ((1, "0", "1280.000000000001"), False, True),
        ((0, "989", "80"), False, False),
    ],
    ids=str,
)
def test_what_equals_a_limit_is_not_above_it(cluster: tuple[Any, ...], by_v2: Any, by_v3: Any):
    assert (is_covered(V2, *cluster), is_covered(V3, *cluster)) == (by_v2, by_v3)


@pytest.mark.parametrize("peak", ["989", "989.4", "989.5", "990", "1000", None])
@pytest.mark.parametrize("definition", [V2, V3])
def test_sixteen_h100_are_the_line_whatever_their_datasheet_says(
    definition: str, peak: str | None
):
    assert verdict(definition, 16, peak, "80", H100).coverage is Coverage.NOT_COVERED
    assert verdict(definition, 17, peak, "80", H100).coverage is Coverage.COVERED


def test_each_limb_says_that_it_is_above():
    assert verdict(V3, 17, "989", "80").limbs == ("compute", "memory")
    assert verdict(V3, 50, "312", "80").limbs == ("memory",)
    assert verdict(V3, 16, "990", "80").limbs == ("compute",)
    assert verdict(V2, 50, "312", "80").limbs == ()


@pytest.mark.parametrize(
    ("cluster", "coverage", "needs"),
    [
        ((V3, 1, None, "80"), Coverage.INDETERMINATE, ("the FP16 peak of a chip",)),
        ((V3, 1, "989", None), Coverage.INDETERMINATE, ("the memory of a chip",)),
        ((V2, 1, "989", None), Coverage.NOT_COVERED, ()),
        ((V3, 17, None, "80"), Coverage.COVERED, ("the FP16 peak of a chip",)),
        ((V3, 17, "989", None), Coverage.COVERED, ("the memory of a chip",)),
    ],
    ids=str,
)
def test_what_is_missing_decides_only_what_it_could_change(
    cluster: Any, coverage: Coverage, needs: tuple[str, ...]
):
    found = verdict(*cluster)
    assert (found.coverage, found.needs) == (coverage, needs)


def test_nothing_is_no_covered_cluster():
    assert covered([], cluster_definitions().definitions[V3]).coverage is Coverage.NOT_COVERED


def test_every_definition_that_ships_is_dated_or_says_that_nobody_knows():
    shelf = cluster_definitions()
    assert set(shelf.definitions) == {V2, V3}
    assert shelf.definitions[V2].since == date(2025, 11, 13)
    assert shelf.definitions[V3].since is None
    assert "confirmed by a human" in shelf.definitions[V3].source
    assert {by.bandwidth_gbit_s_above for by in shelf.definitions.values()} == {Decimal(25)}


def test_a_definition_of_ones_own_counts_by_its_own_numbers():
    ours = ClusterDefinition(
        definition="ours",
        title="Ours",
        source="here",
        since=None,
        peak_tflops_above=Decimal(1),
        memory_gb_above=None,
        bandwidth_gbit_s_above=Decimal(1),
        unit_peak_tflops=Decimal(1),
        unit_models=("one",),
    )
    assert ClusterShelf({"ours": ours}).definitions["ours"] is ours
    of_one = [Member(model="one", chips=1, peak_tflops=Decimal(99), memory_gb=None)]
    assert covered(of_one, ours).coverage is Coverage.NOT_COVERED


PLACES: Final = st.sampled_from("abcdefgh")


@given(st.sets(PLACES, min_size=1), st.lists(st.tuples(PLACES, PLACES), max_size=12))
def test_places_hang_together_as_far_as_anybody_can_walk(
    places: set[str], joined: list[tuple[str, str]]
):
    joined = [it for it in joined if places.issuperset(it)]
    found = components(places, joined)
    for place in places:
        reached, more = {place}, True
        while more:
            steps = {
                b for one, other in joined for a, b in ((one, other), (other, one)) if a in reached
            }
            more = not steps <= reached
            reached |= steps
        assert found[place] == reached


# Balances of one lot.


class Told(msgspec.Struct, frozen=True):
    """A step as the formula asks for it."""

    kind: str
    on: date
    there: int
    key: str


def day(number: int) -> date:
    return date(2026, 10, number)


LIFE: Final = (
    Told("registry.made/1", day(1), 10, "maker"),
    Told("registry.received/1", day(5), 10, "holder"),
    Told("registry.witnessed/1", day(7), 8, "holder"),
    Told("registry.departed/1", day(9), 0, "holder"),
)


def flows(start: int, until: int, steps: tuple[Told, ...] = LIFE, **more: Any) -> dict[str, Any]:
    found = Flows()
    add_lot(found, steps, lambda step: step.key, day(start), day(until), **more)
    fields = ("begin", "receipts", "shipments", "destroyed", "end")
    keys = found.keys()
    return {key: [getattr(found, field)[key] for field in fields] for key in keys}


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ((1, 2), {"maker": [0, 10, 0, 0, 10]}),
        ((2, 3), {"maker": [10, 0, 0, 0, 10]}),
        ((1, 6), {"maker": [0, 10, 10, 0, 0], "holder": [0, 10, 0, 0, 10]}),
        ((5, 6), {"maker": [10, 0, 10, 0, 0], "holder": [0, 10, 0, 0, 10]}),
        ((6, 8), {"holder": [10, 0, 0, 2, 8]}),
        ((7, 8), {"holder": [10, 0, 0, 2, 8]}),
        ((8, 9), {"holder": [8, 0, 0, 0, 8]}),
        ((8, 10), {"holder": [8, 0, 8, 0, 0]}),
        ((10, 20), {"holder": [0, 0, 0, 0, 0]}),
    ],
    ids=str,
)
def test_a_life_is_told_in_begin_receipts_shipments_destroyed_and_end(
    period: tuple[int, int], expected: dict[str, list[int]]
):
    assert flows(*period) == expected


def test_a_lot_from_another_registry_is_received():
    arrived = (Told("registry.arrived/1", day(3), 4, "holder"),)
    assert flows(1, 9, arrived) == {"holder": [0, 4, 0, 0, 4]}


def test_a_part_flows_only_if_it_begins_elsewhere_than_its_lot_was():
    part = (Told("registry.split/1", day(3), 4, "holder"),)
    same, away = (Told("registry.made/1", day(1), 4, key) for key in ("holder", "in transit"))
    assert flows(1, 9, part, origin=same) == {"holder": [0, 0, 0, 0, 4]}
    away_and_back = {"holder": [0, 4, 0, 0, 4], "in transit": [0, 0, 4, 0, 0]}
    assert flows(1, 9, part, origin=away) == away_and_back
    assert flows(4, 9, part, origin=away) == {"holder": [4, 0, 0, 0, 4]}
    assert flows(1, 3, part, origin=away) == {}
