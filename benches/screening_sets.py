"""The labelled sets of the screening bench, and which half of each is for tuning.

An item is in the tuning half if the first byte of the SHA-256 of its key is even; figures that are
published are of the other half. The corpus is the one that peers were measured on: every list of
the merged file with the UN's persons, without the aliases whose finding is measured.
"""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from comptrol.adapters.list_files import un_xml
from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.matching.arabic import is_arabic
from comptrol.domains.screening import Authority, Edition, EditionId, Entity
from comptrol.kernel.identifiers import CountryCode, Digest

SHARED = Path(__file__).parents[2] / "shared" / "data" / "screening"
CHINESE = Path(__file__).parents[1] / "tests" / "vectors" / "chinese_names.jsonl"
_TYPES = {"Person": "Individual", "Vessel": "Vessel", "Airplane": "Aircraft"}
ORGANISATIONS = frozenset({"Organization", "Company", "LegalEntity"})

_RUSSIAN = re.compile(
    r"zavod|institut\b|nauchn|proizvod|ob.?edin|konstruk|mashinostr|predpriy|tsentr|sudostr|aviats"
    r"|promyshlen|tekhnol|issledov",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"plant\b|institute|scientific|production|research|design|bureau|center|factory|works\b"
    r"|enterprise|engineering|association|technolog|shipbuilding|aviation|industrial",
    re.IGNORECASE,
)


class Query(NamedTuple):
    """A name to ask for, and the entities that it is, any of which is right."""

    name: str
    targets: frozenset[str]
    kind: str = ""


class Pair(NamedTuple):
    """Two names, and whether people say that they are one."""

    one: str
    other: str
    same: bool
    schema: str


def for_tuning(key: str) -> bool:
    """Tell whether an item is in the half that thresholds and weights were set on."""
    return sha256(key.encode()).digest()[0] % 2 == 0


def corpus(*, whole: bool = False) -> tuple[Entity, ...]:
    """Return the entities; with ``whole`` also the aliases that are left out for measuring."""
    removed = set() if whole else {row["query"] for row in _lines("queries/removed_aliases.jsonl")}
    found = [_entity(row, removed) for row in _lines("merged/entities_2026-07.jsonl.gz")]
    persons = (
        Entity(entity_id=row["id"], name=row["listed_name"], list="UN", type="Individual")
        for row in _rows("people/un_persons.csv")
    )
    return (*found, *persons)


def matcher(entities: tuple[Entity, ...]) -> ListMatcher:
    """Return the corpus as an edition that can be searched."""
    codes = sorted({entity.list for entity in entities})
    lists = tuple(
        Authority(code=code, title=code, citation="", effect="", url="", entities=1)
        for code in codes
    )
    edition = Edition(
        edition=EditionId("bench"),
        title="",
        published=date(2026, 7, 31),
        source="",
        digest=Digest("0" * 64),
        entities=len(entities),
        names=sum(len(entity.names) for entity in entities),
        lists=lists,
    )
    return ListMatcher(edition, entities)


def perturbed() -> list[Query]:
    """Return listed names with one change of one of twelve kinds."""
    return [_query(row) for row in _lines("queries/perturbed.jsonl")]


def removed_aliases() -> list[Query]:
    """Return aliases that the corpus lacks, acronyms among them."""
    return [_query(row) for row in _lines("queries/removed_aliases.jsonl")]


def unrelated_companies() -> list[str]:
    """Return names of public companies that have nothing to do with a listed party."""
    return [row["name"] for row in _rows("neg/company_names.csv") if not row["relation_to_lists"]]


def un_persons() -> list[tuple[Query, bool]]:
    """Return names of listed persons, and whether each differs from the listed one."""
    return [
        (Query(row["query_name"], frozenset({row["id"]})), row["changed"] == "1")
        for row in _rows("people/un_persons.csv")
    ]


def invented_persons(*, tuning: bool) -> list[str]:
    """Return names of persons whom nobody lists, of one half."""
    names = {row["full_name"] for row in _rows("people/synthetic_negatives_global.csv")}
    return sorted(name for name in names if for_tuning(name) is tuning)


def name_bench() -> list[tuple[str, Pair]]:
    """Return the labelled pairs of nomenklatura's name bench, each with its key."""
    return [
        (
            row["pair_id"],
            Pair(row["name1"], row["name2"], row["is_match"] == "true", row["schema"]),
        )
        for row in _rows("pairs/name_bench.csv")
    ]


def chinese(*, tuning: bool = False) -> list[Query]:
    """Return Chinese names with a public source for each, of the half not tuned on, or of that."""
    lines = map(json.loads, CHINESE.read_text("utf-8").splitlines())
    return [
        Query(row["chinese"], frozenset(row["targets"]), row["kind"])
        for row in lines
        if for_tuning(row["chinese"]) is tuning
    ]


def russian(entities: Iterable[Entity], *, tuning: bool) -> Iterator[tuple[str, list[str]]]:
    """Yield names in Russian, romanised, and the English ones that the same entity has."""
    for entity in entities:
        if entity.type not in {None, "Entity"} or for_tuning(entity.entity_id) is not tuning:
            continue
        told = [name for name in entity.names if _RUSSIAN.search(name)]
        english = [name for name in entity.names if _ENGLISH.search(name)]
        if english:
            yield from ((name, english) for name in told if name not in english)


def arabic(*, tuning: bool = False) -> tuple[list[Query], ListMatcher]:
    """Return names in Arabic letters as the UN prints them, and its list without these."""
    file = SHARED / "lists" / "un_consolidated_2026-02-27.xml.gz"
    listed = un_xml.read(file).entities
    queries = [
        Query(name, frozenset({entity.entity_id}))
        for entity in listed
        if for_tuning(entity.entity_id) is tuning
        for name in entity.native_names
        if is_arabic(name)
    ]
    return queries, matcher(tuple(replace(entity, native_names=()) for entity in listed))


def _entity(row: dict[str, Any], removed: set[str]) -> Entity:
    first, *aliases = row["names"] or [""]  # METI prints some names in the address
    return Entity(
        entity_id=row["id"],
        name=first,
        list=row["list"],
        aliases=tuple(name for name in aliases if name not in removed),
        type=_TYPES.get(row.get("schema", "")),
        countries=tuple(CountryCode(code) for code in row.get("countries", ())),
        addresses=tuple(row.get("addr", ())),
    )


def _query(row: dict[str, Any]) -> Query:
    return Query(row["query"], frozenset(row["targets"]), row["kind"])


def _lines(name: str) -> Iterator[dict[str, Any]]:
    file = SHARED / name
    raw = gzip.decompress(file.read_bytes()) if name.endswith(".gz") else file.read_bytes()
    return map(json.loads, raw.decode().splitlines())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SHARED / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)
