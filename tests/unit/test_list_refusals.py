"""What is not read, and what is said of it; what is known of each list, and what is not."""

import gzip
import lzma
from pathlib import Path

import msgspec
import pytest

from comptrol.adapters.list_files import FORMATS, authority, known_lists, read_list
from comptrol.adapters.list_files.opening import contents, unpacked
from comptrol.adapters.list_files.plain_csv import read_content as read_csv
from comptrol.adapters.list_files.un_xml import read_content as read_un
from comptrol.adapters.list_files.xml_safely import tree
from comptrol.kernel.errors import NotFoundError, UnreadableError

OWN = "id,name\n1,Acme\n"


def test_a_field_without_end_is_refused_before_any_pattern_is_tried():
    file = read_csv(b"id,name\n1," + b";" * 20_001 + b"\n2,Acme\n")
    assert [entity.name for entity in file.entities] == ["Acme"]
    assert [row.why for row in file.refused] == ["a field of 20,001 letters; 20,000 are the most"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"name,alias\n", "line 1"),
        (b"id,name,name\n", "named twice"),
        (b"id,name\n1,\xff\n", "UTF-8"),
        (b'id,name\n1,"' + b"a" * 200_000, "line"),
    ],
)
def test_an_own_list_with_a_bad_table_is_unreadable(content: bytes, why: str):
    with pytest.raises(UnreadableError, match=why):
        read_csv(content)


@pytest.mark.parametrize("declared", ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "b">'])
def test_xml_that_declares_a_type_is_refused(declared: str):
    with pytest.raises(UnreadableError, match="document type"):
        read_un(f"<?xml version='1.0'?>{declared}<CONSOLIDATED_LIST/>".encode())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<a><b></a>", "well-formed"),
        (b"<a>" * 100, "nested"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "well-formed"),
        (b"<other/>", "root"),
    ],
)
def test_xml_that_is_no_list_is_refused(content: bytes, why: str):
    with pytest.raises(UnreadableError, match=why):
        read_un(content)


def test_a_un_row_without_number_or_name_is_refused():
    rows = "<INDIVIDUAL/><INDIVIDUAL><REFERENCE_NUMBER>CDi.1</REFERENCE_NUMBER></INDIVIDUAL>"
    text = f"<CONSOLIDATED_LIST><INDIVIDUALS>{rows}</INDIVIDUALS></CONSOLIDATED_LIST>"
    assert tree(text.encode()).tag == "CONSOLIDATED_LIST"
    file = read_un(text.encode())
    assert [row.why.split(":")[0] for row in file.refused] == ["REFERENCE_NUMBER", "name"]


def test_a_file_is_unpacked_up_to_a_bound(tmp_path: Path):
    for packed in (gzip.compress(b"a" * 100), lzma.compress(b"a" * 100), b"a" * 100):
        assert unpacked(packed) == b"a" * 100
        with pytest.raises(UnreadableError, match="more than 99 bytes"):
            unpacked(packed, 99)
    assert unpacked(lzma.compress(b"a") + lzma.compress(b"b" * 200_000), 300_000)[:2] == b"ab"
    with pytest.raises(UnreadableError, match="more than 1,000 pieces"):
        unpacked(lzma.compress(b"") * 1_001, 99)
    for broken in (gzip.compress(b"a" * 100)[:-9], lzma.compress(b"a" * 100)[:-20], b"\x1f\x8bx"):
        with pytest.raises(UnreadableError):
            unpacked(broken)
    with pytest.raises(NotFoundError):
        contents(tmp_path / "none")
    with pytest.raises(UnreadableError, match="cannot be read"):
        contents(tmp_path)


def test_a_list_is_recognised_packed_or_not(tmp_path: Path):
    (tmp_path / "a.xz").write_bytes(lzma.compress(OWN.encode()))
    assert read_list(tmp_path / "a.xz").format == "csv"


def test_what_is_no_list_is_said_with_what_is_known(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"hello")
    with pytest.raises(UnreadableError, match="begins 'hello'") as caught:
        read_list(tmp_path / "a")
    assert all(each.name in str(caught.value) for each in FORMATS)


@pytest.mark.parametrize(
    "text",
    [
        '{"list_id": "dow-1260h", "entities": 1}',
        '{"list_id": "bis-entity-list"}',
        '{"results": 1, "source": 1, "name": 1}',
        '{"fieldKey": 1, "listAuthority": 1}',
        '{"a": "jp-end-user-list"}',
        '{"a": "cn-attention-list"}',
    ],
)
def test_a_list_of_the_wrong_shape_names_file_and_source(tmp_path: Path, text: str):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UnreadableError, match=r"a\.json, as \S+: "):
        read_list(tmp_path / "a.json")


# -- the facts of the lists --------------------------------------------------------------------


def test_every_list_states_whose_it_is_and_what_it_does():
    for code, row in known_lists().items():
        told = authority(code, 1)
        assert told.jurisdiction in {"US", "UN", "JP", "CN"}
        assert told.title
        assert told.authority
        assert told.citation
        assert told.url.startswith("https://")
        assert ("to be confirmed" in told.effect) is (row.effect.mark != "S")


def test_what_is_recalled_stays_marked_and_what_is_unknown_stays_empty():
    assert "recalled" in authority("DPL", 1).ownership_extension
    assert "50 %" in authority("SDN", 1).ownership_extension
    assert authority("ISN", 1).ownership_extension == ""
    assert authority("HR", 3) == msgspec.convert(
        {"code": "HR", "title": "HR", "citation": "", "effect": "", "url": "", "entities": 3},
        type(authority("EL", 1)),
    )
