"""Whatever stands in a file, a reader says what is wrong: no crash, and no row is lost."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scripts.fuzz_lists import SEEDS

from comptrol.adapters.list_files import FORMATS, Format, ListFile, ofac_sdn
from comptrol.adapters.list_files.opening import unpacked
from comptrol.adapters.list_files.spelling import cleaned, parted, without_native
from comptrol.kernel.errors import UnreadableError

LISTS = Path(__file__).parents[3] / "shared/data/screening/lists"
every_format = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)


def read(reader: Callable[[bytes], ListFile], content: bytes) -> ListFile | None:
    """Return what was read, every row of it accounted for; None where it is unreadable."""
    try:
        file = reader(content)
    except UnreadableError:
        return None
    assert file.rows == len(file.entities) + len(file.refused) + file.merged
    ids = [entity.entity_id for entity in file.entities]
    assert len(set(ids)) == len(ids)
    assert all(any(map(str.isalnum, entity.name)) for entity in file.entities)
    assert sum(each.entities for each in file.authorities) == len(file.entities)
    return file


def beginnings() -> list[bytes]:
    """Return the beginnings of the real files, where they are, and the smallest file of each."""
    files = [*LISTS.glob("*.*"), *LISTS.glob("*/*.json")] if LISTS.is_dir() else []
    real = [unpacked(file.read_bytes())[:6000] for file in sorted(files)]
    return [*SEEDS, *real]


BEGINNINGS = beginnings()


@every_format
@quick
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(form: Format, content: bytes):
    form.recognises(content)
    read(form.read_content, content)


@every_format
@quick
@given(data=st.data())
def test_a_file_that_was_damaged_is_read_or_refused(form: Format, data: st.DataObject):
    content = bytearray(data.draw(st.sampled_from(BEGINNINGS)))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        width = data.draw(st.integers(0, 40))
        content[at : at + width] = data.draw(st.binary(max_size=12))
    form.recognises(bytes(content))
    read(form.read_content, bytes(content))


TEXT = st.text(max_size=40)
CLUES = st.sampled_from(
    [
        "(a.k.a. B",
        "f.k.a.",
        "Affiliated Entity: X",
        "等6家实体",
        "参与对台湾地区军售的A",
        "People's Republic of China A",
        "China",
        "; and ",
        "subordinate institution:",
        "9999999999/1/1",
        "2024-02-31",
        "cn-attention-list",
        "jp-end-user-list",
        "Entity List (EL) - Bureau of Industry and Security",
        "\u200c",
        "\ufdd0",
    ]
)
WORDS = st.one_of(CLUES, TEXT, st.lists(CLUES, max_size=3).map(" ".join))
VALUES = st.one_of(st.none(), st.integers(), WORDS, st.lists(WORDS, max_size=3))

ROW_FIELDS = {
    "us-csl": "source name entity_number type programs alt_names license_requirement start_date",
    "us-ecfr-entity-list": "name aliases country address federal_register notes",
    "us-statutory": "name aliases country address effective_date federal_register notes",
    "jp-meti-end-user-list": "id list_id entity_name aliases addresses reason",
    "cn-mofcom": "id list_id entity_name aliases addresses date_added",
}
WRAPPED: dict[str, Callable[[list[Any]], Any]] = {
    "us-csl": lambda rows: {"results": rows},
    "us-ecfr-entity-list": lambda rows: {"list_id": "bis-entity-list", "entities": rows},
    "us-statutory": lambda rows: {"list_id": "dow-1260h", "entities": rows},
    "jp-meti-end-user-list": lambda rows: rows,
    "cn-mofcom": lambda rows: rows,
}


def likely(fields: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return rows whose fields mostly have the kind that they should have."""
    kinds = {
        field: st.lists(WORDS, max_size=3)
        if field in {"aliases", "addresses", "alt_names", "programs"}
        else WORDS
        for field in fields
    }
    return st.one_of(
        st.fixed_dictionaries({}, optional=kinds),
        st.fixed_dictionaries(kinds),
        st.dictionaries(st.sampled_from(fields), VALUES),
    )


@pytest.mark.parametrize("name", ROW_FIELDS)
@settings(quick, max_examples=150)
@given(data=st.data())
def test_json_of_the_right_shape_keeps_every_row(name: str, data: st.DataObject):
    (form,) = (form for form in FORMATS if form.name == name)
    row = st.one_of(likely(ROW_FIELDS[name].split()), VALUES)
    rows = data.draw(st.lists(row, max_size=5))
    file = read(form.read_content, json.dumps(WRAPPED[name](rows)).encode())
    if file is not None:
        assert file.rows == len(rows)


CELL = st.one_of(WORDS, st.sampled_from(["", "-0-", "DOB 31 Feb 1960", "a.k.a. 'X'", "1"]))


@quick
@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=3), max_size=6))
@example(rows=[["1", "\r\n"], ["1", "A"]])
def test_a_table_of_ones_own_keeps_every_row(rows: list[list[str]]):
    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"'

    (form,) = (form for form in FORMATS if form.name == "csv")
    body = "\n".join(",".join(map(cell, row)) for row in rows)
    file = read(form.read_content, f"id,name,aliases\n{body}".encode())
    if file is not None:
        assert file.rows == len([row for row in rows if any(text.strip() for text in row)])


@quick
@given(data=st.data())
def test_the_three_files_of_ofac_keep_every_row(data: st.DataObject):
    def table(columns: int) -> bytes:
        number = st.sampled_from(["1", "2", "x"])
        rows = data.draw(
            st.lists(
                st.tuples(number, st.lists(CELL, min_size=columns - 1, max_size=columns)),
                max_size=4,
            )
        )
        return "\n".join(
            ",".join('"' + cell.replace('"', "") + '"' for cell in (first, *rest))
            for first, rest in rows
        ).encode()

    read(lambda sdn: ofac_sdn.read_content(sdn, table(6), table(5)), table(12))


@quick
@given(content=st.binary(max_size=300), cut=st.integers(0, 40))
def test_what_is_packed_is_unpacked_or_refused(content: bytes, cut: int):
    packed = gzip.compress(content)
    assert unpacked(packed) == content
    for broken in (packed[: len(packed) - cut], b"\x1f\x8b" + content, b"\xfd7zXZ\x00" + content):
        try:
            assert len(unpacked(broken, 1000)) <= 1000
        except UnreadableError:
            continue


@quick
@given(text=WORDS)
def test_a_name_that_was_cleaned_is_clean_and_parts_without_loss_of_the_name(text: str):
    once = cleaned(text)
    assert cleaned(once) == once
    if any(map(str.isalnum, once)):
        assert parted(once)[0]
        name, native = without_native(once)
        assert name or native
