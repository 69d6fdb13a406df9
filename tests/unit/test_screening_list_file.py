"""The list's file: what is read, and what is said about a file that cannot be."""

import hashlib
import json
import lzma
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from scripts.reference import screening_list

from comptrol.adapters.list_shelf import SNAPSHOT, matcher_of
from comptrol.adapters.screening_list_file import listing
from comptrol.domains.screening import Subject
from comptrol.kernel.errors import NotFoundError, UnreadableError

SHARED = Path(__file__).parents[3] / "shared"

ACME = {"entity_id": "el-1", "name": "Acme Co., Ltd.", "list": "EL", "aliases": ["ACME"]}
BETA = {"entity_id": "el-2", "name": "Beta GmbH", "list": "EL", "countries": ["DE"]}
HEADER: dict[str, Any] = {
    "format": "comptrol.screening-list/1",
    "edition": "test-1",
    "title": "A list",
    "published": "2026-07-31",
    "source": "https://list.example",
    "notice": "facts",
    "entities": 2,
    "names": 3,
    "lists": [
        {
            "code": "EL",
            "title": "Entity List",
            "citation": "15 CFR 744.16",
            "effect": "licence",
            "url": "https://list.example/el",
            "entities": 2,
        }
    ],
}


def written(folder: Path, *lines: bytes, **header: Any) -> Path:
    body = b"".join(line + b"\n" for line in lines)
    head = HEADER | {"entities_sha256": hashlib.sha256(body).hexdigest()} | header
    path = folder / "list.jsonl.xz"
    path.write_bytes(lzma.compress(json.dumps(head).encode() + b"\n" + body))
    return path


def entries(*rows: dict[str, Any]) -> list[bytes]:
    return [json.dumps(row).encode() for row in rows]


def test_a_list_is_read_with_its_edition(tmp_path: Path) -> None:
    edition, (acme, beta) = listing(written(tmp_path, *entries(ACME, BETA)))
    assert (edition.edition, edition.entities, edition.names) == ("test-1", 2, 3)
    assert (acme.names, beta.countries) == (("Acme Co., Ltd.", "ACME"), ("DE",))


def test_the_digest_is_of_the_lines_and_not_of_their_compression(tmp_path: Path) -> None:
    path = written(tmp_path, *entries(ACME, BETA))
    lines = lzma.decompress(path.read_bytes())
    assert listing(path)[0].digest == hashlib.sha256(lines).hexdigest()
    path.write_bytes(lzma.compress(lines, preset=0))
    assert listing(path)[0].digest == hashlib.sha256(lines).hexdigest()


def test_the_shipped_snapshot_holds_what_its_source_states() -> None:
    edition, entities = listing(files("comptrol.reference") / SNAPSHOT)
    assert (edition.entities, edition.names, len(edition.lists)) == (25_921, 57_174, 12)
    assert len(entities) == sum(authority.entities for authority in edition.lists)
    assert edition.edition == "us-csl-2026-07-31"


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        b"",
        b"[]",
        b'{"entity_id": "el-2", "list": "EL"}',
        b'{"entity_id": "el-2", "name": 7, "list": "EL"}',
        b'{"entity_id": "el-2", "name": "B", "list": "EL", "nickname": "b"}',
        b'{"entity_id": "el-2", "name": "B", "list": "EL", "countries": ["Germany"]}',
        b'{"entity_id": "el-2", "name": "B", "list": "SDN"}',
        b'{"entity_id": "el-1", "name": "B", "list": "EL"}',
        b'{"entity_id": "el-2", "name": "\xff", "list": "EL"}',
        b'{"entity_id": "el-2", "name": "\\ud800", "list": "EL"}',
    ],
)
def test_a_broken_line_is_named_with_its_file(tmp_path: Path, broken: bytes) -> None:
    path = written(tmp_path, *entries(ACME), broken)
    with pytest.raises(UnreadableError, match=r"^list\.jsonl\.xz, line 3: "):
        listing(path)


@pytest.mark.parametrize("stated", [{"entities": 3}, {"names": 2}, {"entities_sha256": "0" * 64}])
def test_a_header_that_states_otherwise_is_refused(
    tmp_path: Path, stated: dict[str, object]
) -> None:
    path = written(tmp_path, *entries(ACME, BETA), **stated)
    with pytest.raises(UnreadableError, match=r"^list\.jsonl\.xz, line 1: it states"):
        listing(path)


def test_a_changed_line_gives_the_wrong_digest(tmp_path: Path) -> None:
    path = written(tmp_path, *entries(ACME, BETA))
    changed = lzma.decompress(path.read_bytes()).replace(b"Beta", b"Bete")
    path.write_bytes(lzma.compress(changed))
    with pytest.raises(UnreadableError, match="line 1: it states digest"):
        listing(path)


def test_a_list_without_its_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl.xz"
    path.write_bytes(lzma.compress(b"\n".join(entries(ACME, BETA))))
    with pytest.raises(UnreadableError, match=r"^list\.jsonl\.xz, line 1: "):
        listing(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="line 1: "):
        listing(written(tmp_path, *entries(ACME, BETA), format="comptrol.screening-list/2"))


@pytest.mark.parametrize("kept", [0, 10, 100, -1])
def test_a_truncated_archive_is_refused(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path, *entries(ACME, BETA))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UnreadableError, match=r"list\.jsonl\.xz"):
        listing(path)


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl.xz"
    path.write_bytes(b"name,list\nAcme,EL\n")
    with pytest.raises(UnreadableError, match="not an xz file"):
        listing(path)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="check the path"):
        listing(tmp_path / "none.xz")


def test_a_matcher_knows_the_list_that_it_was_made_from(tmp_path: Path) -> None:
    matcher = matcher_of(written(tmp_path, *entries(ACME, BETA)))
    assert [match.entity_id for match in matcher.search(Subject(names=("BETA GMBH",)))] == ["el-2"]


def test_the_shipped_snapshot_is_what_its_extract_gives() -> None:
    extract = SHARED / screening_list.INPUT_NAME
    if not extract.exists():
        assert not os.environ.get("CI"), f"{screening_list.INPUT_NAME} is missing"  # noqa: TID251
        pytest.skip("the dated extract is not beside this checkout")
    shipped = (files("comptrol.reference") / SNAPSHOT).read_bytes()
    assert screening_list.OUTPUT_NAME == SNAPSHOT
    assert lzma.decompress(shipped) == screening_list.lines(SHARED)
