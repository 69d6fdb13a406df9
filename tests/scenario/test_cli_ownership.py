"""``comptrol ownership`` as an outside program relies on it, and with input that is none."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import comptrol

EDGES = [
    {"owner": "X", "asset": "A", "bp_min": 5000, "bp_max": 5000, "source": "deed"},
    {"owner": "A", "asset": "B", "bp_min": 2501, "bp_max": 5000, "from": "2020-01-01"},
    {"owner": "Z", "asset": "A", "bp_min": 1000, "bp_max": 1000, "to": None},
]
GRAPH: dict[str, Any] = {"edges": EDGES, "listed": ["X"], "threshold_bp": 5000}
UNNAMED = [
    {
        "statementId": "s",
        "recordId": "r",
        "recordType": "relationship",
        "recordDetails": {"subject": "a", "interestedParty": {"reason": "noBeneficialOwners"}},
    }
]
GLEIF = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType\n"
    "5493001KJTIIGC8Y1R12,529900T8BM49AURSDO55,IS_ULTIMATELY_CONSOLIDATED_BY\n"
)


def written(folder: Path, value: object, name: str = "graph.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def edged(**fields: Any) -> dict[str, Any]:
    """Return the graph with other fields in its second edge."""
    return {**GRAPH, "edges": [EDGES[0], {**EDGES[1], **fields}, EDGES[2]]}


def test_every_party_that_is_not_listed_has_a_line(here: Path) -> None:
    ran = comptrol("ownership", written(here, GRAPH), "--json")
    assert ran.code == 0
    assert [(it["id"], it["verdict"]) for it in ran.lines] == [
        ("A", "blocked"),
        ("B", "unresolved"),
        ("Z", "clear"),
    ]
    held, missing, clear = ran.lines
    assert held["proof"][0]["holdings"] == [EDGES[0]]
    assert missing["would_settle"][0]["blocked_from"] == 5000
    assert (missing["proof"], held["would_settle"]) == ([], [])
    assert (clear["proof"], clear["would_settle"]) == ([], [])


def test_the_day_is_the_one_asked_for_or_that_of_the_file(here: Path) -> None:
    path = written(here, {**GRAPH, "as_of": "2019-12-31"})
    verdicts = {it["id"]: it["verdict"] for it in comptrol("ownership", path, "--json").lines}
    assert verdicts["B"] == "clear"
    ran = comptrol("ownership", path, "--as-of", "2020-01-01", "--json")
    assert {it["id"]: it["verdict"] for it in ran.lines}["B"] == "unresolved"
    assert "as of 2020-01-01" in ran.err


def test_the_other_parameters_of_a_rule_are_taken_from_the_file(here: Path) -> None:
    ran = comptrol("ownership", written(here, {**GRAPH, "strict": True}), "--json")
    assert {it["verdict"] for it in ran.lines} == {"clear"}


def test_a_person_reads_a_table(here: Path) -> None:
    ran = comptrol("ownership", written(here, GRAPH), "--effective")
    assert ran.code == 0
    assert "X 50.00 %" in ran.out
    assert "12.50 % to 25.00 %" in ran.out


def test_a_person_reads_what_would_settle_an_open_party(here: Path) -> None:
    ran = comptrol("ownership", written(here, GRAPH))
    told = "B: open is what A has of B, from 25.01 % to 50.00 %: at 50.00 % or more blocked"
    assert f"{told}, at 49.99 % or less clear" in ran.out.splitlines()
    assert "nobody is listed" not in ran.err


def test_where_nobody_is_listed_or_there_is_nobody_that_is_said(here: Path) -> None:
    ran = comptrol("ownership", written(here, {**GRAPH, "listed": []}))
    assert "nobody is listed, so that nobody is caught: say who is with --listed" in ran.err
    ran = comptrol("ownership", written(here, {"edges": [], "listed": ["X"]}, "none.json"))
    assert ran.out == "The file has no party that is not listed.\n"


def test_shares_are_multiplied_only_when_asked(here: Path) -> None:
    path = written(here, GRAPH)
    plain, multiplied = (
        comptrol("ownership", path, "--json", *more).lines[1] for more in ((), ("--effective",))
    )
    assert "effective" not in plain
    assert multiplied["effective"] == {"bp_min": 1250.5, "bp_max": 2500}
    assert multiplied["ultimate_parent"] == {"party": "B", "open": False}


def test_a_picture_is_drawn_of_whom_one_asks_about(here: Path) -> None:
    path, picture = written(here, GRAPH), here / "picture.svg"
    assert comptrol("ownership", path, "--svg", picture, "--about", "B").code == 0
    assert "Who owns B" in picture.read_text()
    assert comptrol("ownership", path, "--svg", picture).code == 0
    assert "Who owns A" in picture.read_text()


def test_more_than_the_whole_is_told_and_answered(here: Path) -> None:
    ran = comptrol(
        "ownership", written(here, edged(asset="A", bp_min=6000, bp_max=6000)), "--json"
    )
    assert ran.code == 0
    assert "warning: A: 12000 basis points are held for certain" in ran.err


def test_statements_and_relationships_are_read_with_listed_parties(here: Path) -> None:
    said = comptrol("ownership", written(here, UNNAMED), "--json")
    assert {it["id"]: it["verdict"] for it in said.lines}["a"] == "unresolved"
    assert "noBeneficialOwners" in said.err
    path = written(here, GLEIF, "rr.csv")
    ran = comptrol("ownership", path, "--listed", "529900T8BM49AURSDO55", "--json")
    assert [(it["id"][:4], it["verdict"]) for it in ran.lines] == [("5493", "unresolved")]
    records = written(here, {"relations": []})
    assert comptrol("ownership", records, "--json").lines == []


def test_a_party_that_owns_itself_is_noted_and_not_its_own_owner(here: Path) -> None:
    own = {"owner": "A", "asset": "A", "bp_min": 6000, "bp_max": 6000}
    path = written(here, {**GRAPH, "edges": [*EDGES, own]})
    ran = comptrol("ownership", path, "--listed", "B", "--json")
    assert ran.code == 0
    assert "note: 1 parties hold shares of themselves, 'A' for one" in ran.err
    assert "warning: A: 12000 basis points are held for certain" in ran.err
    alone = comptrol("ownership", written(here, {"edges": [own], "listed": []}), "--json")
    assert [(it["id"], it["verdict"]) for it in alone.lines] == [("A", "clear")]


def test_that_not_all_above_a_party_was_looked_at_is_told(here: Path) -> None:
    edges = [
        {"owner": f"P{number}", "asset": f"P{number + 1}", "bp_min": 2500, "bp_max": 7500}
        for number in range(30)
    ]
    told = "10 parties have more above them than was looked at: the nearest 20"
    path = written(here, {"edges": edges, "listed": ["P0"]})
    for how in ((), ("--json",)):
        ran = comptrol("ownership", path, *how)
        assert ran.code == 0
        assert told in ran.err
    assert "more above them" not in comptrol("ownership", written(here, GRAPH)).err


BAD_GRAPHS = [
    ("", "truncated"),
    ("[]x", "malformed"),
    ({}, "edges"),
    ({**GRAPH, "edges": {}}, "$.edges"),
    ({**GRAPH, "listed": "X"}, "$.listed"),
    ({**GRAPH, "listed": [""]}, "$.listed[0]"),
    ({**GRAPH, "listed": [5]}, "$.listed[0]"),
    ({**GRAPH, "threshold_bp": 0}, "$.threshold_bp"),
    ({**GRAPH, "threshold_bp": 50.5}, "$.threshold_bp"),
    ({**GRAPH, "threshold_bp": 10_001}, "$.threshold_bp"),
    ({**GRAPH, "as_of": "soon"}, "$.as_of"),
    ({**GRAPH, "limit": 1}, "`limit`"),
    (edged(owner=""), "$.edges[1].owner"),
    (edged(owner="x" * 401), "$.edges[1].owner"),
    (edged(asset=7), "$.edges[1].asset"),
    (edged(bp_min=-1), "$.edges[1].bp_min"),
    (edged(bp_max=10_001), "$.edges[1].bp_max"),
    (edged(bp_max="5000"), "$.edges[1].bp_max"),
    (edged(bp_max=5000.5), "$.edges[1].bp_max"),
    (edged(bp_min=5001), "bp_min (5001) is above bp_max (5000) - at `$.edges[1]`"),
    (edged(to="2020-01-01"), "to (2020-01-01) is not after from (2020-01-01)"),
    (edged(share=50), "`share`"),
    (json.dumps(GRAPH)[:-1] + ', "listed": []}', "listed"),
    ('{"edges": ' + "[" * 100_000, ""),
]


@pytest.mark.parametrize(("content", "message"), BAD_GRAPHS)
def test_a_bad_graph_is_refused_by_its_file_and_field(
    here: Path, content: object, message: str
) -> None:
    path = written(here, content)
    ran = comptrol("ownership", path, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert str(path) in ran.err
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--listed", "nobody"), "--listed 'nobody'"),
        (("--as-of", "yesterday"), "--as-of"),
        (("--svg", "picture.svg", "--about", "nobody"), "--about 'nobody'"),
    ],
)
def test_an_option_that_fits_nothing_is_refused(
    here: Path, options: tuple[str, ...], message: str
) -> None:
    ran = comptrol("ownership", written(here, GRAPH), *options, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_file_that_is_not_there_or_cannot_be_written_is_named(here: Path) -> None:
    missing = comptrol("ownership", here / "missing.json")
    assert (missing.code, missing.out) == (2, "")
    assert f"{here / 'missing.json'}: No such file" in missing.err
    ran = comptrol("ownership", written(here, GRAPH), "--svg", here)
    assert (ran.code, ran.out) == (3, "")
    assert str(here) in ran.err
    empty = written(here, {"edges": [], "listed": []})
    assert comptrol("ownership", empty, "--json").out == ""
    assert comptrol("ownership", empty, "--svg", here / "x.svg").code == 2
