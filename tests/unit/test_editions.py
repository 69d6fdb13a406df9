"""What changed between two editions, and what the licence texts of the Entity List come to."""

import csv
import gzip
import json
import os
import time
from pathlib import Path

import msgspec
import pytest

from comptrol.adapters.list_files import read_list
from comptrol.domains.screening import Entity
from comptrol.domains.screening.formulas.editions import Change, difference
from comptrol.domains.screening.formulas.requirements import (
    POLICY_CODES,
    REQUIREMENT_CODES,
    new_wordings,
    policy,
    requirement,
)
from comptrol.domains.screening.formulas.respellings import notices
from comptrol.kernel.errors import UnreadableError

SCREENING = Path(__file__).parents[3] / "shared/data/screening"
shared = pytest.mark.skipif(
    not SCREENING.is_dir() and not os.getenv("CI"), reason="the lists lie beside the repository"
)
NOTICE = "81 FR 14958, 3/21/16"


def listed(number: int, name: str, **said: object) -> Entity:
    told = {"list": "EL", "federal_register": NOTICE, "countries": ("CN",)} | said
    return msgspec.convert({"entity_id": f"el-{number:012x}", "name": name} | told, Entity)


def test_an_edition_is_not_different_from_itself():
    entities = [listed(1, "Acme"), listed(2, "Beta")]
    assert difference(entities, reversed(entities)) == ((), (), ())


def test_who_comes_and_goes_is_named():
    found = difference([listed(1, "Acme")], [listed(2, "Completely Other")])
    assert (found.added, found.removed) == (("el-000000000002",), ("el-000000000001",))


def test_a_new_spelling_is_a_change_and_no_delisting():
    found = difference([listed(1, "TanWei")], [listed(2, "Tan Wei", programs=("X",))])
    assert found.changed == (Change("el-000000000001", "el-000000000002", ("name", "programs")),)
    assert found.added == found.removed == ()


def test_the_same_listing_in_another_form_is_found_by_its_notice():
    old = listed(1, "Acme Co., Ltd.", federal_register="81 F.R. 14958 3/21/2016")
    new = listed(2, "Acme Company Limited")
    assert difference([old], [new]).changed[0].fields == ("name", "federal_register")
    assert notices(old) == notices(new)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("CETC 54 Research Institute", "CETC 55 Research Institute", {}),
        ("Acme Trading", "Acme Trading", {"countries": ("RU",)}),
        ("Acme Trading", "Acme Trading", {"federal_register": "90 FR 1, 1/2/25"}),
        ("Acme Trading", "Acme Trading", {"list": "MEU"}),
        ("Huawei Cloud Beijing", "Huawei Cloud Dalian", {}),
    ],
)
def test_what_contradicts_is_another_listing(before: str, after: str, said: dict[str, object]):
    found = difference([listed(1, before)], [listed(2, after, **said)])
    assert (len(found.added), len(found.removed)) == (1, 1)


def test_the_best_match_wins_and_each_is_used_once():
    old = [listed(1, "Acme Tradings"), listed(2, "Acme Trading X")]
    found = difference(old, [listed(3, "Acme Trading")])
    assert [(change.before, change.after) for change in found.changed] == [
        ("el-000000000001", "el-000000000003")
    ]
    assert found.removed == ("el-000000000002",)


def test_a_branch_is_matched_with_the_branch_in_its_country():
    two = ("CN", "RU")
    old = [listed(1, "Acme 1", countries=("CN",)), listed(2, "Acme 1", countries=two)]
    new = [listed(3, "Acme1", countries=two), listed(4, "Acme1", countries=("CN",))]
    found = difference(old, new).changed
    assert {(change.before[-1], change.after[-1]) for change in found} == {("1", "4"), ("2", "3")}


