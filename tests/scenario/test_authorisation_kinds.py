"""Every kind of statement, said as every role: who may is heard, and nobody else is."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest
from tests.authorising import FOUNDING, PLATFORM, kinds, may_say, speakers
from tests.rules.stage import CATALOGUE, Stage, outside
from tests.rules.test_rules import CASES, COMMON, Case, Chapter, say, spoken, staged

from comptrol.flow.refusals import FlowRefusal
from comptrol.flow.turn import read_entry
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.finding import Refused
from comptrol.kernel.roles import Role

BESIDES = {"under", "tamper", "at"}
SPEAKERS = speakers()
FLOW = {it.reason.code for it in FlowRefusal}
MISSING = FlowRefusal.ROLE_MISSING.reason.code
PLATFORM_ONLY = FlowRefusal.ONLY_THE_PLATFORM.reason.code
NOT_THE_ISSUER = FlowRefusal.NOT_THE_ISSUER.reason.code
UNKNOWN_KEY = FlowRefusal.UNKNOWN_KEY.reason.code


def _heard(case: Case) -> bool:
    then = case.then
    return then == "admitted" or (isinstance(then, dict) and "consequences" in then)


def _told(case: Case) -> Iterator[str]:
    """Yield the kinds that the platform says in a case."""
    then = case.then.get("consequences", ()) if isinstance(case.then, dict) else ()
    yield from (it["kind"] for it in (*case.noted, *then) if "kind" in it)


@cache
def bodies() -> dict[str, dict[str, Any]]:
    """Return a body of each kind: admitted in a story of tests/rules, or said by the platform.

    What is only said under seal is refused openly, so there a refused one is as good as any.
    """
    sealed = {name for name, it in kinds().items() if it.ONLY_SEALED}
    found: dict[str, dict[str, Any]] = {"parties.founded/1": _founding()}
    for chapter, case in CASES:
        for sentence in (*case.given, case.when):
            for said in spoken(sentence, chapter):
                (body,) = (it for who, it in said.items() if who not in BESIDES)
                if (_heard(case) and not case.owed) or body["kind"] in sealed:
                    found.setdefault(body["kind"], body)
    for name in kinds().keys() - found.keys():
        found[name] = _said_by_the_platform(name)
    return found


def _founding() -> dict[str, Any]:
    return {"kind": "parties.founded/1", **COMMON.cast[0], "key": "key of authority"}


def _said_by_the_platform(name: str) -> dict[str, Any]:
    """Play one story in which the platform says a kind, and return what it said."""
    chapter, case = next(it for it in CASES if name in _told(it[1]) and not it[1].owed)
    stage = _played(chapter, case)
    entries = (read_entry(CATALOGUE, logged) for logged in stage.store.entries())
    return next(it for entry in entries if (it := outside(entry.statement))["kind"] == name)


def _played(chapter: Chapter, case: Case) -> Stage:
    stage = staged(chapter, case)
    for said in spoken(case.when, chapter):
        say(stage, said)
    return stage


def _placed(body: Any) -> Any:
    """Return a body without places in a log that this stage has not: any place will do."""
    if isinstance(body, dict):
        return {field: _placed(value) for field, value in body.items()}
    return 0 if isinstance(body, str) and body.startswith("last of ") else body


def answered(stage: Stage, speaker: str, name: str, **how: Any) -> str:
    """Say a kind; return the first code of the path itself, or that the speaker was heard."""
    try:
        answer = stage.say(speaker, _placed(bodies()[name]), **how)
    except (ComptrolError, msgspec.MsgspecError) as error:
        return f"{type(error).__name__}: {error}"
    codes = [it.code for it in answer.findings] if isinstance(answer, Refused) else []
    return next((it for it in codes if it in FLOW), "heard")


def stage_with(*roles: Role) -> Stage:
    """Open a log, and let in one party that has exactly these roles."""
    stage = Stage()
    stage.enter([COMMON.cast[0]])
    one = {"kind": "parties.enrolled/1", "party": "one", "name": "Somebody", "country": "FR"}
    enrolled = one | {"roles": [it.value for it in roles], "key": "key of one"}
    stage.say("authority", enrolled)
    return stage


def expected(name: str, role: Role | None) -> str:
    """Return what the matrix says becomes of a kind in the mouth of a role."""
    who = SPEAKERS[name]
    if who == PLATFORM:
        return PLATFORM_ONLY
    if who == FOUNDING:
        return NOT_THE_ISSUER
    return "heard" if role is not None and may_say(who, role) else MISSING


def test_every_kind_is_in_the_matrix() -> None:
    assert SPEAKERS.keys() == kinds().keys()


@pytest.mark.parametrize("role", [*Role, None], ids=lambda it: it.value if it else "no role")
def test_a_role_says_what_the_matrix_lets_it_say_and_nothing_else(role: Role | None) -> None:
    """What is refused comes first: it leaves nothing, so that all of it meets the same log."""
    stage = stage_with(*([role] if role else []))
    size = stage.store.size()
    wanted = {name: expected(name, role) for name in SPEAKERS}
    refused = {name: it for name, it in wanted.items() if it != "heard"}
    assert {name: answered(stage, "one", name) for name in refused} == refused
    assert stage.store.size() == size
    heard = wanted.keys() - refused.keys()
    for name in sorted(heard):
        assert answered(stage_with(role), "one", name) == "heard", name


def test_nobody_is_heard_under_a_key_that_the_log_does_not_know() -> None:
    stage, size = stage_with(*Role), 0
    size = stage.store.size()
    told = {name: answered(stage, "one", name, under="stranger") for name in SPEAKERS}
    known = {name: it for name, it in told.items() if it != UNKNOWN_KEY}
    assert set(known) == {name for name, who in SPEAKERS.items() if who == FOUNDING}
    assert stage.store.size() == size


def test_nobody_speaks_in_the_name_of_another() -> None:
    stage = stage_with(*Role)
    told = {answered(stage, "authority", name, under="one") for name in SPEAKERS}
    assert told == {NOT_THE_ISSUER}


def test_the_key_of_the_platform_says_nothing_that_is_sent_in() -> None:
    stage = stage_with()
    key = "authority/platform"
    told = {name: answered(stage, "authority", name, under=key) for name in SPEAKERS}
    others = {name: it for name, it in told.items() if it != PLATFORM_ONLY}
    assert others == {"parties.founded/1": NOT_THE_ISSUER}


def test_a_revoked_key_is_as_good_as_none() -> None:
    stage = stage_with(*Role)
    key = {"kind": "parties.key-revoked/1", "party": "one", "key": "key of one"}
    stage.say("authority", bodies()["parties.key-revoked/1"] | key)
    told = {name: answered(stage, "one", name) for name in SPEAKERS}
    assert {it for name, it in told.items() if name != "parties.founded/1"} == {UNKNOWN_KEY}
