"""How published tables and files of statements are read: every trap, and every mistake by line."""

import json
from pathlib import Path

import pytest

from comptrol.adapters.reference_files import countries, supply_statements
from comptrol.adapters.supply_tables import read_buffers, read_said, read_supply
from comptrol.domains.supply import (
    Axis,
    Graph,
    InputDescribed,
    InputKind,
    SharesReported,
    SupplierKind,
)
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX
from comptrol.kernel.errors import UnreadableError

STAGES = "stage_id,stage_name\nS1,Making\n"
INPUTS = (
    "input_id,input_name,type,stage_id\nN1,Chip,ultimate_output,\n"
    "N2,Etching,process,S1\nN3,Gas,material_resource,\n"
)
SEQUENCE = "input_id,goes_into_id,is_type_of_id\nN2,N1,\nN3,N2,\n"
PROVIDERS = (
    "provider_name,alias,provider_id,provider_type,country\n"
    "NLD,Netherlands,P1,country,\nVarious countries,,P2,country,\n"
    "Acme,,P3,organization,USA\nAcme,Acme Tools,P3,organization,USA\n"
    "Various companies,,P4,organization,Various countries\n"
)
PROVISION = (
    "provider_id,provided_id,share_provided,year,source\n"
    "P1,N3,70.00005,2025,a study\nP2,N3,30,2025,another\nP3,N3,,2025,a study\nP1,S1,50,2022,\n"
)
FILES = {
    "stages.csv": STAGES,
    "inputs.csv": INPUTS,
    "sequence.csv": SEQUENCE,
    "providers.csv": PROVIDERS,
    "provision.csv": PROVISION,
}


def written(folder: Path, prefix: str = "", **changed: str) -> Path:
    for name, text in FILES.items():
        body = changed.get(name.removesuffix(".csv"), text)
        (folder / f"{prefix}{name}").write_text(body, encoding="utf-8")
    return folder


def read(folder: Path, **changed: str):
    return read_supply(written(folder, **changed), countries().named)


def table(found, node, axis):
    return Graph(found.said).shares[node, axis]


def test_what_something_goes_into_is_said_before_it(tmp_path):
    described = [it.input for it in read(tmp_path).said if isinstance(it, InputDescribed)]
    assert described == ["s1", "n1", "n2", "n3"]


def test_the_files_may_have_the_names_they_are_published_under(tmp_path):
    plain, prefixed = tmp_path / "plain", tmp_path / "prefixed"
    plain.mkdir()
    prefixed.mkdir()
    found = read_supply(written(prefixed, "data_"), countries().named)
    assert found.said == read(plain).said


def test_an_empty_share_is_a_supplier_of_whom_nobody_says_how_much(tmp_path):
    (share,) = table(read(tmp_path), "n3", Axis.FIRM).shares
    assert (share.supplier, share.portion) == ("p3", None)


def test_a_share_of_more_digits_than_are_kept_is_rounded_outwards(tmp_path):
    share = table(read(tmp_path), "n3", Axis.COUNTRY).shares[0]
    assert (share.portion.low_ppm, share.portion.high_ppm) == (700_000, 700_001)


def test_various_countries_are_no_country_and_stand_among_countries(tmp_path):
    found = read(tmp_path)
    graph = Graph(found.said)
    assert graph.suppliers["p2"].is_a is SupplierKind.UNALLOCATED
    assert [it.supplier for it in graph.shares["n3", Axis.COUNTRY].shares] == ["nl", "p2"]
    assert any("Various countries" in it for it in found.notes)


def test_a_provider_that_repeats_under_another_name_is_one(tmp_path):
    graph = Graph(read(tmp_path).said)
    assert graph.suppliers["p3"].also_called == ("Acme Tools",)
    assert graph.suppliers["nl"].title == "Netherlands"