def test_a_number_of_the_treasury_is_never_matched_by_name():
    old = Entity(entity_id="sdn-1", name="Acme", list="SDN")
    new = Entity(entity_id="sdn-2", name="Acme", list="SDN")
    found = difference([old], [new])
    assert (found.added, found.removed, found.changed) == (("sdn-2",), ("sdn-1",), ())


def test_where_there_is_no_notice_the_country_narrows():
    old, new = listed(1, "Acme Trade", federal_register=None), listed(2, "AcmeTrade")
    assert difference([old], [new]).changed == ()
    new = msgspec.structs.replace(new, federal_register=None)
    assert difference([old], [new]).changed[0].fields == ("name",)


@shared
def test_two_editions_of_the_consolidated_list_are_compared_in_two_seconds():
    before = read_list(SCREENING / "lists/us_csl_2026-07-31.json.gz").entities
    after = [
        msgspec.structs.replace(
            entity, name=entity.name.replace(" ", "", 1), entity_id=f"el-{n:012x}"
        )
        if entity.list == "EL" and n % 10 == 0
        else entity
        for n, entity in enumerate(before)
        if n % 100
    ]
    started = time.process_time()
    found = difference(before, after)
    assert time.process_time() - started < 2
    assert len(found.removed) >= len(before) - len(after)
    assert len(found.changed) > 250
    assert len(found.added) < 20


@shared
def test_re_spelled_rows_of_the_entity_list_are_matched_across_its_two_sources():
    file = SCREENING / "pairs/entity_list_ecfr_vs_csl_name_variants.csv"
    matched = 0
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        names = [row[column] for column in row if "name" in column][:2]
        notice = next(value for value in row.values() if " FR " in (value or ""))
        old, new = (
            listed(n, name or "-", federal_register=notice) for n, name in enumerate(names)
        )
        matched += bool(difference([old], [new]).changed)
    assert matched >= 7


# -- licence texts -----------------------------------------------------------------------------


@shared
def test_every_wording_of_both_sources_has_a_meaning():
    file = json.loads(
        gzip.decompress((SCREENING / "lists/us_csl_2026-07-31.json.gz").read_bytes())
    )
    requirements, policies = (
        file["tables"][table] for table in ("licenceRequirements", "licencePolicies")
    )
    assert (len(requirements), len(policies)) == (89, 78)
    found = {requirement(text).codes for text in requirements}
    assert len(found) == 19
    assert len({policy(text).codes for text in policies}) == 18
    ecfr = read_list(SCREENING / "lists/us_entity_list_ecfr_2026-07-09.json.gz")
    assert new_wordings(ecfr.entities) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("All Items  subject to the EAR", ("all-items",)),
        ("For all items subject to the EAR. (See §744.11 of the EAR.", ("all-items",)),
        (
            "All items subject to the EAR (See §§734.9(g)3, 746.8(a)(3), and 744.2l(b) of the EAR",
            ("all-items", "footnote-3"),
        ),
        (
            "All items subject to the EAR. (See § 744.11 of the EAR), except for EAR99-desig...",
            ("all-items", "except-ear99-uav-technology-of-the-operator"),
        ),
    ],
)
def test_a_requirement_is_read_through_its_spelling(text: str, codes: tuple[str, ...]):
    assert requirement(text).codes == codes
    assert requirement(text).text == text


@pytest.mark.parametrize("text", ["For all items on Mars", "...", "For...", ""])
def test_a_wording_that_no_table_has_is_refused_by_name(text: str):
    with pytest.raises(UnreadableError, match="no table has this wording"):
        requirement(text)
    with pytest.raises(UnreadableError, match="licence policy"):
        policy(text)


def test_new_wordings_are_listed_for_a_person():
    known = listed(
        1, "A", licence_requirement="All items subject to the EAR", licence_policy="Maybe"
    )
    assert new_wordings([known, known]) == ("Maybe",)


def test_codes_are_plain_words():
    assert all(code.replace("-", "").replace(".", "").isalnum() for code in REQUIREMENT_CODES)
    assert "policy-of-denial" in POLICY_CODES
