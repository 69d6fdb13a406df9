"""Forms in which lists are published, and of which no file lies beside the repository."""

import json
from datetime import date
from pathlib import Path

import pytest

from comptrol.adapters.list_files import ofac_sdn, read_list
from comptrol.adapters.list_files.ecfr_entity_list import read_content as read_ecfr
from comptrol.adapters.list_files.meti import read_content as read_meti
from comptrol.adapters.list_files.mofcom import read_content as read_mofcom
from comptrol.adapters.list_files.plain_csv import read_content as read_csv
from comptrol.kernel.errors import NotFoundError, UnreadableError

OFFICIAL = {
    "source": "Specially Designated Nationals (SDN) - Treasury Department",
    "entity_number": 17,
    "type": "Vessel",
    "programs": ["IRAN"],
    "name": "TASCA",
    "addresses": [{"address": "1 Dock", "city": "Panama", "country": "PA"}, {"country": "IR"}],
    "ids": [{"type": "Vessel Registration Identification", "number": "IMO 9313149"}],
    "alt_names": ["TASKA"],
    "dates_of_birth": None,
    "start_date": "2024-01-02",
    "unheard_of": 1,
}


def test_the_official_consolidated_list_is_read(tmp_path: Path):
    odd = OFFICIAL | {"source": "Nobody's list", "name": "B"}
    file = tmp_path / "consolidated.json"
    file.write_text(json.dumps({"results": [OFFICIAL, odd, 7]}))
    read_file = read_list(file)
    (tasca,) = read_file.entities
    assert tasca.entity_id == "sdn-17"
    assert (tasca.countries, tasca.addresses) == (("PA", "IR"), ("1 Dock, Panama, PA",))
    assert tasca.identifiers == ("IMO:9313149",)
    assert tasca.listed_on == date(2024, 1, 2)
    assert [row.where for row in read_file.refused] == ["listing 2", "listing 3"]


SDN = """\
52327,"TASCA","vessel","IRAN-EO13846] [SDGT",-0- ,"3E2647","Crude Oil Tanker",-0- ,-0- ,"Panama",\
-0- ,"Vessel Registration Identification IMO 9313149; MMSI 352002494; Linked To: BRECALIN."
10278,"MOREY, Elvis","individual","SDNT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\
"DOB 28 Jul 1963; alt. DOB 1964; Passport P0017003 (Belize); a.k.a. 'BURTON BURGESS'."
x,"No number",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
\x1a"""
ADD = """\
10278,13948,-0- ,-0- ,"Belize",-0-
10278,13949,"50 6th  Ave.","Corozal","Belize",-0-
99999,1,"1 St","Oz","Oz",-0-
"""
ALT = '10278,1,"aka","MOREY, E.",-0- \n10278,2,"aka"\n'


def test_the_three_files_of_ofac_are_read_from_their_folder(tmp_path: Path):
    for name, text in (("SDN.CSV", SDN), ("ADD.CSV", ADD), ("alt.csv", ALT)):
        (tmp_path / name).write_text(text)
    file = read_list(tmp_path)
    assert file == read_list(tmp_path / "SDN.CSV")
    ship, morey = file.entities
    assert (ship.type, ship.programs) == ("Vessel", ("IRAN-EO13846", "SDGT"))
    assert ship.identifiers == ("IMO:9313149", "MMSI:352002494", "callsign:3E2647")
    assert morey.aliases == ("MOREY, E.",)
    assert morey.weak_aliases == ("BURTON BURGESS",)
    assert (morey.births, morey.countries) == (("1963-07-28", "1964"), ("BZ",))
    assert morey.addresses == ("50 6th Ave., Corozal, Belize",)
    assert [row.where for row in file.refused] == ["ADD.CSV, line 3", "ALT.CSV, line 2", "line 3"]
    assert "SDN.CSV has no party '99999'" in [row.why for row in file.refused]