def test_a_stage_may_have_shares_and_stands_in_no_relation(tmp_path):
    graph = Graph(read(tmp_path).said)
    assert graph.inputs["s1"].is_a is InputKind.STAGE
    assert graph.shares["s1", Axis.COUNTRY].year == 2022
    assert graph.inputs["n2"].stage == "s1"


def test_every_source_of_a_table_is_kept(tmp_path):
    assert table(read(tmp_path), "n3", Axis.COUNTRY).source == "a study; another"


def test_a_licence_that_forbids_commerce_is_told(tmp_path):
    (tmp_path / "LICENSE.md").write_text("Attribution-NonCommercial 4.0")
    assert "non-commercial" in read(tmp_path).notes[0]


def test_a_column_that_nobody_reads_is_told(tmp_path):
    found = read(tmp_path, stages="stage_id,stage_name,colour\nS1,Making,red\n")
    assert any("colour" in it for it in found.notes)


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        ("inputs", INPUTS.replace("process", "magic"), "line 3, field type"),
        ("inputs", INPUTS.replace("N3,Gas", "N2,Gas"), "line 4, field input_id"),
        ("inputs", INPUTS.replace(",S1", ",S9"), "line 3, field stage_id"),
        ("inputs", INPUTS.replace("Gas", ""), "line 4, field input_name"),
        ("inputs", INPUTS.replace("N3", "N 3"), "line 4, field input_id"),
        ("inputs", "input_id\nN1\n", "line 1: missing column: input_name"),
        ("inputs", INPUTS + "N4,Short\n", "line 5: 2 fields"),
        ("sequence", SEQUENCE + "N3,,\n", "line 4, field goes_into_id: is empty"),
        ("sequence", SEQUENCE + "N9,N1,\n", "line 4, field input_id: n9"),
        ("sequence", SEQUENCE + "N3,S1,\n", "line 4, field goes_into_id: s1"),
        ("sequence", SEQUENCE + "N1,N3,\n", "goes into itself"),
        ("sequence", SEQUENCE.replace("N3,N2,", "N3,N2,N2") + "N2,,N3\n", "itself"),
        ("providers", PROVIDERS.replace("NLD", "Atlantis"), "line 2, field provider_name"),
        ("providers", PROVIDERS.replace("USA", "Atlantis"), "line 4, field country"),
        ("providers", PROVIDERS.replace("organization", "club"), "line 4, field provider_type"),
        ("providers", PROVIDERS + "NLD,,P9,country,\n", "line 7, field provider_name"),
        ("providers", PROVIDERS + "Bolt,,P3,organization,USA\n", "line 7, field provider_id"),
        ("provision", PROVISION.replace("P3", "P9"), "line 4, field provider_id"),
        ("provision", PROVISION.replace("P3,N3", "P3,N9"), "line 4, field provided_id"),
        ("provision", PROVISION.replace(",30,", ",130,"), "line 3, field share_provided"),
        ("provision", PROVISION.replace(",30,", ",a third,"), "line 3, field share_provided"),
        ("provision", PROVISION.replace("2022", "22"), "line 5, field year"),
        ("provision", PROVISION + "P1,N3,1,2025,again\n", "line 6, field provider_id"),
        ("provision", PROVISION.replace("share_provided", "share_provide"), "line 1: missing"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path, table, text, told):
    with pytest.raises(UnreadableError) as found:
        read(tmp_path, **{table: text})
    assert f"{table}.csv" in str(found.value)
    assert told in str(found.value)


def test_a_folder_without_the_tables_is_an_error(tmp_path):
    with pytest.raises(UnreadableError, match=r"stages\.csv"):
        read_supply(tmp_path, countries().named)


