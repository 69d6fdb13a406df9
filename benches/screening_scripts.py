"""How well are names in other scripts found? Chinese, in characters and in pinyin, and Arabic."""

from collections import defaultdict
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from benches import screening_sets as data
from benches.measurement import Measurement
from benches.screening_scorers import PEER, by_peer, index, nomenklatura, wratio
from benches.screening_sets import Query
from comptrol.adapters.matching import ListMatcher
from comptrol.domains.screening import Subject

TOP = 3


def chinese() -> Iterator[Measurement]:
    """Find the English entry by a name in Chinese characters, among the first three."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for query in data.chinese():
        found = index().search(Subject(names=(query.name,)), limit=TOP)
        hits[query.kind].append(any(match.entity_id in query.targets for match in found))
    every = [hit for rows in hits.values() for hit in rows]
    theirs: list[bool] = []
    if PEER:
        peer = by_peer(nomenklatura("logic-v2"))
        theirs = [_among_first(query, peer(query.name)) for query in data.chinese()]
    kinds = ", ".join(f"{kind} {sum(r)}/{len(r)}" for kind, r in sorted(hits.items()))
    yield Measurement(
        name="screening.han_top3",
        value=sum(every) / len(every),
        unit=f"of {len(every)} pairs with a public source, none tuned on ({kinds})",
        target=">= 0.90",
        peer="nomenklatura logic-v2, on our candidates",
        peer_value=sum(theirs) / len(theirs) if theirs else None,
    )


def pinyin() -> Iterator[Measurement]:
    """Find the same entries by the same names written in pinyin, each syllable a word."""
    rows = data.chinese()
    found = [
        index().search(Subject(names=(" ".join(lazy_pinyin(query.name)),)), limit=TOP)
        for query in rows
    ]
    hits = [
        any(match.entity_id in query.targets for match in matches)
        for query, matches in zip(rows, found, strict=True)
    ]
    yield Measurement(
        name="screening.pinyin_top3",
        value=sum(hits) / len(hits),
        unit=f"of the same {len(hits)} names in pinyin, a word to each syllable",
    )


def arabic() -> Iterator[Measurement]:
    """Find persons and bodies on the UN's list by their names in Arabic letters."""
    queries, listed = data.arabic()
    found = [listed.search(Subject(names=(query.name,)), limit=TOP) for query in queries]
    hits = [
        any(match.entity_id in query.targets for match in matches)
        for query, matches in zip(queries, found, strict=True)
    ]
    theirs = [_among_first(query, _by_wratio(query.name, listed)) for query in queries]
    yield Measurement(
        name="screening.arabic_top3",
        value=sum(hits) / len(hits),
        unit=f"of {len(hits)} names as the UN prints them, the half not tuned on",
        peer="rapidfuzz WRatio, folded, over the whole list",
        peer_value=sum(theirs) / len(theirs),
    )


def _by_wratio(name: str, listed: ListMatcher) -> dict[str, float]:
    best: dict[str, float] = defaultdict(float)
    for entity in listed.entities:
        best[entity.entity_id] = max(wratio(name, it) for it in entity.names)
    return best


def _among_first(query: Query, scores: dict[str, float]) -> bool:
    first = sorted(scores, key=lambda name: -scores[name])[:TOP]
    return any(scores[name] > 0 and name in query.targets for name in first)
