"""Lists as their makers publish them: every row is an entity, merged, or refused with a reason."""

import os
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from comptrol.adapters.list_files import read_list
from comptrol.adapters.list_files.reading import ListFile
from comptrol.adapters.screening_list_file import SNAPSHOT, listing
from comptrol.domains.screening import Entity

LISTS = Path(__file__).parents[3] / "shared/data/screening/lists"
shared = pytest.mark.skipif(
    not LISTS.is_dir() and not os.getenv("CI"), reason="the lists lie beside the repository"
)

CSL = "us_csl_2026-07-31.json.gz"
ECFR = "us_entity_list_ecfr_2026-07-09.json.gz"
METI = "jp_meti_end_user_list_2026-07-20.json"
MOFCOM = "cn_mofcom_lists_2026-07-19.json"
UN = "un_consolidated_2026-02-27.xml.gz"
ROWS = {
    CSL: (25921, 0, 0),
    ECFR: (3409, 0, 0),
    METI: (835, 0, 0),
    MOFCOM: (240, 3, 1),
    UN: (1003, 0, 0),
    "us_statutory_2026-07/dow_1260h.json": (80, 0, 0),
    "us_statutory_2026-07/dow_1286.json": (134, 0, 0),
    "us_statutory_2026-07/bis_meu.json": (70, 0, 0),
    "us_statutory_2026-07/ofac_nscmic.json": (68, 0, 0),
    "us_statutory_2026-07/dhs_uflpa.json": (148, 0, 0),
    "us_statutory_2026-07/fcc_covered.json": (15, 2, 0),
}
"""Rows, refused, merged."""


@cache
def read(name: str) -> ListFile:
    return read_list(LISTS / name)


def called(file: ListFile, name: str) -> Entity:
    (found,) = (entity for entity in file.entities if entity.name == name)
    return found


# -- the files beside the repository -----------------------------------------------------------


@shared
@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_accounted_for(name: str):
    file = read(name)
    assert (file.rows, len(file.refused), file.merged) == ROWS[name]
    assert len({entity.entity_id for entity in file.entities}) == len(file.entities)
    assert all(row.where and row.what and row.why for row in file.refused)
    assert sum(each.entities for each in file.authorities) == len(file.entities)
    assert all(each.effect for each in file.authorities)


@shared
def test_the_consolidated_list_has_the_entities_of_the_shipped_edition():
    _, shipped = listing(files("comptrol.reference") / SNAPSHOT)
    found = {entity.entity_id: entity for entity in read(CSL).entities}
    assert found.keys() == {entity.entity_id for entity in shipped}
    same = [entity for entity in shipped if found[entity.entity_id] == entity]
    assert len(same) > 25_800
    assert read(CSL).published == date(2026, 7, 31)


@shared
def test_an_affiliated_entity_is_listed_and_not_its_parent_once_more():
    names = [entity.name for entity in read(CSL).entities if entity.list == "EL"]
    assert not [name for name in names if "Affiliated Entity" in name]
    assert "Hangzhou Huawei Communication Technology Co., Ltd." in names


@shared
def test_nineteen_listings_of_the_entity_list_are_addresses():
    found = [entity for entity in read(ECFR).entities if entity.address_only]
    assert len(found) == 19
    assert all(entity.addresses for entity in found)
    first = [entity for entity in found if entity.name == "Address 01"]
    assert sorted(entity.countries for entity in first) == [("CN", "HK"), ("TR",)]


@shared
def test_the_entity_list_gives_up_glued_names_and_every_address():
    file = read(ECFR)
    gazprom = called(file, "Gazprom, OAO")
    assert gazprom.aliases == ("Open Joint Stock Company Gazprom",)
    assert called(file, "Sabanican Company").aliases == ("Sabanican Pad Co.",)
    assert called(file, "Envoltek").list == "EL"
    ghoura = called(file, "Haji Khalil Construction Company")
    assert ghoura.listed_on == date(2012, 4, 27)
    assert sum(len(entity.addresses) for entity in file.entities) > 6000
    assert not [a for e in file.entities for a in e.addresses if "alternate" in a]
    assert not [e.name for e in file.entities if "k.a." in e.name]


@shared
def test_the_un_list_grades_names_and_keeps_scripts_births_and_documents():
    file = read(UN)
    types = [entity.type for entity in file.entities]
    assert (types.count("Individual"), types.count("Entity")) == (730, 273)
    assert file.published == date(2026, 2, 27)
    found = {entity.entity_id: entity for entity in file.entities}
    assert "Rumuli" in found["un-cdi.003"].weak_aliases
    assert found["un-cdi.003"].births == ("1948",)
    tikriti = found["un-iqi.002"]
    assert tikriti.name == "QUSAY SADDAM HUSSEIN AL-TIKRITI"
    assert tikriti.native_names == ("قصي صدام حسين التكريتي",)
    assert tikriti.births == ("1965", "1966")
    assert sum(entity.identifiers != () for entity in file.entities) > 250


@shared
def test_names_that_slid_into_the_address_are_recovered_with_their_country():
    file = read(METI)
    found = called(file, "Abascience Tech Co. Ltd")
    assert (found.countries, found.programs) == (("CN",), ("missile",))
    assert len([entity for entity in file.entities if entity.countries == ("CN",)]) == 127
    kim = called(file, "Kim Chaek Iron Works")
    assert kim.native_names == ("金策製鉄所", "金策製鉄連合企業所")
    assert file.published == date(2025, 9, 29)


@shared
def test_a_headline_that_counts_companies_is_refused_and_a_cut_name_joined():
    file = read(MOFCOM)
    whys = sorted(row.why for row in file.refused)
    assert [why.split(": ")[1] for why in whys] == [
        "the announcement names 3 entities",
        "the announcement names 6 entities",
        "the announcement names further entities",
    ]
    boeing = [entity for entity in file.entities if entity.name.startswith("Boeing Defense")]
    assert {entity.native_names for entity in boeing} == {
        ("波音防务、空间与安全集团",),
        ("美国波音防务、空间与安全集团",),
    }
    names = [name for entity in file.entities for name in entity.names]
    assert not [name for name in names if "参与对台湾地区军售" in name or "\u200c" in name]


@shared
def test_a_category_of_goods_names_no_party():
    refused = read("us_statutory_2026-07/fcc_covered.json").refused
    assert {row.why for row in refused} == {"a category of goods: the row names no party"}
