"""Searches for what each sign for or against a match is worth, on the tuning halves alone.

    python -m benches.screening_tuning --seconds 600 --seed 1

A random search from the scale in force: one to five numbers are changed, and kept if what they
come to is better. What counts: recall of names with one change at 1 % false alarms, the worst kind
of change, F1 of the labelled pairs of both kinds, Chinese names among the first three, and telling
apart the names of one listed entity from their nearest neighbours, which are another's. It prints
what is better; nothing is written.
"""

import argparse
import random  # noqa: TID251  (seeded)
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from time import perf_counter
from typing import NamedTuple

from rapidfuzz import fuzz

from benches import screening_changes
from benches import screening_sets as data
from benches.screening import FALSE_ALARMS_MAX, TOP
from benches.screening_scorers import index
from benches.screening_sets import ORGANISATIONS, for_tuning
from comptrol.adapters.matching.asking import asked_readings, translated
from comptrol.adapters.matching.listed import Rarity
from comptrol.adapters.matching.scale import ORGANISATION, PERSON, Scale
from comptrol.adapters.matching.scoring import score, word_weights
from comptrol.adapters.matching.words import Words

CANDIDATES, UNRELATED, NEIGHBOURS = 20, 1_900, 500
EACH_KIND = 60
WORTH = {
    "recall": 4.0,
    "worst": 1.5,
    "org_f1": 0.8,
    "all_f1": 0.8,
    "pairs_f1": 0.8,
    "persons": 0.5,
    "made_persons": 3.0,
    "read": 1.0,
}
TUNED = tuple(name for name in Scale._fields if name != "slip_letters")
"""A number of letters is no share."""
LEAST, MOST, STEP = 0.01, 1.7, 0.12
Judged = list[tuple[float, bool]]


class Scales(NamedTuple):
    """What a search changes."""

    organisation: Scale
    person: Scale

    def alike(self, one: Words, other: Words, *, person: bool) -> float:
        """Return how sure two names are one by the scale of their kind."""
        scale = self.person if person else self.organisation
        return score(one, other, _weights(scale), scale)


class Asked(NamedTuple):
    """A name, the best candidates for it, and the entities that it is."""

    name: Words
    places: tuple[int, ...]
    right: frozenset[str]
    kind: str = ""


def prepared(name: str, right: frozenset[str] = frozenset(), kind: str = "") -> Asked:
    """Return a name with its candidates, which no number of the scale changes."""
    return _with_candidates(asked_readings(name)[0])._replace(right=right, kind=kind)


def _with_candidates(words: Words) -> Asked:
    text = " ".join(words.core)

    def alike(place: int) -> float:
        listed = index().names[place].words
        whole = fuzz.ratio(words.joined, listed.joined)
        return max(fuzz.token_set_ratio(text, " ".join(listed.core)), whole)

    found = sorted(index().index.candidates(words), key=alike, reverse=True)
    return Asked(words, tuple(found[:CANDIDATES]), frozenset())


@cache
def unrelated() -> tuple[Asked, ...]:
    """Return companies of the tuning half that have nothing to do with a listed one."""
    listed = {name.words.joined for name in index().names}
    names = [name for name in data.unrelated_companies() if for_tuning(name)]
    asked = (prepared(name) for name in names if asked_readings(name))
    return tuple(one for one in asked if one.name.joined not in listed)[:UNRELATED]


@cache
def changed() -> tuple[Asked, ...]:
    """Return names of the tuning half with one change."""
    labelled = [query for query in data.perturbed() if for_tuning(query.name)]
    made = screening_changes.changed(index().entities, EACH_KIND, for_tuning=True)
    return tuple(prepared(query.name, query.targets, query.kind) for query in (*labelled, *made))


@cache
def persons() -> tuple[Asked, ...]:
    """Return names of listed persons of the tuning half, with one change."""
    made = screening_changes.changed(index().entities, EACH_KIND, for_tuning=True, persons=True)
    return tuple(prepared(query.name, query.targets, query.kind) for query in made)


@cache
def invented() -> tuple[Asked, ...]:
    """Return persons of the tuning half whom nobody lists."""
    return tuple(map(prepared, filter(asked_readings, data.invented_persons(tuning=True))))


@cache
def read() -> tuple[tuple[tuple[Asked, ...], frozenset[str]], ...]:
    """Return the Chinese names of the tuning half, each in all of its readings."""
    return tuple(
        (tuple(map(_with_candidates, asked_readings(query.name))), query.targets)
        for query in data.chinese(tuning=True)
    )


@cache
def neighbours() -> tuple[tuple[Words, Words, bool], ...]:
    """Return pairs of names of one entity, and of an entity and its nearest neighbour."""
    rng = random.Random(11)  # noqa: S311
    entities = [it for it in index().entities if for_tuning(it.entity_id) and it.aliases]
    pairs = []
    for entity in rng.sample(entities, min(len(entities), NEIGHBOURS)):
        one = prepared(entity.name)
        other = asked_readings(rng.choice(entity.aliases))
        if other and one.places:
            pairs.append((one.name, other[0], True))
        names = {name.casefold() for name in entity.names}
        for place in one.places:
            listed = index().names[place]
            bearer = index().entities[listed.entity]
            if names.isdisjoint(name.casefold() for name in bearer.names):
                pairs.append((one.name, listed.words, False))
                break
    return tuple(pairs)