def test_ofac_without_the_list_itself_says_so(tmp_path: Path):
    with pytest.raises(NotFoundError, match=r"no SDN\.CSV"):
        read_list(tmp_path)
    with pytest.raises(UnreadableError, match="twelve columns"):
        ofac_sdn.read_content(b"1,2\n")


SUPPLEMENT = """\
<?xml version="1.0"?><DIV9 N="Supplement No. 4 to Part 744" TYPE="APPENDIX">
<TABLE><TR><TH>Country</TH><TH>Entity</TH></TR>
<TR><TD>CHINA, PEOPLE'S REPUBLIC OF</TD><TD>3HC Semiconductors (HK) Co., Ltd., a.k.a., the
following two aliases:<br/>—Shenzhen Sanhe Technology Co., Ltd.; <I>and</I><br/>—Sanhe
Semiconductor.<br/>Unit 1, Hong Kong; and Room 2, Shenzhen, China.</TD>
<TD>For all items subject to the EAR. (See § 744.11 of the EAR)</TD><TD>Presumption of denial</TD>
<TD>89 FR 96836, 12/5/24.</TD></TR>
<TR><TD/><TD>Acme Trading Co., Ltd., 5 High St, Beijing, China.</TD><TD>For all items</TD>
<TD>Denial</TD><TD>88 FR 1, 5/22/23</TD></TR>
<TR><TD>Only</TD><TD>three</TD><TD>cells</TD></TR>
<TR><TD>ATLANTIS</TD><TD>Nemo</TD><TD>All</TD><TD>No</TD><TD>1 FR 1</TD></TR>
</TABLE></DIV9>"""


def test_the_supplement_is_read_from_the_xml_of_the_ecfr(tmp_path: Path):
    (tmp_path / "744.xml").write_text(SUPPLEMENT)
    file = read_list(tmp_path / "744.xml")
    hc, acme = file.entities
    assert hc.name == "3HC Semiconductors (HK) Co., Ltd."
    assert hc.aliases == ("Shenzhen Sanhe Technology Co., Ltd.", "Sanhe Semiconductor")
    assert hc.addresses == ("Unit 1, Hong Kong", "Room 2, Shenzhen, China")
    assert (hc.countries, hc.listed_on) == (("CN", "HK"), date(2024, 12, 5))
    assert hc.licence_policy == "Presumption of denial"
    assert (acme.name, acme.addresses) == (
        "Acme Trading Co., Ltd.",
        ("5 High St, Beijing, China",),
    )
    assert [row.why.split(":")[0] for row in file.refused] == [
        "it has 3 cells besides the country, not 4",
        "country",
    ]


def test_an_institution_that_the_extract_lost_is_named_by_its_alias_or_refused():
    row = {"name": "CETC 13 subordinate institution:", "country": "China"}
    lost = {"list_id": "bis-entity-list", "entities": [row, row | {"aliases": ["Brightway"]}]}
    file = read_ecfr(json.dumps(lost).encode())
    assert [entity.name for entity in file.entities] == ["Brightway"]
    assert "the institution is not" in file.refused[0].why


def test_the_same_row_twice_is_one_listing_and_counted():
    row = {"name": "Acme", "country": "China", "federal_register": "89 FR 1, 1/2/24"}
    again = row | {"address": "1 High St, Beijing, China"}
    text = json.dumps({"list_id": "bis-entity-list", "entities": [row, again]})
    file = read_ecfr(text.encode())
    assert (file.rows, file.merged, len(file.entities)) == (2, 1, 1)
    assert file.entities[0].addresses == ("1 High St, Beijing, China",)


