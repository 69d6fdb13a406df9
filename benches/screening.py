"""How well are names found, beside every open peer on the same lists? Peers: ``make peers``."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from benches import screening_sets as data
from benches.measurement import Measurement
from benches.screening_changes import changed
from benches.screening_scorers import PEER, Scores, by_peer, index, nomenklatura, ours, wratio
from benches.screening_scripts import arabic, chinese, pinyin
from benches.screening_sets import ORGANISATIONS, Pair, Query, for_tuning
from comptrol.adapters.matching.asking import asked_readings, translated
from comptrol.adapters.matching.scale import ORGANISATION, PERSON
from comptrol.adapters.matching.scoring import score
from comptrol.adapters.matching.second_opinion import opinion
from comptrol.adapters.matching.words import Words

FALSE_ALARMS_MAX = 0.01
WRATIO_MIN = 0.9
"""Below it WRatio takes nearly every company for a listed one."""
EACH_KIND = 400


def recall() -> Iterator[Measurement]:
    """Find names with one change, at 1 % false alarms on companies; other half than tuned on."""
    peers = {"rapidfuzz WRatio, folded": by_peer(wratio)}
    if PEER:
        for version in ("logic-v2", "logic-v1"):
            peers[f"nomenklatura {version}"] = by_peer(nomenklatura(version))
    queries = [query for query in data.perturbed() if not for_tuning(query.name)]
    mine, worst, false_alarms = _recall(ours, queries, 1.0)
    found = {name: _recall(scores, queries, None) for name, scores in peers.items()}
    best = max(found, key=lambda name: found[name][0])
    yield Measurement(
        name="screening.recall",
        value=mine,
        unit="of perturbed company names, the half not tuned on",
        target=">= 0.97",
        peer=f"{best}, at its own threshold of 1 % on the same half",
        peer_value=found[best][0],
    )
    yield Measurement(
        name="screening.recall_worst_kind",
        value=worst[0],
        unit=f"({worst[1]}) of the perturbed names of one kind",
        target=">= 0.90",
        peer=best,
        peer_value=found[best][1][0],
    )
    yield Measurement(
        name="screening.false_alarms",
        value=false_alarms,
        unit="of unrelated companies, the half not tuned on",
        target="<= 0.01",
    )
    for name, (share, low, _) in found.items():
        yield Measurement(
            name=f"screening.recall.{name.split(',')[0].replace(' ', '-')}",
            value=share,
            unit=f"of the same names; worst kind {low[0]:.2f} ({low[1]})",
        )


def changes() -> Iterator[Measurement]:
    """Find many names of each kind of change: six of a kind cannot tell 0.83 from 0.95."""
    queries = list(changed(index().entities, EACH_KIND, for_tuning=False))
    mine, worst, _ = _recall(ours, queries, 1.0)
    theirs, their_worst, _ = _recall(by_peer(wratio), queries, None)
    of = f"of {len(queries)} names made from listed organisations not tuned on"
    yield Measurement(
        name="screening.made_recall",
        value=mine,
        unit=of,
        target=">= 0.97",
        peer="rapidfuzz WRatio, folded, at its own threshold of 1 %",
        peer_value=theirs,
    )
    yield Measurement(
        name="screening.made_recall_worst_kind",
        value=worst[0],
        unit=f"({worst[1]}) of {EACH_KIND} names of one kind",
        target=">= 0.90",
        peer=f"rapidfuzz WRatio, folded ({their_worst[1]})",
        peer_value=their_worst[0],
    )
    persons = list(changed(index().entities, EACH_KIND, for_tuning=False, persons=True))
    invented = data.invented_persons(tuning=False)
    alarms = sum(max(ours(name).values(), default=0.0) >= 1.0 for name in invented)
    yield Measurement(
        name="screening.made_persons_recall",
        value=sum(_found(query, ours(query.name), 1.0) for query in persons) / len(persons),
        unit=f"of {len(persons)} listed persons; so are {alarms} of {len(invented)} invented",
    )


def _recall(
    scores: Scores, queries: Iterable[Query], threshold: float | None
) -> tuple[float, tuple[float, str], float]:
    """Return recall, that of the worst kind, and false alarms, on the half not tuned on.

    Without a threshold the scorer gets the one that suits it on this very half: for peers, so
    that nothing of theirs is lost to a choice of ours.
    """
    alarms = sorted(
        (max(scores(name).values(), default=0.0) for name in unrelated()), reverse=True
    )
    if threshold is None:
        threshold = alarms[int(len(alarms) * FALSE_ALARMS_MAX)] + 1e-9
    kinds: dict[str, list[bool]] = defaultdict(list)
    for query in queries:
        kinds[query.kind].append(_found(query, scores(query.name), threshold))
    every = [hit for hits in kinds.values() for hit in hits]
    worst = min((sum(hits) / len(hits), kind) for kind, hits in kinds.items())
    false_alarms = sum(alarm >= threshold for alarm in alarms) / len(alarms)
    return sum(every) / len(every), worst, false_alarms


@cache
def unrelated() -> tuple[str, ...]:
    """Return names of unrelated companies of the half that nothing was set on."""
    listed = {name.words.joined for name in index().names}
    names = (name for name in data.unrelated_companies() if not for_tuning(name))
    return tuple(name for name in names if asked_readings(name)[0].joined not in listed)[:1000]


def _found(query: Query, scores: dict[str, float], threshold: float) -> bool:
    return any(scores.get(target, 0.0) >= threshold for target in query.targets)


def pairs() -> Iterator[Measurement]:
    """Judge nomenklatura's own labelled pairs: threshold from one half, F1 from the other."""
    rows = [(for_tuning(key), pair) for key, pair in data.name_bench()]
    judges: dict[str, Callable[[Pair], float]] = {"own": _alike}
    if PEER:
        second = {pair: opinion(pair.one, pair.other, person=_person(pair)) for _, pair in rows}
        judges["peer"] = second.__getitem__
        judges["both"] = lambda pair: max(_alike(pair), second[pair])
    for which, select, target in (
        ("org", lambda pair: pair.schema in ORGANISATIONS, ">= 0.90"),
        ("all", lambda _: True, ">= 0.84"),
    ):
        chosen = [(half, pair) for half, pair in rows if select(pair)]
        found = {name: _f1_other_half(chosen, judge) for name, judge in judges.items()}
        told = "own scorer with the second opinion" if PEER else "own scorer alone, no peer here"
        yield Measurement(
            name=f"screening.{which}_f1",
            value=found.get("both", found["own"]),
            unit=f"F1, {told}; own alone {found['own']:.3f}",
            target=target,
            peer="nomenklatura logic-v2",
            peer_value=found.get("peer"),
        )