def test_bytes_that_are_no_text_are_an_error(tmp_path):
    written(tmp_path)
    (tmp_path / "inputs.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableError, match="not UTF-8"):
        read_supply(tmp_path, countries().named)


# Files of statements.

SAID = [
    {"kind": "supply.input-described/1", "input": "chip", "title": "Chip", "is_a": "product",
     "source": "-"},
    {"kind": "supply.supplier-named/1", "supplier": "acme", "title": "Acme", "is_a": "firm",
     "country": "US", "source": "-"},
    {"kind": "supply.shares-reported/1", "input": "chip", "year": 2025, "by": "firm",
     "shares": [{"supplier": "acme", "portion": {"low_ppm": 5, "high_ppm": 9}}],
     "definition": "-", "source": "-"},
]  # fmt: skip


def said(*, at: int, **changed: object) -> bytes:
    return json.dumps([it | changed if n == at else it for n, it in enumerate(SAID)]).encode()


def test_a_file_of_statements_is_read():
    assert len(read_said(said(at=9), "x.json", countries().named)) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{}", "expected a list of statements"),
        (b"[", "expected a list of statements"),
        (b'["\xff"]', "x.json"),
        (said(at=0, colour="red"), "colour"),
        (said(at=0, goes_into=["chip"]), "goes into itself"),
        (said(at=0, goes_into=["gas"]), "statement 1: input gas"),
        (said(at=1, controlled_by="nobody"), "statement 2: supplier nobody"),
        (said(at=1, controlled_by="acme"), "is controlled by itself"),
        (said(at=1, country="XX"), "statement 2: XX"),
        (said(at=2, by="country"), "statement 3: acme is a firm"),
        (said(at=2, shares=[{"supplier": "acme"}] * 2), "statement 3: acme stands twice"),
        (said(at=2, shares=[{"supplier": "acme", "portion": {"low_ppm": 9, "high_ppm": 5}}]),
         "low <= high"),
    ],
)  # fmt: skip
def test_a_mistake_in_statements_is_named(content, told):
    with pytest.raises(UnreadableError) as found:
        read_said(content, "x.json", countries().named)
    assert "x.json" in str(found.value)
    assert told in str(found.value)


# Stocks and ramps.

HEADER = "input,on,stock_days_low,stock_days_high,ramp_days_low,ramp_days_high,source\n"


def test_an_empty_cell_of_stocks_is_not_known(tmp_path):
    path = tmp_path / "buffers.csv"
    path.write_text(HEADER + "gas,2026-01-01,30,,,,letter\n")
    (found,) = read_buffers(path)
    assert (found.stock_days.low, found.stock_days.high, found.ramp_days) == (30, None, None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("gas,2026-01-01,,,,,letter", "field stock_days_low: is empty"),
        ("gas,2026-01-01,30,20,,,letter", "low <= high"),
        ("gas,2026-01-01,1.5,,,,letter", "whole days"),
        ("gas,soon,30,,,,letter", "field on"),
        ("gas,2026-01-01,30,,,,", "field source"),
        ("gas,2026-01-01,-3,,,,letter", "field stock_days_low"),
    ],
)
def test_a_mistake_in_stocks_is_named(tmp_path, row, told):
    path = tmp_path / "buffers.csv"
    path.write_text(HEADER + row + "\n")
    with pytest.raises(UnreadableError) as found:
        read_buffers(path)
    assert "line 2" in str(found.value)
    assert told in str(found.value)


# The shipped table.


def test_every_shipped_fact_names_its_source_and_fits_an_envelope():
    for it in supply_statements():
        assert it.source
        assert len(json.dumps(str(it))) < PAYLOAD_BYTES_MAX


def test_the_shipped_graph_holds_together_and_has_seven_stages():
    content = (Path(__file__).parents[2] / "src/comptrol/reference/supply.json").read_bytes()
    found = read_said(content, "supply.json", countries().named)
    assert found == supply_statements()
    stages = [it for it in found if isinstance(it, InputDescribed) and it.is_a is InputKind.STAGE]
    assert len(stages) == 7


def test_what_ships_names_nobody_as_a_source_of_what_may_not_be_shipped():
    told = " ".join(it.source for it in supply_statements()).casefold()
    assert not any(word in told for word in ("cset", "emerging technology", "techinsights"))
    assert all(it.definition for it in supply_statements() if isinstance(it, SharesReported))