def test_the_table_of_meti_is_read_by_its_headings():
    text = (
        "No.,Country,Name,Aliases,Concern\n"
        '1,Atlantis,x,,N\n2,China,NUDT \uff08国防科学技術大学\uff09,"A\nB","\uff2d、CW"\n'
    )
    file = read_meti(text.encode("utf-8-sig"))
    (nudt,) = file.entities
    assert (nudt.name, nudt.aliases, nudt.native_names) == (
        "NUDT",
        ("A", "B"),
        ("国防科学技術大学",),
    )
    assert (nudt.programs, nudt.identifiers) == (("missile", "conventional"), ("meti:2",))
    assert [row.why for row in file.refused] == ["country: 'Atlantis' is none that we know"]
    with pytest.raises(UnreadableError, match="country and name"):
        read_meti(b"a,b\n1,2\n")


def test_a_name_that_cannot_be_recovered_is_refused():
    row = {"id": "jp-eul-1", "list_id": "jp-end-user-list", "entity_name": " "}
    rows = [row | {"addresses": ["Somewhere Acme"]}, row | {"list_id": "x", "entity_name": "A"}]
    file = read_meti(json.dumps(rows).encode())
    assert [row.why.split(":")[0] for row in file.refused] == ["entity_name", "list_id"]


def test_a_list_of_mofcom_that_is_not_known_is_refused():
    rows = [{"id": "1", "list_id": "cn-new-list", "entity_name": "A"}, {"id": 1}]
    file = read_mofcom(json.dumps(rows).encode())
    assert [row.why.split(":")[0] for row in file.refused] == [
        "list_id",
        "this is not a row of the registry",
    ]


OWN = """\
id,name,aliases,country,address,birth,identifiers,list,type
1,Acme Ltd,ACME|Acme Limited,Germany,1 High St,,LEI:5299,,Entity
2,Doe,,DE,,1960-06-29|1971,passport:X1,HR,Individual
3,,,,,,,,
4,Roe,,Atlantis,,,,,
5,Roe,,,,1960-13,,,
6,Roe,,,,,no scheme,,
7,Roe,,,,,,,Boat
1,Again,,,,,,,
8,Short
"""


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("ENTITY", "Entity"),
        ("company", "Entity"),
        ("Organisation", "Entity"),
        ("organization", "Entity"),
        ("person", "Individual"),
        ("individual", "Individual"),
        ("Ship", "Vessel"),
        ("vessel", "Vessel"),
        ("aircraft", "Aircraft"),
        ("", None),
    ],
)
def test_what_an_entity_is_may_be_said_in_any_case_and_by_its_synonyms(
    word: str, kind: str | None
):
    (entity,) = read_csv(f"id,name,type\n1,Acme,{word}\n".encode()).entities
    assert entity.type == kind


def test_a_word_that_is_none_is_told_what_there_is():
    (row,) = read_csv(b"id,name,type\n1,Acme,boat\n").refused
    assert row.why == (
        "type: 'boat' is not known; it may be entity, company, organization, organisation, "
        "individual, person, vessel, ship, aircraft"
    )


def test_aliases_that_are_parted_otherwise_are_noted():
    file = read_csv(b"id,name,aliases\n1,Acme,A;B\n2,Beta,C|D\n3,Gamma\n4,Delta,E; F\n")
    told = "line 2 and 1 more: ';' in aliases parts none: several are parted by '|'"
    assert file.notes == (told,)
    assert read_csv(b"id,name\n1,A;B\n").notes == ()


def test_an_own_list_is_read_and_bad_rows_name_line_and_field():
    file = read_csv(OWN.encode("utf-8-sig"))
    acme, doe = file.entities
    assert (acme.entity_id, acme.list, acme.countries) == ("own-1", "OWN", ("DE",))
    assert acme.aliases == ("ACME", "Acme Limited")
    assert (doe.entity_id, doe.births) == ("hr-2", ("1960-06-29", "1971"))
    assert [(row.where, row.why.split(":")[0]) for row in file.refused] == [
        ("line 4", "name"),
        ("line 5", "country"),
        ("line 6", "birth"),
        ("line 7", "identifiers"),
        ("line 8", "type"),
        ("line 9", "id"),
        ("line 10", "it has 2 fields, not 9"),
    ]
