"""Make the shipped snapshot of the Consolidated Screening List from the dated extract of it.

    python -m scripts.reference.screening_list --input ../shared [--check]

The snapshot is JSON Lines under xz: a header, then one line for each entity, in the list's own
order. The same input gives the same lines. ``--check`` compares lines, not compressed bytes,
because releases of liblzma may compress the same lines differently.
"""

import argparse
import gzip
import hashlib
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from comptrol.domains.screening import Authority, Entity

OUTPUT_NAME = "consolidated_screening_list_2026-07-31.jsonl.xz"
INPUT_NAME = "data/screening/lists/us_csl_2026-07-31.json.gz"
FORMAT = "comptrol.screening-list/1"
OUTPUT_DIR = Path(__file__).parents[2] / "src/comptrol/reference"
SHARED = Path(__file__).parents[2].parent / "shared"

COUNTRY_CODES: Mapping[str, str] = {
    "PRC": "CN",
    "REGION: CHINA": "CN",
    "REGION: IRAN": "IR",
    "REGION: RUSSIA": "RU",
    "MACAU": "MO",
    "MAN, ISLE OF": "IM",
    "TURKIYE": "TR",
    "UK": "GB",
}
"""What the list prints in place of an ISO 3166-1 code. Other places are kept as printed."""

NOTICE = (
    "Facts: US Departments of Commerce, State and the Treasury; a work of the US government. "
    "Structuring: MIT License, Copyright (c) 2026 seelpeed-debug (export-controls-agent-mcp); "
    "changes: fields renamed, rows given stable identifiers, countries as ISO 3166-1 codes."
)


def build(input_dir: Path) -> bytes:
    """Return the snapshot made from the extract under this folder."""
    return lzma.compress(lines(input_dir), preset=9 | lzma.PRESET_EXTREME)


def lines(input_dir: Path) -> bytes:
    """Return the snapshot before compression: header and entities, one to a line."""
    extract = json.loads(gzip.decompress((input_dir / INPUT_NAME).read_bytes()))
    entities = tuple(_entities(extract))
    _expect("entities", len(entities), extract["entryCount"])
    _expect("entity ids", len({entity.entity_id for entity in entities}), len(entities))
    encode = msgspec.json.Encoder().encode
    body = b"".join(encode(entity) + b"\n" for entity in entities)
    header = {
        "format": FORMAT,
        "edition": "us-csl-" + extract["sourceGeneratedAt"][:10],
        "title": extract["citation"],
        "published": date.fromisoformat(extract["sourceGeneratedAt"][:10]),
        "source": extract["source"]["url"],
        "notice": NOTICE,
        "entities": len(entities),
        "names": sum(len(entity.names) for entity in entities),
        "entities_sha256": hashlib.sha256(body).hexdigest(),
        "lists": _authorities(extract, entities),
    }
    return encode(header) + b"\n" + body


def _authorities(extract: Mapping[str, Any], entities: tuple[Entity, ...]) -> list[Authority]:
    """Return the consolidated lists, with the count that the extract states for each."""
    counted = Counter(entity.list for entity in entities)
    urls = {row["s"]: extract["tables"]["urls"][row["u"]] for row in extract["entries"]}
    authorities = []
    for title, stated in extract["listAuthority"].items():
        code = stated["code"]
        _expect(f"rows of {code}", counted[code], extract["countsBySource"][title])
        authorities.append(
            Authority(
                code=code,
                title=title,
                citation=stated["citation"],
                effect=stated["effect"],
                url=urls[extract["tables"]["sources"].index(title)],
                entities=counted[code],
            )
        )
    return sorted(authorities, key=lambda authority: authority.code)


def _entities(extract: Mapping[str, Any]) -> Iterator[Entity]:
    tables, authorities = extract["tables"], extract["listAuthority"]
    for row in extract["entries"]:
        code = authorities[tables["sources"][row["s"]]]["code"]
        countries, places = _places(row.get("c", ()))
        programs = tables["programmes"][row["pg"]].split("; ") if "pg" in row else ()
        yield Entity(
            entity_id=f"{code}-{row['e']}".lower() if "e" in row else _content_id(code, row),
            name=row["n"],
            list=code,
            aliases=tuple(row.get("a", ())),
            type=row.get("t"),
            countries=countries,
            places=places,
            programs=tuple(programs),
            licence_requirement=_text(tables["licenceRequirements"], row.get("lr")),
            licence_policy=_text(tables["licencePolicies"], row.get("lp")),
            federal_register=row.get("fr"),
        )


def _content_id(code: str, row: Mapping[str, Any]) -> str:
    """Name an entity of a list that numbers none by its notice, its name and its countries."""
    told = [code, row["n"], row.get("fr"), sorted(row.get("c", ()))]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return f"{code}-{digest[:12]}".lower()


def _places(printed: list[str]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Part what the list prints into country codes and places that are none."""
    named = [COUNTRY_CODES.get(place, place) for place in printed]
    codes = [place for place in dict.fromkeys(named) if len(place) == len("XX")]
    return tuple(codes), tuple(place for place in named if place not in codes)


def _text(table: list[str], index: int | None) -> str | None:
    return None if index is None else table[index]


def _expect(what: str, found: int, stated: int) -> None:
    if found != stated:
        raise SystemExit(f"{INPUT_NAME}: {found} {what}, but {stated} stated")


def main() -> int:
    """Write the snapshot, or say whether the one that is shipped is what the input gives."""
    parser = argparse.ArgumentParser(description=__doc__, prog="screening_list")
    parser.add_argument("--input", type=Path, default=SHARED, help="folder that holds data/")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    asked = parser.parse_args()
    shipped = OUTPUT_DIR / OUTPUT_NAME
    if asked.check:
        same = lzma.decompress(shipped.read_bytes()) == lines(asked.input)
        print(f"{shipped.name} {'is' if same else 'is NOT'} what the input gives")
        return 0 if same else 1
    packed = build(asked.input)
    shipped.write_bytes(packed)
    print(f"{shipped.name}: {len(packed):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
