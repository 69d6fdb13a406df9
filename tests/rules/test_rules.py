"""Each case is a story that a lawyer can read: given, when, then. README.md says how."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
import yaml

from comptrol.domains import DOMAINS
from comptrol.flow.refusals import FlowRefusal
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Receipt, Refused
from tests.rules.stage import CATALOGUE, PRESENT, Stage, outside, shows

HERE = Path(__file__).parent
Sentence = str | dict[str, Any]
"""A sentence of the scenery by its name, or who speaks and what is said."""


class Consequences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The statement is admitted, and the platform says exactly this because of it."""

    consequences: tuple[dict[str, Any], ...]


class Unreadable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bytes are no statement; the message names what is wrong."""

    unreadable: str


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One story: what had been said, what is said now, and the answer."""

    name: str
    when: Sentence
    then: Literal["admitted", "repeated"] | list[str] | dict[str, Any]
    given: tuple[Sentence, ...] = ()
    known: dict[str, list[dict[str, Any]]] = {}
    """Tables afterwards: a row that shows these values for each; where none is listed, no row."""
    on_clock: datetime = PRESENT
    carries: tuple[str, ...] = ()
    """What the version of the product that hears ``when`` carries in place of what is shipped."""
    founded: bool = True
    owed: str = ""
    """Why the product does not keep this rule yet. Delete it with the mistake."""


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: sentences that its cases share, those that begin every case, and the cases."""

    shared: dict[str, Any] = {}
    """Where YAML anchors stand that the sentences of the file share."""
    scenery: dict[str, dict[str, Any] | list[Sentence]] = {}
    beginning: tuple[Sentence, ...] = ()
    cast: tuple[dict[str, Any], ...] = ()
    cases: tuple[Case, ...] = ()


class _Loader(yaml.SafeLoader):
    """YAML in which ``on`` and ``NO`` are words, a day is text, and no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key stands twice: {node.start_mark}"
        return super().construct_mapping(node, deep=deep)


_BOOL, _DAY = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag not in {_BOOL, _DAY}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(true|false)$"), ["t", "f"])


def _read(path: Path) -> Chapter:
    return msgspec.convert(yaml.load(path.read_text(), _Loader), Chapter)  # noqa: S506


STAGED = _read(HERE / "cast.yaml")
CHAPTERS = {path.stem: _read(path) for path in sorted(HERE.glob("*.yaml")) if path.stem != "cast"}
CASES = [
    pytest.param(
        chapter,
        case,
        id=f"{name}: {case.name}",
        marks=[pytest.mark.xfail(reason=case.owed, strict=True)] if case.owed else [],
    )
    for name, chapter in CHAPTERS.items()
    for case in chapter.cases
]


def spoken(sentence: Sentence, chapter: Chapter) -> list[dict[str, Any]]:
    """Return the sentences meant: written out, or found in the scenery, with what differs."""
    if isinstance(sentence, str):
        staged = (chapter.scenery | STAGED.scenery)[sentence]
        parts = staged if isinstance(staged, list) else [staged]
        return [said for part in parts for said in spoken(part, chapter)]
    ((speaker, body),) = ((k, v) for k, v in sentence.items() if k not in {"under", "tamper"})
    if "like" not in body:
        return [sentence]
    (like,) = spoken(body["like"], chapter)
    ((_, model),) = like.items()
    differing = {field: value for field, value in body.items() if field != "like"}
    return [sentence | {speaker: model | differing}]


def say(stage: Stage, sentence: dict[str, Any]) -> Receipt | Refused:
    """Say one sentence on the stage."""
    ((speaker, body),) = ((k, v) for k, v in sentence.items() if k not in {"under", "tamper"})
    return stage.say(speaker, body, under=sentence.get("under"), **sentence.get("tamper", {}))


def staged(chapter: Chapter, case: Case) -> Stage:
    """Open a log, let everybody in, and say what was given."""
    stage = Stage(case.on_clock)
    if case.founded:
        stage.enter(STAGED.cast)
    for sentence in (*(chapter.beginning if case.founded else ()), *case.given):
        for said in spoken(sentence, chapter):
            answer = say(stage, said)
            assert isinstance(answer, Receipt), f"given {said}: {answer}"
    stage.carry(case.carries)
    return stage


def answered(stage: Stage, sentence: dict[str, Any], then: Any) -> Any:  # noqa: ANN401
    """Say what the case is about, and return the answer in the words of the case."""
    size = stage.store.size()
    try:
        answer = say(stage, sentence)
    except UnreadableError as error:
        assert stage.store.size() == size
        wanted = then["unreadable"] if "unreadable" in then else ""
        return {"unreadable": wanted if wanted and wanted in str(error) else str(error)}
    if isinstance(answer, Refused):
        assert stage.store.size() == size, "a refusal leaves nothing"
        return [finding.code for finding in answer.findings]
    if answer.repeated:
        assert stage.store.size() == size, "what is said again is not logged again"
        return "repeated"
    said = [outside(entry.statement) for entry in answer.consequences]
    assert stage.store.size() == size + 1 + len(said)
    expected = then.get("consequences", []) if isinstance(then, dict) else []
    seen = [shows(*pair) for pair in zip(said, expected, strict=False)]
    more = [consequence["kind"] for consequence in said[len(expected) :]]
    return {"consequences": [*seen, *more]} if said else "admitted"


@pytest.mark.parametrize(("chapter", "case"), CASES)
def test_case(chapter: Chapter, case: Case) -> None:
    stage = staged(chapter, case)
    (when,) = spoken(case.when, chapter)
    assert answered(stage, when, case.then) == case.then
    for table, expected in case.known.items():
        rows = stage.rows(table)
        assert all(any(shows(row, it) == it for row in rows) for it in expected), rows
        assert expected or not rows, rows
    replayed = stage.rebuilt()
    assert (replayed.entries, replayed.differences) == (stage.store.size(), ())
