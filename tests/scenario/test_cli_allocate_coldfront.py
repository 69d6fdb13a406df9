"""``comptrol allocate coldfront``: what ColdFront 1.1.7 writes out, and what is made of it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import Ran, comptrol

Json = dict[str, Any]
RESOURCES = """\
resource,pool,speed_h100e,chip_hours_per_month
University HPC,hpc,1,1000
University Cloud,cloud,0.5,400
"""


def record(model: str, fields: Json, pk: int | None = None) -> Json:
    return {"model": model, "fields": fields} | ({} if pk is None else {"pk": pk})


def project(title: str, pi: str, pk: int, **more: object) -> Json:
    return record(
        "project.project",
        {
            "created": "2026-09-01T10:00:00Z",
            "modified": "2026-09-01T10:00:00Z",
            "title": title,
            "pi": [pi],
            "description": "We want to know.",
            "field_of_science": ["Physics"],
            "status": ["Active"],
            "force_review": False,
            "requires_review": True,
            "project_code": "",
            "institution": "None",
            **more,
        },
        pk,
    )


def allocation(
    pk: int, title: str, pi: str, resources: list[str], status: str, **more: object
) -> Json:
    return record(
        "allocation.allocation",
        {
            "created": "2026-10-01T10:00:00Z",
            "modified": "2026-10-01T10:00:00Z",
            "project": [title, pi],
            "status": [status],
            "quantity": 1,
            "start_date": "2027-02-01",
            "end_date": "2027-03-31",
            "justification": "I need time.",
            "description": None,
            "is_locked": False,
            "is_changeable": True,
            "resources": [[it] for it in resources],
            **more,
        },
        pk,
    )


def attribute(allocation: int, kind: int, value: str) -> Json:
    fields = {"allocation_attribute_type": kind, "allocation": allocation, "value": value}
    return record("allocation.allocationattribute", fields, 100 * allocation + kind)


KINDS = [
    record("allocation.allocationattributetype", {"name": name, "attribute_type": 1}, pk)
    for pk, name in ((1, "Accelerator Usage (Hours)"), (2, "slurm_account_name"))
]
DUMP = [
    project("Quantum Halls", "sfoster", 1, institution="University of B"),
    project("QGP holography", "cgray", 2, field_of_science=["Chemistry"]),
    *KINDS,
    allocation(1, "Quantum Halls", "sfoster", ["University HPC"], "New"),
    allocation(2, "QGP holography", "cgray", ["University HPC", "University Cloud"], "New"),
    allocation(3, "QGP holography", "cgray", ["Budgetstorage"], "New", quantity=10),
    allocation(4, "QGP holography", "cgray", ["University HPC"], "Active"),
    allocation(5, "QGP holography", "cgray", ["University HPC"], "Renewal Requested"),
    allocation(
        6,
        "QGP holography",
        "cgray",
        ["University HPC"],
        "New",
        start_date="2029-01-01",
        end_date=None,
    ),
    attribute(1, 1, "500"),
    attribute(1, 2, "sfoster"),
    attribute(2, 1, "300"),
    attribute(6, 1, "300"),
    record(
        "allocation.allocationuser", {"allocation": 1, "user": ["cgray"], "status": ["Active"]}, 1
    ),
]


@pytest.fixture
def resources(here: Path) -> Path:
    path = here / "resources.csv"
    path.write_text(RESOURCES)
    return path


def taken(here: Path, *files: Path, **options: str) -> Ran:
    more = [it for name, value in options.items() for it in (f"--{name}", value)]
    given = ("--resources", here / "resources.csv", "--folder", here / "out")
    if "months" not in options:
        more += ["--months", "2027-01..2027-03"]
    return comptrol("allocate", "coldfront", *files, *given, *more, "--json")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def dumped(here: Path, records: Any = DUMP) -> Path:
    path = here / "dump.json"
    path.write_text(json.dumps(records))
    return path


@pytest.mark.usefixtures("resources")
def test_a_dump_becomes_proposals_of_what_asks_for_hours(here: Path):
    ran = taken(here, dumped(here))
    assert (ran.code, ran.json["projects"], ran.json["allocations"]) == (0, 2, 6)
    first, second = table(here / "out/proposals.csv")
    assert first["proposal"] == "cf-1"
    assert first["need_h100e_hours"] == "500"
    assert (first["area"], first["institution"]) == ("Physics", "University of B")
    assert (first["first_month"], first["last_month"]) == ("2027-02", "2027-03")
    assert (first["score"], first["least_fraction"], first["award_value"]) == ("", "", "")
    assert (second["pools"], second["need_h100e_hours"]) == ("hpc cloud", "150")
    assert (second["area"], second["institution"]) == ("Chemistry", "")


@pytest.mark.usefixtures("resources")
def test_what_could_not_be_taken_over_is_told_one_by_one(here: Path):
    taken(here, dumped(here))
    lines = table(here / "out/left-out.csv")
    left = {(it["what"], it["id"]): it["why"] for it in lines}
    assert left["allocation", "3"] == "none of its resources is in the table: Budgetstorage"
    assert left["allocation", "4"] == "its status is Active"
    assert "hours above 0 were expected" in left["allocation", "5"]
    assert "outside the months of the call" in left["allocation", "6"]
    assert left["allocation", "1"] == "attributes that are not read: slurm_account_name"
    assert left["allocation", "2"] == "hours are counted at the speed of its slowest pool, 0.5"
    assert left["allocation.allocationuser", ""] == "1 record is not read"
    assert any("scores and reviews" in it["why"] for it in lines)


@pytest.mark.usefixtures("resources")
def test_no_person_is_taken_over(here: Path):
    taken(here, dumped(here))
    for path in (here / "out").iterdir():
        assert "sfoster" not in path.read_text()
    names = {it["proposal"]: it["project"] for it in table(here / "out/names.csv")}
    assert names == {"cf-1": "Quantum Halls", "cf-2": "QGP holography"}


@pytest.mark.usefixtures("resources")
def test_keys_that_are_numbers_are_looked_up_in_the_dump(here: Path):
    """As it is without --natural-foreign."""
    records = [
        project("Quantum Halls", "x", 7, field_of_science=9),
        record("field_of_science.fieldofscience", {"description": "Optics"}, 9),
        record("allocation.allocationstatuschoice", {"name": "New"}, 4),
        record("resource.resource", {"name": "University HPC"}, 2),
        *KINDS,
        allocation(1, "", "", [], ""),
        attribute(1, 1, "40"),
    ]
    records[-2]["fields"] |= {"status": 4, "project": 7, "resources": [2]}
    assert taken(here, dumped(here, records)).json["proposals"] == 1
    (found,) = table(here / "out/proposals.csv")
    assert (found["area"], found["need_h100e_hours"]) == ("Optics", "40")


@pytest.mark.usefixtures("resources")
def test_tables_with_the_names_of_its_answers_say_the_same(here: Path):
    projects, allocations = here / "projects.csv", here / "allocations.csv"
    projects.write_text(
        "id,title,pi,status,field_of_science,institution\n"
        "1,Quantum Halls,sfoster,Active,Physics,B\n"
    )
    allocations.write_text(
        "id,project,resource,status,start_date,end_date,Accelerator Usage (Hours)\n"
        '8,Quantum Halls,"University HPC, University Cloud",New,,,60\n'
    )
    ran = taken(here, allocations, projects)
    assert (ran.code, ran.json["proposals"]) == (0, 1)
    (found,) = table(here / "out/proposals.csv")
    assert (found["proposal"], found["area"], found["institution"]) == ("cf-8", "Physics", "B")
    assert (found["first_month"], found["last_month"]) == ("2027-01", "2027-03")
    assert found["pools"] == "hpc cloud"


@pytest.mark.usefixtures("resources")
def test_what_was_taken_over_becomes_a_call_once_it_is_filled_in(here: Path):
    taken(here, dumped(here))
    made = ("allocate", "tables", here / "out", "--call", "switch", "--out", here / "call.json")
    ran = comptrol(*made)
    assert ran.code == 2
    assert "proposals.csv, line 2, field score: is empty" in ran.err
    lines = table(here / "out/proposals.csv")
    with (here / "out/proposals.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(it | {"score": "80", "least_fraction": "0.5"} for it in lines)
    ran = comptrol(*made, "--json")
    assert (ran.code, ran.json["proposals"]) == (0, 2)


@pytest.mark.usefixtures("resources")
@pytest.mark.parametrize(
    ("records", "options", "told"),
    [
        ({"a": 1}, {}, "dump.json"),
        ([{"model": "project.project"}], {}, "fields"),
        (DUMP, {"months": "2027-13..2028-01"}, "--months"),
        (DUMP, {"months": "2027-03..2027-01"}, "--months"),
    ],
)
def test_what_is_no_dump_is_told(here: Path, records: Any, options: dict[str, str], told: str):
    ran = taken(here, dumped(here, records), **options)
    assert ran.code == 2
    assert told in ran.err


@pytest.mark.usefixtures("resources")
def test_a_dump_and_a_table_are_not_mixed(here: Path):
    other = here / "projects.csv"
    other.write_text("id,title,pi,status\n")
    ran = taken(here, dumped(here), other)
    assert ran.code == 2
    assert "either files of dumpdata" in ran.err
