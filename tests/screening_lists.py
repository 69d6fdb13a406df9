"""Small lists for tests, and what is held against them."""

from datetime import date

import msgspec

from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.matching.folding import folded, romanised
from comptrol.adapters.matching.han import readings
from comptrol.adapters.matching.words import Words, apart
from comptrol.domains.screening import Authority, Edition, EditionId, Entity, Match, Subject
from comptrol.kernel.identifiers import Digest

LISTS = {"EL": ("US", "licence"), "SDN": ("US", "blocked"), "CN-UEL": ("CN", "trade with China")}


def words_of(name: str) -> Words:
    return apart(readings(romanised(folded(name)))[0])


def entity(name: str, *aliases: str, **more: object) -> Entity:
    row = {"entity_id": name, "name": name, "list": "EL", "aliases": aliases} | more
    return msgspec.convert(row, Entity)


def matcher(*entities: Entity, digest: str = "0") -> ListMatcher:
    lists = tuple(
        Authority(
            code=code,
            title=code,
            citation="15 CFR 744.16",
            effect=effect,
            url="",
            entities=1,
            jurisdiction=jurisdiction,
        )
        for code, (jurisdiction, effect) in LISTS.items()
    )
    edition = Edition(
        edition=EditionId(f"test-{digest}"),
        title="",
        published=date(2026, 7, 31),
        source="",
        digest=Digest(digest * 64),
        entities=len(entities),
        names=sum(len(it.names) for it in entities),
        lists=lists,
    )
    return ListMatcher(edition, entities)


def search(index: ListMatcher, *names: str, **more: object) -> tuple[Match, ...]:
    return index.search(msgspec.convert({"names": names} | more, Subject))