def _person(pair: Pair) -> bool:
    return pair.schema == "Person"


def _alike(pair: Pair) -> float:
    scale = PERSON if _person(pair) else ORGANISATION
    return max(
        score(one, other, index().weights[scale], scale)
        for one in _readings(pair.one)
        for other in _readings(pair.other)
    )


def _readings(name: str) -> tuple[Words, ...]:
    return (*asked_readings(name), *(it.words for it in translated(name)))


def _f1_other_half(rows: list[tuple[bool, Pair]], judge: Callable[[Pair], float]) -> float:
    scored = [(tuned, judge(pair), pair.same) for tuned, pair in rows]
    steps = [step / 200 for step in range(100, 196)]
    threshold = max(steps, key=lambda at: _f1((s >= at, same) for t, s, same in scored if t))
    return _f1((s >= threshold, same) for t, s, same in scored if not t)


def _f1(judged: Iterable[tuple[bool, bool]]) -> float:
    rows = list(judged)
    right = sum(said and is_ for said, is_ in rows)
    wrong = sum(said is not is_ for said, is_ in rows)
    return 2 * right / (2 * right + wrong) if rows else 0.0


def persons() -> Iterator[Measurement]:
    """Find persons of the UN's list by other spellings of their names."""
    hits = [
        (differs, _found(query, ours(query.name), 1.0))
        for query, differs in data.un_persons()
        if not for_tuning(next(iter(query.targets)))
    ]
    for name, rows, target in (
        ("screening.un_recall", [hit for _, hit in hits], ">= 0.995"),
        ("screening.un_changed_recall", [hit for differs, hit in hits if differs], ">= 0.98"),
    ):
        yield Measurement(
            name=name,
            value=sum(rows) / len(rows),
            unit=f"of {len(rows)} persons of the half not tuned on",
            target=target,
        )


def aliases() -> Iterator[Measurement]:
    """Find aliases that the corpus lacks: where no letter is shared, only knowledge helps."""
    rows = [
        _found(query, ours(query.name), 1.0)
        for query in data.removed_aliases()
        if query.kind == "alias" and not for_tuning(query.name)
    ]
    yield Measurement(
        name="screening.removed_aliases",
        value=sum(rows) / len(rows),
        unit=f"of {len(rows)} aliases of the half not tuned on",
    )


def russian() -> Iterator[Measurement]:
    """Know an organisation by its name in Russian from its English ones, none of which has it."""
    rows = list(data.russian(index().entities, tuning=False))
    weights, least = index().weights[ORGANISATION], ORGANISATION.review_min

    def is_one(told: str, listed: str) -> bool:
        heard = asked_readings(listed)[0]
        return any(score(it, heard, weights, ORGANISATION) >= least for it in _readings(told))

    mine = sum(any(is_one(told, it) for it in english) for told, english in rows)
    theirs = sum(any(wratio(told, it) >= WRATIO_MIN for it in english) for told, english in rows)
    yield Measurement(
        name="screening.russian",
        value=mine / len(rows),
        unit=f"of {len(rows)} Russian names of listed organisations, the half not tuned on",
        peer=f"rapidfuzz WRatio, folded, from {WRATIO_MIN}",
        peer_value=theirs / len(rows),
    )


BENCHES: tuple[Callable[[], Iterator[Measurement]], ...] = (
    *(recall, changes, pairs, persons, aliases, russian, chinese, pinyin, arabic),
)
