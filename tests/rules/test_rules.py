"""Each case is a story that a lawyer can read: given, when, then.

A file ``DOMAIN.yaml`` has cases, and at its top the ``scenery`` that they share: sentences that
go by a name. A sentence is ``{who: what is said}``, a name from the scenery, or a named one with
some fields changed: ``{who: {like: its name, field: value}}``. ``under`` names another key to
sign with, ``tamper`` changes a claim of the envelope, ``at`` sets the clock from there on. The
people, and the scenery of all files, are in ``cast.yaml``. A case that is ``owed`` states a rule
which the product does not keep yet.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
import yaml
from tests.rules.stage import CATALOGUE, PRESENT, Stage, outside, shows

from comptrol.domains import DOMAINS
from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Answer, Receipt, Refused

HERE = Path(__file__).parent
REFUSALS = [
    refusal.reason.code
    for kind in (FlowRefusal, *(d.refusals for d in DOMAINS))
    for refusal in kind
]
SEAL = "ledger.sealed/1"
BESIDES = frozenset({"under", "tamper", "at"})
Sentence = str | dict[str, Any]
"""A sentence of the scenery by its name, or who speaks and what is said."""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One story: what had been said, what is said now, and the answer."""

    name: str
    when: Sentence
    then: Literal["admitted", "repeated", "refused"] | list[str] | dict[str, Any]
    """The codes of all refusals; or the ``consequences``, which are all that the platform says, in
    order, each with at least these fields; or what the message of an ``unreadable`` says. Only
    what is owed may be just ``refused``: which refusal it will be is not decided."""
    saying: tuple[str, ...] = ()
    """Of a refusal: what the detail of each reason says, or how it begins."""
    given: tuple[Sentence, ...] = ()
    noted: tuple[dict[str, Any], ...] = ()
    """What the path itself adds to the log, in order, each with at least these fields. The seal
    that closes what is logged is expected where a case leaves it out."""
    known: dict[str, list[dict[str, Any]]] = {}
    """Tables afterwards: a row that shows these values for each; where none is listed, no row."""
    on_clock: datetime = PRESENT
    carries: tuple[str, ...] = ()
    """What the version of the product that hears ``when`` carries in place of what is shipped."""
    founded: bool = True
    owed: str = ""
    """Why the product does not keep this rule yet. Delete it with the mistake."""


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: what its cases share, what begins every case, and the cases."""

    shared: dict[str, Any] = {}
    """Where YAML anchors stand."""
    scenery: dict[str, dict[str, Any] | list[Sentence]] = {}
    beginning: tuple[Sentence, ...] = ()
    cast: tuple[dict[str, Any], ...] = ()
    cases: tuple[Case, ...] = ()


class _Loader(yaml.SafeLoader):
    """YAML in which ``on`` and ``NO`` are words, a day is text, and no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, *, deep: bool = False) -> dict[Any, Any]:
        keys = Counter(key.value for key, _ in node.value)
        assert all(times == 1 for times in keys.values()), f"twice: {keys} {node.start_mark}"
        return super().construct_mapping(node, deep=deep)


_BOOL, _DAY = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag not in {_BOOL, _DAY}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(true|false)$"), ["t", "f"])


def _read(path: Path) -> Chapter:
    return msgspec.convert(yaml.load(path.read_text(), _Loader), Chapter)  # noqa: S506


def _params() -> Iterator[Any]:
    for name, chapter in CHAPTERS.items():
        for case in chapter.cases:
            owed = [pytest.mark.xfail(reason=case.owed, strict=True)] if case.owed else []
            yield pytest.param(chapter, case, id=f"{name}: {case.name}", marks=owed)


COMMON = _read(HERE / "cast.yaml")
CHAPTERS = {path.stem: _read(path) for path in sorted(HERE.glob("*.yaml")) if path.stem != "cast"}
CASES = [(chapter, case) for chapter in CHAPTERS.values() for case in chapter.cases]


