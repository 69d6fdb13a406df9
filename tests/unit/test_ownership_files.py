"""Ownership files: incomplete dates, parties that own themselves, rows of another width."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comptrol.adapters.ownership_files import (
    OwnershipFile,
    read_bods,
    read_gleif_csv,
    read_ownership,
)
from comptrol.domains.parties import (
    Holding,
    Holdings,
    OwnershipVerdict,
    Threshold,
    cascade,
    ultimate_parent,
    would_settle,
)
from comptrol.entrypoints.pictures.ownership import ownership_svg
from comptrol.kernel.errors import UnreadableError

DAY = date(2026, 1, 1)
OFAC = Threshold()
BLOCKED, UNRESOLVED, CLEAR = OwnershipVerdict


def statement(name: str, exact: int | None = None, **other: Any) -> dict[str, Any]:
    """Return a statement of one relationship; other members are its own, or of its interest."""
    interest = {"type": "shareholding", "directOrIndirect": "direct", "share": {"exact": exact}}
    interest |= {it: other.pop(it) for it in ("startDate", "endDate") if it in other}
    details = {"subject": "a", "interestedParty": "x", "interests": [interest]}
    return {
        "statementId": name,
        "recordId": "r",
        "recordType": "relationship",
        "recordDetails": details,
        **other,
    }


def read(*said: dict[str, Any]) -> OwnershipFile:
    return read_bods(json.dumps(said).encode())


def notes(found: OwnershipFile) -> str:
    return "\n".join(found.notes)


# -- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "until"),
    [
        ("2024", date(2025, 1, 1)),
        ("2024-02", date(2024, 3, 1)),
        ("2024-12", date(2025, 1, 1)),
        ("2024-05-07", date(2024, 5, 7)),
        ("2024-05-07T09:00:00Z", date(2024, 5, 7)),
        ("9999", date.max),
        ("", None),
    ],
)
def test_an_end_without_its_day_is_the_last_of_its_month_or_year(
    end: str, until: date | None
) -> None:
    found = read(statement("s", 60, endDate=end))
    assert found.holdings[0].until == until
    assert ("the last day of its month or year" in notes(found)) == (0 < len(end) < 10)


@pytest.mark.parametrize(("day", "verdict"), [("2024-12-31", BLOCKED), ("2025-01-01", CLEAR)])
def test_a_share_that_ended_in_a_year_counts_to_the_end_of_it(
    day: str, verdict: OwnershipVerdict
) -> None:
    held = read(statement("s", 60, startDate="2024", endDate="2024")).holdings
    found = cascade(Holdings(held), ["x"], rule=OFAC, day=date.fromisoformat(day))
    assert found.verdict("a") is verdict


def test_a_beginning_without_its_day_is_the_first() -> None:
    starts = [read(statement("s", 60, startDate=it)).holdings[0].start for it in ("2024", "")]
    assert starts == [date(2024, 1, 1), None]


def test_an_interest_of_unknown_size_spans_days_and_not_their_texts() -> None:
    said = statement("s")
    said["recordDetails"]["interests"] = [
        {"type": "otherInfluenceOrControl", "startDate": start, "endDate": end}
        for start, end in (("2020-01", "2024-05-07"), ("2019-12-31", "2024"))
    ]
    (held,) = read(said).holdings
    assert (held.start, held.until) == (date(2019, 12, 31), date(2025, 1, 1))


ORDERS = [
    pytest.param(["2024-01-02", "2023-12-31"], 0, False, id="the later date"),
    pytest.param(["2024-01-02", ""], 1, True, id="no date, after it in the file"),
    pytest.param(["", "2024-01-02"], 1, True, id="no date, before it in the file"),
    pytest.param(["2024-01-02", "", "2020-01-01"], 1, True, id="no date, then an older one"),
    pytest.param(["2020-01-01", "", "2024-01-02"], 2, True, id="no date, then a newer one"),
    pytest.param(["", ""], 1, True, id="no dates"),
    pytest.param(["2024-01-02", "2024-01-02"], 1, True, id="one day"),
    pytest.param(["2024-01-02T12:00:00Z", "2024-01-02T11:00:00Z"], 0, False, id="the clock"),
    pytest.param(["2024-01-02T12:00:00Z", "2024-01-02T12:30:00+01:00"], 0, False, id="zones"),
    pytest.param(["2024-01-02T12:00:00Z", "2024-01-02"], 1, True, id="a day beside a clock"),
    pytest.param(["2024-01-02T12:00:00Z", "2024-01-01"], 0, False, id="an earlier day"),
]


@pytest.mark.parametrize(("dates", "counts", "guessed"), ORDERS)
def test_the_latest_statement_is_told_by_its_date_or_else_by_its_place(
    dates: list[str], counts: int, *, guessed: bool
) -> None:
    said = [statement(f"s{n}", n, statementDate=day) for n, day in enumerate(dates)]
    found = read(*said)
    assert [it.source for it in found.holdings] == [f"BODS statement s{counts}"]
    assert ("r for one: no date tells which statement is the latest" in notes(found)) == guessed


def test_a_record_that_is_closed_nobody_knows_when_still_counts_and_that_is_said() -> None:
    found = read(statement("s", 60, recordStatus="closed"))
    assert found.holdings[0].until is None
    assert "a closed record without a date counts as if it were not closed" in notes(found)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ([statement("s", 5, endDate="2024-13")], "statement s: month must be"),
        ([statement("s", 5, endDate="2024-5")], "statement s: '2024-5' is no date: expected YYYY"),
        ([statement("s", 5, endDate="20240501")], "statement s: '20240501' is no date"),
        ([statement("s", 5, startDate="2024-05-01Z")], "statement s: '2024-05-01Z' is no date"),
        (
            [statement("s", 5, statementDate="soon"), statement("t", 5)],
            "statement s: statementDate is no date (ISO 8601): 'soon'",
        ),
    ],
)
def test_a_date_that_is_none_is_refused_by_its_statement(
    said: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(UnreadableError) as told:
        read(*said)
    assert message in str(told.value)


# -- parties that own themselves ----------------------------------------------------------------


def holding(owner: str, asset: str, low: int, high: int, *, control: bool = False) -> Holding:
    return Holding(owner=owner, asset=asset, bp_min=low, bp_max=high, control=control)


OWN = (holding("A", "A", 6000, 10_000, control=True), holding("X", "A", 4000, 4000))


def test_a_party_is_no_owner_of_itself() -> None:
    for rule in (OFAC, Threshold(strict=True, aggregate=False, control_counts=True)):
        assert cascade(Holdings(OWN), "X", rule=rule, day=DAY).verdict("A") is CLEAR
        alone = cascade(Holdings(OWN), "", rule=rule, day=DAY, open_="X")
        assert alone.verdict("A") is CLEAR


def test_what_a_party_may_hold_of_itself_would_settle_nothing() -> None:
    held = (holding("A", "A", 0, 3000), holding("X", "A", 2500, 6000))
    found = cascade(Holdings(held), "X", rule=OFAC, day=DAY)
    (fact,) = would_settle(found, "A")
    assert (fact.owner, found.verdict("A")) == ("X", UNRESOLVED)


def test_more_than_the_whole_is_told_with_what_a_party_holds_of_itself() -> None:
    graph = Holdings([*OWN, holding("Y", "A", 500, 500)])
    assert graph.impossible(DAY) == (("A", 10_500),)
    assert ultimate_parent(graph, "A", DAY).open
    assert "A is clear" in ownership_svg(cascade(graph, "X", rule=OFAC, day=DAY), "A", {})


def test_a_file_in_which_a_party_owns_itself_is_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    path.write_text(json.dumps({"edges": OWN_EDGES, "listed": ["X"]}))
    found = read_ownership(path)
    assert len(found.holdings) == 2
    assert found.notes == (
        "1 parties hold shares of themselves, 'A' for one: that makes nobody an owner of itself",
    )
    path.write_text(json.dumps({"edges": OWN_EDGES[1:], "listed": ["X"]}))
    assert read_ownership(path).notes == ()


OWN_EDGES = [
    {"owner": it.owner, "asset": it.asset, "bp_min": it.bp_min, "bp_max": it.bp_max} for it in OWN
]

# -- rows of GLEIF ------------------------------------------------------------------------------

HEADER = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,"
    "Relationship.RelationshipStatus"
)
ROW = "5493001KJTIIGC8Y1R12,529900T8BM49AURSDO55,IS_DIRECTLY_CONSOLIDATED_BY"


@pytest.mark.parametrize(
    ("row", "fields"), [(f"{ROW},ACTIVE,x", 5), (f"{ROW},ACTIVE,,,", 7), (ROW, 3), ("x", 1)]
)
def test_a_row_of_another_width_is_refused_by_its_line(
    tmp_path: Path, row: str, fields: int
) -> None:
    path = tmp_path / "rr.csv"
    path.write_text(f"{HEADER}\n\n{ROW},ACTIVE\n{row}\n")
    with pytest.raises(UnreadableError) as told:
        read_ownership(path)
    assert str(told.value) == f"{path}: line 4: {fields} fields, expected 4 as in line 1"


def test_an_empty_line_is_no_row() -> None:
    assert len(read_gleif_csv(f"{HEADER}\n\n{ROW},ACTIVE\n\n".encode()).holdings) == 1


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("Relationship.RelationshipStaus", "expected 'RelationshipStatus'"),
        ("Relationship.Perod.2.startDate", "expected 'Period.2.startDate'"),
        ("relationship.period.1.enddate", "is not known: expected 'Period.1.endDate'"),
    ],
)
def test_a_mistyped_column_is_refused_by_the_one_that_was_meant(column: str, told: str) -> None:
    header, row = HEADER.rpartition(",")[0], ROW
    with pytest.raises(UnreadableError, match=r"line 1: column") as refused:
        read_gleif_csv(f"{header},{column}\n{row},\n".encode())
    assert told in str(refused.value)


def test_a_column_that_is_not_read_is_noted_unless_it_is_published() -> None:
    header = f"{HEADER},Relationship.Qualifiers.1.QualifierCategory,colour"
    found = read_gleif_csv(f"{header}\n{ROW},ACTIVE,,blue\n".encode())
    assert found.notes == ("line 1: column 'colour' is not read",)
