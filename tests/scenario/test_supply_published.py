"""The published supply tables, read and asked: what must come of them.

They lie beside the repository and may not be shipped. Where they are missing the tests are
skipped, never in CI.
"""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import comptrol
from comptrol.adapters.reference_files import countries as iso
from comptrol.adapters.supply_tables import read_supply
from comptrol.domains.supply import (
    Axis,
    Graph,
    InputKind,
    Level,
    Points,
    Removed,
    SharesReported,
    SupplierKind,
    Types,
    chokepoints,
    circles,
    concentration,
    countries,
    denial,
    removal,
    removed,
    sums,
)

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
ETO = SHARED / "data/eto"
EUV, LITHOGRAPHY, CHIP = "n20", "n19", "n99"


@pytest.fixture(scope="module", autouse=True)
def _inputs():
    if not ETO.is_dir():
        reason = f"the published supply tables are not at {ETO}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def found():
    return read_supply(ETO, iso().named)


@pytest.fixture(scope="module")
def graph(found):
    return Graph(found.said)


def rows(name):
    with (ETO / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_of_every_table_is_read(found, graph):
    tables = [it for it in found.said if isinstance(it, SharesReported)]
    assert len(rows("provision.csv")) == 1300
    assert sum(len(it.shares) for it in tables) == 1300
    assert len(graph.inputs) == 126 + 3
    assert len(rows("providers.csv")) == 403
    assert len(graph.suppliers) == 396
    assert sum(map(len, graph.goes_into.values())) == 53
    assert sum(map(len, graph.is_type_of.values())) == 86


def test_kinds_are_those_of_the_sheet(graph):
    kinds = [it.is_a for it in graph.inputs.values()]
    assert [kinds.count(it) for it in InputKind] == [3, 11, 90, 17, 7, 1]


def test_both_relations_lead_on_alone_and_together(graph):
    assert circles(graph.goes_into) == ()
    assert circles(graph.is_type_of) == ()
    both = {it: (*graph.goes_into[it], *graph.is_type_of[it]) for it in graph.inputs}
    assert circles(both) == ()


def test_every_table_by_country_with_numbers_comes_to_95_to_105_percent(found):
    tables = [it for it in found.said if isinstance(it, SharesReported)]
    by = {it.by: it for it in sums(tables)}
    assert (by["country"].tables, by["country"].with_numbers) == (113, 96)
    assert by["country"].near_the_whole == 96
    assert by["country"].apart == ()
    assert by["firm"].near_the_whole == by["firm"].with_numbers


def test_a_fifth_of_the_shares_has_no_number(found):
    shares = [it for said in found.said if isinstance(said, SharesReported) for it in said.shares]
    assert sum(it.portion is None for it in shares) == 246


def test_euv_lithography_is_one_country(graph):
    for by in ("country", "firm"):
        one = concentration(graph, EUV, by)
        assert one.hhi.low == one.hhi.high == 10_000
        assert one.coverage_percent == 100
        assert one.suppliers == 1
    assert concentration(graph, EUV, "country").leader.supplier == "nl"


def test_an_index_without_numbers_says_so(graph):
    assert {it.coverage_percent for it in (concentration(graph, "n61", "country"),)} == {0}


def test_remainders_are_no_country(graph):
    told = {it.title for it in graph.suppliers.values() if it.is_a is SupplierKind.UNALLOCATED}
    assert told == {"Various countries", "EUR", "Various companies"}
    assert all(len(it) == 2 for it in countries(graph))


def test_aliases_are_kept_under_one_provider(graph):
    names = {}
    for row in rows("providers.csv"):
        names.setdefault(row["provider_id"].lower(), set()).add(row["alias"])
    repeated = {it: those for it, those in names.items() if len(those) > 1}
    assert len(repeated) == 4
    for provider, aliases in repeated.items():
        assert set(graph.suppliers[provider].also_called) == aliases - {""}


def test_sixteen_inputs_have_no_provider_and_are_told(graph):
    answer = chokepoints(graph, order_max=1)
    assert len(answer.uncovered) == 16
    assert answer.years == (2019, 2021, 2022, 2025)


def test_every_country_can_be_removed_and_every_path_is_a_proof(graph):
    assert len(countries(graph)) == 21
    for code in countries(graph):
        done = removal(graph, Removed(frozenset({code})))
        for one in done.cut_off:
            for step, onward in zip(one.path, one.path[1:], strict=False):
                said = graph.inputs[step.input]
                assert onward.input in (*said.goes_into, *said.type_of)


def test_without_the_netherlands_euv_is_cut_and_lithography_is_open(graph):
    done = removal(graph, removed(graph, ["NL"]))
    states = {it.input: it.state for it in done.cut_off}
    assert (states[EUV], states[LITHOGRAPHY], states[CHIP]) == ("cut", "open", "open")
    assert done.lost[0].input == EUV
    assert done.lost[0].percent.low == 100
    assert [it.input for it in done.products[0].path][:2] == [EUV, LITHOGRAPHY]


def test_where_every_kind_of_lithography_is_needed_the_chip_is_cut(found):
    supposed = Graph(found.said, types={LITHOGRAPHY: Types.EVERY})
    done = removal(supposed, removed(supposed, ["NL"]))
    assert done.products[0].state == "cut"


def test_the_chip_hangs_on_one_country_by_a_path_that_is_told(graph):
    (by_country, *_) = [
        it for it in Points(graph).independence(CHIP) if it.at == Level.COUNTRY.value
    ]
    assert by_country.certainly_at_most == 1
    assert by_country.cuts[0].path[-1].input == CHIP
    assert {it.sources for it in by_country.cuts if not it.certain} >= {("NL",)}


def test_who_buys_what_is_denied_and_where_it_leaks(graph):
    done = denial(graph, ("NL", "US", "JP"), "CN")
    by = {it.input: it for it in done.inputs}
    assert by[EUV].state == "cut"
    assert by[EUV].elsewhere_percent.high == 0
    leaks = [it for it in done.inputs if it.state == "stands" and it.elsewhere_percent.low > 0]
    assert leaks
    assert all(it.others for it in leaks)


def test_shares_by_country_and_by_firm_agree_where_both_have_every_number(graph):
    """Two views of one supply: held against each other, never added."""
    apart = []
    for node in graph.inputs:
        country = concentration(graph, node, "country")
        firm = concentration(graph, node, "firm")
        if country and firm and country.coverage_percent == firm.coverage_percent == 100 \
                and firm.hhi.low > country.hhi.high:  # fmt: skip
            apart.append(node)
    assert apart == [], "firms cannot be more concentrated than the countries that they are in"


def test_nothing_of_these_tables_is_shipped():
    reference = Path(comptrol.__file__).parent / "reference"
    words = {row["source"] for row in rows("provision.csv") if len(row["source"]) > 40}
    shipped = " ".join(
        it.read_text(encoding="utf-8")
        for it in reference.iterdir()
        if it.suffix in {".json", ".md", ".tsv"}
    )
    assert [it for it in words if it in shipped] == []


def test_the_product_answers_without_these_tables(tmp_path):
    """A copy of the code alone, elsewhere, with no tables beside it."""
    shutil.copytree(Path(comptrol.__file__).parent, tmp_path / "src/comptrol")
    code = (
        "import sys; sys.path.insert(0, 'src'); import comptrol; print(comptrol.__file__); "
        "from comptrol.entrypoints.cli.app import main; main(['supply', 'chokepoints'])"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path) in done.stdout.splitlines()[0]
    assert "Installed AI accelerators" in done.stdout


def test_axes_are_never_mixed_in_one_table(graph):
    for (_, by), said in graph.shares.items():
        kinds = {graph.suppliers[it.supplier].is_a for it in said.shares}
        other = {Axis.COUNTRY: SupplierKind.FIRM, Axis.FIRM: SupplierKind.COUNTRY}[by]
        assert other not in kinds