def spoken(sentence: Sentence, chapter: Chapter) -> list[dict[str, Any]]:
    """Return the sentences meant: written out, or found in the scenery, with what differs."""
    if isinstance(sentence, str):
        named = (COMMON.scenery | chapter.scenery)[sentence]
        return [
            said
            for part in (named if isinstance(named, list) else [named])
            for said in spoken(part, chapter)
        ]
    speaker, body = _who_and_what(sentence)
    if "like" not in body:
        return [sentence]
    (like,) = spoken(body["like"], chapter)
    differing = {field: value for field, value in body.items() if field != "like"}
    return [sentence | {speaker: _who_and_what(like)[1] | differing}]


def _who_and_what(sentence: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    (speaker,) = sentence.keys() - BESIDES
    return speaker, sentence[speaker]


def say(stage: Stage, sentence: dict[str, Any]) -> Answer:
    """Say one sentence on the stage."""
    speaker, body = _who_and_what(sentence)
    if "at" in sentence:
        stage.clock.at = datetime.fromisoformat(sentence["at"]).replace(tzinfo=UTC)
    return stage.say(speaker, body, under=sentence.get("under"), **sentence.get("tamper", {}))


def staged(chapter: Chapter, case: Case) -> Stage:
    """Open a log, let everybody in, and say what was given."""
    stage = Stage(case.on_clock)
    if case.founded:
        stage.enter(COMMON.cast)
    for sentence in (*(chapter.beginning if case.founded else ()), *case.given):
        for said in spoken(sentence, chapter):
            answer = say(stage, said)
            assert isinstance(answer, Receipt), f"given {said}: {answer}"
    stage.carry(case.carries)
    return stage


def answered(
    stage: Stage, sentence: dict[str, Any], then: Any, saying: tuple[str, ...] = ()
) -> Any:
    """Say what the case is about, and return the answer in the words of the case."""
    try:
        answer = say(stage, sentence)
    except UnreadableError as error:
        expected = then.get("unreadable", "") if isinstance(then, dict) else ""
        return {"unreadable": expected if expected and expected in str(error) else str(error)}
    if isinstance(answer, Refused):
        codes = [finding.code for finding in answer.findings]
        details = [finding.detail for finding in answer.findings]
        assert all(it and "None" not in it for it in details), "a reason says what it is about"
        assert not saying or all(map(str.startswith, details, saying)), details
        return then if then == "refused" else codes
    if answer.repeated:
        return "repeated"
    said = [outside(entry.statement) for entry in answer.consequences]
    expected = then.get("consequences", []) if isinstance(then, dict) else []
    seen = [shows(*pair) for pair in zip(said, expected, strict=False)]
    more = [consequence["kind"] for consequence in said[len(expected) :]]
    return {"consequences": [*seen, *more]} if said else "admitted"


def grown(then: Any) -> int:
    """Return how many entries of the log an answer names."""
    if then == "admitted":
        return 1
    return 1 + len(then["consequences"]) if "consequences" in then else 0


def besides(case: Case) -> list[dict[str, Any]]:
    """Return what the path itself adds to the log: what is noted, and a seal of what is added."""
    closed = case.noted and case.noted[-1]["kind"] == SEAL
    return [
        *case.noted,
        *([] if closed or not (case.noted or grown(case.then)) else [{"kind": SEAL}]),
    ]


@pytest.mark.parametrize(("chapter", "case"), [*_params()])
def test_case(chapter: Chapter, case: Case) -> None:
    stage = staged(chapter, case)
    size, (when,) = stage.store.size(), spoken(case.when, chapter)
    assert answered(stage, when, case.then, case.saying) == case.then
    added, expected = stage.said(size + grown(case.then)), besides(case)
    assert [shows(*pair) for pair in zip(added, expected, strict=True)] == expected, added
    for table, expected in case.known.items():
        rows = stage.rows(table)
        assert all(any(shows(row, it) == it for row in rows) for it in expected), rows
        assert expected or not rows, rows
    refused = isinstance(case.then, list)
    if refused:
        stage.carry(())  # what was refused left nothing: the version that said the rest audits it
    replayed = stage.rebuilt(audited=refused or not case.carries)
    assert (replayed.entries, replayed.differences) == (stage.store.size(), ())


def opened(on_clock: datetime = PRESENT) -> tuple[Stage, Callable[[Sentence], Answer]]:
    """Open a log as every case of the gate begins, and return how to say more in it."""
    gate = CHAPTERS["gate"]
    story = Case(name="", when="", then="admitted", on_clock=on_clock)
    stage = staged(gate, story)
    return stage, lambda said: [say(stage, it) for it in spoken(said, gate)][-1]


def _later(name: str) -> Any:
    owed = pytest.mark.xfail(strict=True, reason="a list is not kept by its digest yet")
    return pytest.param(name, marks=[owed] if name == "another list" else [])


@pytest.mark.parametrize(
    "later", [_later("another list"), _later("another rulebook, the earlier one kept")]
)
def test_a_later_version_audits_what_an_earlier_one_has_said(later: str) -> None:
    stage, tell = opened()
    tell("a sale is ordered")
    stage.carry([later])
    assert stage.rebuilt().differences == ()


def test_a_long_chain_of_owners_stops_nobody() -> None:
    _, tell = opened(datetime(2026, 11, 10, tzinfo=UTC))
    above = "holder"
    for number in range(600):
        asset, above = above, f"owner-{number}"
        enrolled = {"kind": "parties.enrolled/1", "name": above, "country": "DE", "roles": []}
        tell({"exporter": enrolled | {"party": above}})
        owned = {"like": "a share of the buyer is declared", "asset": asset, "owner": above}
        tell({"exporter": owned | {"bp_min": 10_000, "bp_max": 10_000}})
    assert isinstance(tell("a sale is ordered after the stay"), Receipt)


def test_a_chip_described_in_many_digits_stops_nobody() -> None:
    _, tell = opened()
    rate = {"property": "rate", "unit": "tera-ops/s", "precision": "FP8", "basis": "dense"}
    told = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
    facts = [rate | told | {"value": "1979." + "3" * 8_000}]
    described = {"like": "the H100 is described", "model": "long", "name": "Long", "facts": facts}
    ordered = {"maker": {"like": "a sale is ordered", "model": "long"}}
    if isinstance(tell({"maker": described}), Receipt):
        assert isinstance(tell(ordered), Receipt)


def test_an_end_use_that_nobody_can_print_stops_nobody() -> None:
    _, tell = opened()
    words = "military espionage wmd supercomputer foundry "
    ordered = {"like": "a sale is ordered", "end_use": words.ljust(400, "\U000e0001")}
    assert isinstance(tell({"maker": ordered}), Receipt | Refused)


def test_every_refusal_has_a_case() -> None:
    kept = [case.then for _, case in CASES if not case.owed and isinstance(case.then, list)]
    assert set(REFUSALS) - {code for codes in kept for code in codes} == set(), "write a case"


def test_every_kind_has_a_case_in_which_it_is_admitted() -> None:
    heard = [
        spoken(case.when, chapter)[0]
        for chapter, case in CASES
        if case.then == "admitted" or "consequences" in case.then
    ]
    followed = [
        it
        for _, case in CASES
        for it in (
            *case.noted,
            *(case.then.get("consequences", ()) if isinstance(case.then, dict) else ()),
        )
    ]
    bodies = [_who_and_what(said)[1] for said in heard]
    kinds = {body["kind"] for body in bodies} | {it.get("kind") for it in followed}
    kinds |= {body["preimage_kind"] for body in bodies if "preimage_kind" in body}
    assert set(CATALOGUE.kinds) - kinds == set(), "write a case"


def test_reasons_stand_most_important_first() -> None:
    listed = [case.then for _, case in CASES if isinstance(case.then, list)]
    assert [codes for codes in listed if codes != sorted(codes, key=REFUSALS.index)] == []


def test_only_what_is_owed_leaves_open_which_refusal_it_is() -> None:
    assert [case.name for _, case in CASES if case.then == "refused" and not case.owed] == []


def test_a_story_has_a_name_of_its_own() -> None:
    for name, chapter in CHAPTERS.items():
        names = Counter(case.name for case in chapter.cases)
        assert [(name, it) for it, times in names.items() if times > 1] == []