def figures(scales: Scales) -> dict[str, float]:
    """Return what a pair of scales comes to on the tuning halves."""
    alarms = sorted(max(_scores(it, scales).values(), default=0) for it in unrelated())
    threshold = alarms[-1 - int(len(alarms) * FALSE_ALARMS_MAX)] + 1e-9
    kinds: dict[str, list[bool]] = defaultdict(list)
    for asked in changed():
        found = _scores(asked, scales)
        kinds[asked.kind].append(any(found.get(it, 0) >= threshold for it in asked.right))
    shares = [sum(hits) / len(hits) for hits in kinds.values()]
    people = [
        _scores(prepared(q.name, q.targets), scales).get(next(iter(q.targets)), 0) >= threshold
        for q, is_changed in data.un_persons()
        if is_changed and for_tuning(next(iter(q.targets)))
    ]
    labelled = [(pair.schema, _alike(pair, scales), pair.same) for pair in _labelled()]
    return {
        "threshold": threshold,
        "recall": sum(shares) / len(shares),
        "worst": min(shares),
        "org_f1": _best_f1([(s, same) for schema, s, same in labelled if schema in ORGANISATIONS]),
        "all_f1": _best_f1([(s, same) for _, s, same in labelled]),
        "pairs_f1": _best_f1(
            [(scales.alike(a, b, person=False), same) for a, b, same in neighbours()]
        ),
        "persons": sum(people) / len(people),
        "made_persons": _persons_found(scales),
        "read": sum(_among_first(*asked, scales) for asked in read()) / len(read()),
    }


def _persons_found(scales: Scales) -> float:
    """Return the share that is found where one in a hundred invented persons is, too."""
    alarms = sorted(max(_scores(it, scales).values(), default=0) for it in invented())
    threshold = alarms[-1 - int(len(alarms) * FALSE_ALARMS_MAX)] + 1e-9
    hits = [
        any(_scores(it, scales).get(who, 0) >= threshold for who in it.right) for it in persons()
    ]
    return sum(hits) / len(hits)


def _among_first(asked: tuple[Asked, ...], right: frozenset[str], scales: Scales) -> bool:
    best: dict[str, float] = defaultdict(float)
    for reading in asked:
        for entity, sure in _scores(reading, scales).items():
            best[entity] = max(best[entity], sure)
    return not right.isdisjoint(sorted(best, key=lambda it: -best[it])[:TOP])


def searched(
    seed: int,
    seconds: float,
    tell: Callable[[float, dict[str, float]], None],
    sides: Sequence[str] = Scales._fields,
) -> Scales:
    """Search, and return the best scales found; only those of some sides change."""
    rng = random.Random(seed)  # noqa: S311
    best = Scales(ORGANISATION, PERSON)
    value = _worth(figures(best))
    end = perf_counter() + seconds
    while perf_counter() < end:
        side = rng.choice(sides)
        scale: Scale = getattr(best, side)
        fields = rng.sample(TUNED, rng.choice((1, 2, 3, 5)))
        moved = {it: _moved(getattr(scale, it), rng) for it in fields}
        tried = best._replace(**{side: scale._replace(**moved)})
        found = figures(tried)
        if _worth(found) > value:
            best, value = tried, _worth(found)
            tell(value, found)
    return best


def _moved(number: float, rng: random.Random) -> float:
    return min(MOST, max(LEAST, number + rng.gauss(0, STEP)))


def _worth(found: dict[str, float]) -> float:
    return sum(found[name] * weight for name, weight in WORTH.items())


@lru_cache(maxsize=8)
def _weights(scale: Scale) -> Callable[[str], float]:
    return word_weights(_rarity(), scale)


@cache
def _rarity() -> Rarity:
    return Rarity(index().names)


@cache
def _labelled() -> tuple[data.Pair, ...]:
    return tuple(pair for key, pair in data.name_bench() if for_tuning(key))


def _scores(asked: Asked, scales: Scales) -> dict[str, float]:
    best: dict[str, float] = {}
    for place in asked.places:
        listed = index().names[place]
        entity = index().entities[listed.entity]
        person = entity.type == "Individual"
        worth = scales.alike(asked.name, listed.words, person=person)
        best[entity.entity_id] = max(worth, best.get(entity.entity_id, 0.0))
    return best


def _alike(pair: data.Pair, scales: Scales) -> float:
    person = pair.schema == "Person"
    ones = (*asked_readings(pair.one), *(it.words for it in translated(pair.one)))
    others = (*asked_readings(pair.other), *(it.words for it in translated(pair.other)))
    return max((scales.alike(a, b, person=person) for a in ones for b in others), default=0.0)


def _best_f1(judged: Iterable[tuple[float, bool]]) -> float:
    rows = sorted(judged, reverse=True)
    right = sum(same for _, same in rows)
    best, hits = 0.0, 0
    for said, (_, same) in enumerate(rows, start=1):
        hits += same
        best = max(best, 2 * hits / (said + right))
    return best


def main() -> None:
    """Search and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--side", choices=Scales._fields)
    chosen = parser.parse_args()
    sides = (chosen.side,) if chosen.side else Scales._fields
    for scale in searched(chosen.seed, chosen.seconds, print, sides):
        print({name: round(value, 3) for name, value in scale._asdict().items()})


if __name__ == "__main__":
    main()
