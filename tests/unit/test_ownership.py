"""The 50 percent rule case by case, its proofs, and the files it is read from."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from comptrol.adapters.ownership_files import (
    OwnershipFile,
    read_bods,
    read_gleif_csv,
    read_gleif_json,
    read_graph,
)
from comptrol.domains.parties import (
    Cascade,
    Effective,
    Holding,
    Holdings,
    MissingOwner,
    MissingShare,
    OwnershipVerdict,
    Proofs,
    Requirement,
    Strictness,
    Threshold,
    Top,
    carried,
    cascade,
    check_proof,
    effective,
    governing,
    proof,
    ultimate_parent,
    would_settle,
)
from comptrol.entrypoints.pictures.ownership import ownership_svg
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.lei import is_lei

SHARED = Path(__file__).parents[3] / "shared"
CASES = SHARED / "data/screening/ownership/cases.json"
BODS = SHARED / "data/kyc/bods"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared inputs are elsewhere")

DAY = date(2026, 1, 1)
OFAC = Threshold()
UK = Threshold(strict=True, aggregate=False, control_counts=True)
BLOCKED, UNRESOLVED, CLEAR = OwnershipVerdict


def holding(owner: str, asset: str, low: int, high: int | None = None, **more: Any) -> Holding:
    bp_max = low if high is None else high
    return Holding(owner=owner, asset=asset, bp_min=low, bp_max=bp_max, **more)


def worked(*held: Holding, listed: str = "X", rule: Threshold = OFAC, open_: str = "") -> Cascade:
    """Return the cascade of a few holdings, listed and open parties having one letter each."""
    return cascade(Holdings(held), listed, rule=rule, day=DAY, open_=open_)


def verdicts(found: Cascade) -> dict[str, str]:
    return {party: found.verdict(party).value for party in found.parties()}


# -- the cases --------------------------------------------------------------------------------


def cases() -> list[Any]:
    if not CASES.exists():
        return []
    found = json.loads(CASES.read_text())["cases"]
    assert len(found) == 16
    return [pytest.param(case, id=case["id"]) for case in found]


@needs_shared
@pytest.mark.parametrize("case", cases())
def test_every_case_of_the_sheet_is_answered_as_expected(case: dict[str, Any]) -> None:
    graph = {"edges": case["edges"], "listed": case["listed"], "as_of": case.get("as_of")}
    read = read_graph(json.dumps(graph).encode())
    day = read.as_of or DAY
    found = cascade(Holdings(read.holdings), read.listed, rule=read.rule, day=day)
    for verdict in OwnershipVerdict:
        parties = [it for it in found.parties() if found.verdict(it) is verdict]
        assert parties == sorted(case["expected"][verdict.value])
    for party in found.parties():
        steps, facts = proof(found, party), would_settle(found, party)
        assert bool(steps) == (found.verdict(party) is BLOCKED)
        assert bool(facts) == (found.verdict(party) is UNRESOLVED)
        if steps:
            named = {"register": read.holdings, "listed": read.listed}
            assert check_proof(steps, **named, rule=read.rule, day=day) == ()


def test_half_counts_and_a_hundredth_of_a_percent_less_does_not() -> None:
    assert worked(holding("X", "A", 5000)).verdict("A") is BLOCKED
    assert worked(holding("X", "A", 4999)).verdict("A") is CLEAR
    assert worked(holding("X", "A", 5000), rule=Threshold(strict=True)).verdict("A") is CLEAR
    assert worked(holding("X", "A", 5001), rule=Threshold(strict=True)).verdict("A") is BLOCKED


def test_three_shares_of_a_third_of_a_half_are_half() -> None:
    thirds = [
        holding(owner, "A", share) for owner, share in zip("XYZ", (1667, 1667, 1666), strict=True)
    ]
    assert worked(*thirds, listed="XYZ").verdict("A") is BLOCKED


def test_parallel_holdings_of_one_owner_add() -> None:
    assert worked(holding("X", "A", 2500), holding("X", "A", 2500)).verdict("A") is BLOCKED


def test_a_holding_counts_from_its_first_day_to_the_day_before_its_last() -> None:
    held = holding("X", "A", 6000, start=date(2025, 1, 1), until=date(2025, 7, 1))
    graph = Holdings([held])
    days = {date(2024, 12, 31): CLEAR, date(2025, 1, 1): BLOCKED, date(2025, 6, 30): BLOCKED}
    for day, verdict in {**days, date(2025, 7, 1): CLEAR}.items():
        assert cascade(graph, "X", rule=OFAC, day=day).verdict("A") is verdict


def test_upper_bounds_past_the_whole_clear_nobody() -> None:
    found = worked(holding("Z", "A", 6000), holding("X", "A", 0, 10_000))
    assert found.verdict("A") is UNRESOLVED


def test_listed_parties_are_not_added_where_each_is_taken_alone() -> None:
    held = (holding("X", "A", 3000), holding("Y", "A", 3000))
    assert worked(*held, listed="XY", rule=UK).verdict("A") is CLEAR
    through = (holding("X", "A", 6000), holding("X", "B", 3000), holding("A", "B", 3000))
    found = worked(*through, holding("Y", "B", 4000), listed="XY", rule=UK)
    assert found.verdict("B") is BLOCKED
    assert check_proof(proof(found, "B"), register=through, listed="XY", rule=UK, day=DAY) == ()


def test_control_counts_where_the_rule_says_so_and_nowhere_else() -> None:
    held = holding("X", "A", 0, 0, control=True, source="board minutes")
    assert worked(held).verdict("A") is CLEAR
    found = worked(held, rule=UK)
    assert found.verdict("A") is BLOCKED
    assert proof(found, "A")[0].control
    assert check_proof(proof(found, "A"), register=[held], listed="X", rule=UK, day=DAY) == ()


def test_an_owner_who_may_be_listed_counts_in_the_upper_run_alone() -> None:
    found = worked(holding("X", "A", 2500), holding("O", "A", 2500), open_="O")
    assert found.verdict("A") is UNRESOLVED
    fact = MissingOwner(owner="O", if_listed=BLOCKED, if_not_listed=CLEAR)
    assert fact in would_settle(found, "A")


# -- a graph that is kept -----------------------------------------------------------------------


def test_a_holding_can_be_added_changed_and_ended_on_the_built_graph() -> None:
    graph = Holdings([holding("X", "A", 2501, 5000, source="register")])
    number = graph.add(holding("A", "B", 5000))

    def verdict(party: str) -> str:
        return cascade(graph, "X", rule=OFAC, day=DAY).verdict(party)

    assert (verdict("A"), verdict("B")) == (UNRESOLVED, UNRESOLVED)
    graph.change(0, 5000, 5000)
    assert graph.holding(0) == holding("X", "A", 5000, source="register")
    assert (verdict("A"), verdict("B")) == (BLOCKED, BLOCKED)
    graph.end(number, DAY)
    assert (verdict("A"), verdict("B")) == (BLOCKED, CLEAR)
    with pytest.raises(ValueError, match="no share of a whole"):
        graph.change(0, 1, 10_001)


def test_more_than_the_whole_is_told() -> None:
    graph = Holdings(
        [holding("X", "A", 6000), holding("Y", "A", 5000, 10_000), holding("X", "B", 1)]
    )
    assert graph.impossible(DAY) == (("A", 11_000),)


# -- proofs -----------------------------------------------------------------------------------

CHAIN = (holding("X", "A", 5000, source="deed"), holding("A", "B", 6000), holding("Z", "B", 4000))


def test_a_proof_names_the_fewest_holdings_down_to_a_listed_party() -> None:
    steps = proof(worked(*CHAIN), "B")
    assert [(it.id, it.total_bp, [one.owner for one in it.holdings]) for it in steps] == [
        ("B", 6000, ["A"]),
        ("A", 5000, ["X"]),
    ]
    assert steps[1].holdings[0].source == "deed"
    assert [it.id for it in Proofs(worked(*CHAIN)).of("B", steps_max=1)] == ["B"]
    assert proof(worked(*CHAIN), "Z") == proof(worked(*CHAIN), "nobody") == ()


@pytest.mark.parametrize(
    ("register", "listed", "day", "fault"),
    [
        (CHAIN[1:], "X", DAY, "no such holding of X"),
        (CHAIN, "Y", DAY, "X is neither listed nor has a step"),
        (
            (holding("X", "A", 5000, source="deed", until=DAY), *CHAIN[1:]),
            "X",
            DAY,
            "no such holding of X",
        ),
    ],
)
def test_a_proof_that_does_not_fit_the_register_is_found_out(
    register: tuple[Holding, ...], listed: str, day: date, fault: str
) -> None:
    steps = proof(worked(*CHAIN), "B")
    faults = check_proof(steps, register=register, listed=listed, rule=OFAC, day=day)
    assert any(fault in it for it in faults)


def test_a_proof_out_of_its_days_or_short_of_the_line_is_found_out() -> None:
    held = holding("X", "A", 5000, until=DAY)
    steps = proof(cascade(Holdings([held]), "X", rule=OFAC, day=date(2025, 1, 1)), "A")
    faults = check_proof(steps, register=[held], listed="X", rule=OFAC, day=DAY)
    assert faults == (f"A: the holding of X is not in force on {DAY}",)
    strict = Threshold(strict=True)
    faults = check_proof(steps, register=[held], listed="X", rule=strict, day=date(2025, 1, 1))
    assert any("less than the 5001 needed" in it for it in faults)


def test_a_proof_in_a_circle_proves_nothing() -> None:
    ring = (holding("A", "B", 6000), holding("B", "A", 6000))
    steps = tuple(
        step for one in ("A", "B") for step in proof(worked(*ring, listed="AB"[one == "A"]), one)
    )
    assert [it.id for it in steps] == ["A", "B"]
    faults = check_proof(steps, register=ring, listed="X", rule=OFAC, day=DAY)
    assert "A: stands on itself, in a circle" in faults
    assert check_proof((), register=ring, listed="X", rule=OFAC, day=DAY) == ("there is no step",)


# -- what is missing ---------------------------------------------------------------------------


def test_a_missing_number_is_named_with_the_range_that_settles() -> None:
    found = worked(holding("X", "A", 2501, 5000), holding("A", "B", 5000), holding("X", "B", 100))
    told = {"owner": "X", "asset": "A", "bp_min": 2501, "bp_max": 5000, "source": ""}
    fact = MissingShare(**told, blocked_from=5000, clear_to=4999)
    assert would_settle(found, "A") == would_settle(found, "B") == (fact,)
    assert would_settle(found, "X") == ()


def test_a_number_that_settles_nothing_alone_is_named_without_a_range() -> None:
    found = worked(holding("X", "A", 0, 3000), holding("Y", "A", 0, 3000), listed="XY")
    assert [(it.owner, it.blocked_from, it.clear_to) for it in would_settle(found, "A")] == [
        ("X", None, 1999),
        ("Y", None, 1999),
    ]


# -- restrictions and effective shares -----------------------------------------------------------


def test_the_most_restrictive_owner_governs_however_little_it_owns() -> None:
    mild = Requirement(list="MEU", licence="some", policy="case by case")
    strict = Requirement(list="EL", licence="all", policy="denial", footnotes=("4",))
    held = (holding("X", "A", 6000), holding("Y", "A", 1), holding("A", "B", 5000))
    found = carried(worked(*held, listed="XY"), {"X": frozenset({mild}), "Y": frozenset({strict})})
    assert found["B"] == {mild, strict}
    order = Strictness(licences=("some", "all"), policies=("case by case", "denial"))
    merged = governing(found["B"], order)
    assert merged is not None
    assert (merged.lists, merged.licence, merged.policy) == (("EL", "MEU"), "all", "denial")
    assert merged.footnotes == ("4",)
    assert governing((), order) is None
    odd = governing([mild, Requirement(list="EL", licence="odd", policy="odd")], order)
    assert odd is not None
    assert (odd.licence, odd.policy) == ("odd", "odd")


def test_effective_shares_multiply_and_a_ring_comes_to_rest() -> None:
    chain = Holdings([holding("X", "A", 6000), holding("A", "B", 6000, 7000)])
    ends = Effective(bp_min=Decimal(3600), bp_max=Decimal(4200))
    assert effective(chain, "X", DAY)["B"] == ends
    ring = Holdings([holding("X", "A", 4000), holding("A", "B", 6000), holding("B", "A", 6000)])
    found = effective(ring, "X", DAY)["A"]
    assert found.bp_min <= Decimal(6250) <= found.bp_max
    assert found.bp_max - found.bp_min < Decimal("0.001")


def test_the_ultimate_parent_is_who_stands_above_by_majorities_or_control() -> None:
    held = [holding("P", "Q", 5001), holding("Q", "R", 9000), holding("S", "P", 5000)]
    graph = Holdings([*held, holding("T", "V", 0, 9000), holding("R", "W", 0, 0, control=True)])
    assert ultimate_parent(graph, "W", DAY) == Top(party="P", open=False)
    assert ultimate_parent(graph, "V", DAY) == Top(party="V", open=True)
    ring = Holdings([holding("A", "B", 10_000), holding("B", "A", 10_000)])
    assert ultimate_parent(ring, "A", DAY) == Top(party="A", open=True)
    assert ultimate_parent(ring, "nobody", DAY) == Top(party="nobody", open=False)


# -- beneficial ownership statements --------------------------------------------------------------


def bods(name: str) -> OwnershipFile:
    return read_bods((BODS / name).read_bytes())


def edges(read: OwnershipFile) -> set[tuple[str, str, int, int]]:
    return {
        (read.names[it.owner], read.names[it.asset], it.bp_min, it.bp_max) for it in read.holdings
    }


@needs_shared
def test_shares_and_votes_of_one_relationship_are_not_added() -> None:
    read = bods("fixtures/01-direct-ownership.json")
    assert edges(read) == {("Jane Smith", "Acme Holdings Ltd", 7500, 7500)}
    assert read.holdings[0].control
    assert read.holdings[0].start == date(2010, 1, 1)


@needs_shared
def test_a_circle_ends_and_nobody_stands_above_it() -> None:
    read = bods("fixtures/10-circular-ownership.json")
    graph = Holdings(read.holdings)
    assert cascade(graph, (), rule=OFAC, day=DAY).verdict("rec-alpha-corp") is CLEAR
    assert ultimate_parent(graph, "rec-alpha-corp", DAY).open


@needs_shared
def test_an_owner_who_is_not_named_is_no_person_and_leaves_it_open() -> None:
    read = bods("fixtures/11-anonymous-person.json")
    (held,) = read.holdings
    assert read.undisclosed == {held.owner} == {"rec-rel-opaque-no-ubo"}
    assert "subjectUnableToConfirm" in read.names[held.owner]
    assert any("subjectUnableToConfirm" in note for note in read.notes)
    found = cascade(Holdings(read.holdings), (), rule=OFAC, day=DAY, open_=read.undisclosed)
    assert found.verdict("rec-opaque-holdings-sa") is UNRESOLVED


@needs_shared
def test_an_indirect_share_is_read_as_its_components() -> None:
    read = bods("examples/mixed-direct-and-indirect-ownership.json")
    assert edges(read) == {
        ("Company B", "Company A", 5000, 5000),
        ("Person 1", "Company B", 0, 10_000),
        ("Person 1", "Company A", 5000, 5000),
    }
    assert any("as its components" in note for note in read.notes)


@needs_shared
def test_the_latest_statement_counts_and_a_closed_record_has_ended() -> None:
    read = bods("examples/fermcat.json")
    ended = {read.names[it.owner]: it.until for it in read.holdings}
    assert ended["Declan Byrne-Amin"] == date(2022, 1, 21)
    assert ended["Riyadh Byrne-Amin"] == date(2021, 4, 3)
    assert ("Patrick O'Donohue", "Fermcat Ltd", 10_000, 10_000) in edges(read)
    assert any("earlier statements" in note for note in read.notes)


@needs_shared
def test_a_nominator_controls_and_a_nominee_holds_for_another() -> None:
    read = bods("examples/nomination.json")
    (held,) = read.holdings
    assert held.control
    assert read.names[held.owner] == "Silvia Teixeira Perez"
    assert any(note.startswith("nominee is no share") for note in read.notes)


@needs_shared
def test_every_example_is_read_and_what_is_not_read_is_said() -> None:
    files = sorted(BODS.rglob("*.json"))
    assert len(files) == 22
    relationships = read_ = 0
    for path in files:
        said = json.loads(path.read_text())
        relationships += len({s["recordId"] for s in said if s["recordType"] == "relationship"})
        found = read_bods(path.read_bytes())
        read_ += len(found.holdings)
        if any(s.get("annotations") for s in said):
            assert any("annotations" in note for note in found.notes)
    # Five sum up components that are read, one is a nominee and one an office.
    assert (relationships, read_) == (48, 41)


def relationship(**interest: Any) -> bytes:
    details = {"subject": "a", "interestedParty": "x", "interests": [interest]}
    said = {"statementId": "s", "recordId": "r", "recordType": "relationship"}
    return json.dumps([{**said, "recordDetails": details}]).encode()


DIRECT = {"type": "shareholding", "directOrIndirect": "direct"}


@pytest.mark.parametrize(
    ("share", "bounds"),
    [
        ({"exact": 50}, (5000, 5000)),
        ({"exact": 33.333}, (3333, 3334)),
        ({"exact": 0.29}, (29, 29)),
        ({"minimum": 25, "exclusiveMaximum": 50}, (2500, 4999)),
        ({"exclusiveMinimum": 25, "maximum": 50}, (2501, 5000)),
        ({"exclusiveMinimum": 50, "exclusiveMaximum": 75}, (5001, 7499)),
        ({"minimum": 75}, (7500, 10_000)),
        ({}, (0, 10_000)),
    ],
)
def test_a_share_in_percent_is_whole_basis_points(
    share: dict[str, Any], bounds: tuple[int, int]
) -> None:
    (held,) = read_bods(relationship(**DIRECT, share=share)).holdings
    assert (held.bp_min, held.bp_max) == bounds


@pytest.mark.parametrize("word", ["indirect", "unknown"])
def test_a_share_that_is_not_direct_says_nothing_of_a_direct_one(word: str) -> None:
    share = {"type": "shareholding", "directOrIndirect": word, "share": {"exact": 80}}
    read = read_bods(relationship(**share))
    assert (read.holdings[0].bp_min, read.holdings[0].bp_max) == (0, 10_000)
    assert any("of unknown size" in note for note in read.notes)
    assert any("no statement" in note for note in read.notes)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "truncated"),
        (b"{}", "Expected `array`"),
        (b'[{"statementType": "personStatement"}]', "$[0]"),
        (relationship(**DIRECT, share={"exact": 101}), "share of 101 percent"),
        (relationship(**DIRECT, share={"exact": -1}), "$[0].recordDetails.interests[0].share"),
        (relationship(**DIRECT, share={"exact": "NaN"}), "share of NaN percent"),
        (relationship(**DIRECT, share={"minimum": 60, "maximum": 50}), "at least 6000"),
        (relationship(**DIRECT, startDate="soon"), "statement s"),
        (relationship(**DIRECT, startDate="2026-02-02", endDate="2026-01-01"), "not after from"),
        (relationship(**DIRECT).replace(b"relationship", b"friendship"), "'friendship'"),
        (b"[" * 100_000, ""),
        (b'[{"statementId": "a", "statementId": "b"}]', ""),
    ],
)
def test_a_bad_statement_is_refused_by_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(UnreadableError) as told:
        read_bods(raw)
    assert message in str(told.value)


# -- LEI relationships ------------------------------------------------------------------------

CHILD, PARENT = "5493001KJTIIGC8Y1R12", "529900T8BM49AURSDO55"


def gleif_csv(**cells: str) -> bytes:
    row = {
        "Relationship.StartNode.NodeID": CHILD,
        "Relationship.EndNode.NodeID": PARENT,
        "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
        "Relationship.RelationshipStatus": "ACTIVE",
        "Relationship.Period.1.startDate": "2020-01-01T00:00:00Z",
        "Relationship.Period.1.endDate": "",
        "Relationship.Period.1.periodType": "ACCOUNTING_PERIOD",
        "Relationship.Period.2.startDate": "2019-05-01T00:00:00Z",
        "Relationship.Period.2.endDate": "2025-05-01T00:00:00Z",
        "Relationship.Period.2.periodType": "RELATIONSHIP_PERIOD",
    }
    row |= {f"Relationship.{name}": value for name, value in cells.items()}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode()


def test_check_digits_of_an_lei_hold_or_do_not() -> None:
    assert is_lei(CHILD)
    assert is_lei(PARENT)
    for wrong in ("", CHILD.lower(), CHILD[:-1], CHILD[:-1] + "3", CHILD + "\n", "٣" * 20):
        assert not is_lei(wrong)


def test_consolidation_is_control_and_no_percentage() -> None:
    read = read_gleif_csv(gleif_csv())
    (held,) = read.holdings
    assert (held.owner, held.asset, held.bp_min, held.bp_max) == (PARENT, CHILD, 0, 10_000)
    assert held.control
    assert (held.start, held.until) == (date(2019, 5, 1), date(2025, 5, 1))
    assert read.notes == ()
    graph = Holdings(read.holdings)
    day = date(2024, 1, 1)
    assert cascade(graph, [PARENT], rule=OFAC, day=day).verdict(CHILD) is UNRESOLVED
    assert cascade(graph, [PARENT], rule=UK, day=day).verdict(CHILD) is BLOCKED


def test_the_records_of_gleif_are_read_from_json_as_from_the_table() -> None:
    def leaf(value: str) -> dict[str, str]:
        return {"$": value}

    periods = [
        {"StartDate": leaf("2020-01-01"), "PeriodType": leaf("ACCOUNTING_PERIOD")},
        {
            "StartDate": leaf("2019-05-01T00:00:00Z"),
            "EndDate": leaf("2025-05-01T00:00:00Z"),
            "PeriodType": leaf("RELATIONSHIP_PERIOD"),
        },
    ]
    record = {
        "StartNode": {"NodeID": leaf(CHILD), "NodeIDType": leaf("LEI")},
        "EndNode": {"NodeID": leaf(PARENT), "NodeIDType": leaf("LEI")},
        "RelationshipType": leaf("IS_DIRECTLY_CONSOLIDATED_BY"),
        "RelationshipStatus": leaf("ACTIVE"),
        "RelationshipPeriods": {"RelationshipPeriod": periods},
    }
    whole = {"relations": [{"RelationshipRecord": {"Relationship": record}}]}
    assert read_gleif_json(json.dumps(whole).encode()) == read_gleif_csv(gleif_csv())


def test_what_is_not_read_of_gleif_is_said() -> None:
    fund = read_gleif_csv(gleif_csv(RelationshipType="IS_SUBFUND_OF"))
    assert (fund.holdings, fund.notes[0][:13]) == ((), "IS_SUBFUND_OF")
    ended = read_gleif_csv(gleif_csv(RelationshipStatus="INACTIVE"))
    assert (ended.holdings, ended.notes) == (
        (),
        ("a relationship that is not active is not read (1 times)",),
    )


def test_a_failing_check_digit_warns_and_refuses_nothing() -> None:
    read = read_gleif_csv(gleif_csv(**{"StartNode.NodeID": CHILD[:-1] + "3"}))
    assert len(read.holdings) == 1
    assert "check digits" in read.notes[0]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "missing column"),
        (b"a,b\n1,2\n", "missing column: Relationship.StartNode.NodeID"),
        (gleif_csv(**{"EndNode.NodeID": ""}), "line 2: Expected `str` of length >= 1"),
        (gleif_csv(**{"Period.2.startDate": "soon"}), "line 2: 'soon' is no date"),
        (gleif_csv(**{"Period.2.endDate": "2019-01-01"}), "line 2: to (2019-01-01)"),
        (gleif_csv().replace(b"ACTIVE", b"\xff"), "not UTF-8"),
    ],
)
def test_a_bad_table_of_gleif_is_refused_by_its_line(raw: bytes, message: str) -> None:
    with pytest.raises(UnreadableError) as told:
        read_gleif_csv(raw)
    assert message in str(told.value)


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"relations": 1}', b'{"relations": [], "x": []}'])
def test_bad_records_of_gleif_are_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError, match="no GLEIF relationship records"):
        read_gleif_json(raw)


# -- pictures ---------------------------------------------------------------------------------


def test_a_picture_says_in_words_what_it_says_in_colour() -> None:
    picture = ownership_svg(worked(*CHAIN), "B", {"Z": "Z & <Sons>"})
    assert "<desc" in picture
    assert "B is blocked" in picture
    assert picture.count("(decides)") == 2
    assert "60.00 % (decides)" in picture
    assert "Z &amp; &lt;Sons&gt;" in picture
    assert ">listed</text>" in picture


def test_a_picture_does_not_depend_on_the_order_of_the_holdings() -> None:
    backwards = worked(*reversed(CHAIN))
    assert ownership_svg(worked(*CHAIN), "B", {}) == ownership_svg(backwards, "B", {})


def test_a_picture_is_bounded_and_says_what_it_leaves_out() -> None:
    many = [holding(f"O{number}", "A", 1) for number in range(250)]
    picture = ownership_svg(worked(*many, listed=""), "A", {})
    assert picture.count('rx="4"') == 200
    assert "51 more parties near these are left out" in picture
    with pytest.raises(NotFoundError, match="nobody"):
        ownership_svg(worked(*many), "nobody", {})
