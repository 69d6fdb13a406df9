"""Every page of the console, its pictures, files and acts, as everybody: who may, nobody else."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from tests.authorising import may_say, speakers, table
from tests.console.every import WORLDS, World
from tests.console.standing_in import Seen, seen_by
from tests.console.test_every_page import places

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.visitor import NOBODY, Audience, Visitor
from comptrol.entrypoints.console.works import STARTS
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import kind

MATRIX = table("pages")
SPEAKERS = speakers()
SIGN_IN = "/console/sign-in?next="
BY_PATH = {page.path: page for page in PAGES}
AUTHORITY_TOO = {"authority": {"analyst"}}
"""Whoever is the authority is an analyst."""
PEOPLE = ["nobody", "party", *(it.value for it in Role), "analyst"]


def test_every_page_and_act_is_in_the_matrix() -> None:
    """A page that nobody has written down here is for nobody: write down whom it is for."""
    assert {page.path: whom(page) for page in PAGES} == {
        path: (set(said["for"]), said.get("acts", {})) for path, said in MATRIX["pages"].items()
    }
    assert {it.name: {who.value for who in it.audience} for it in STARTS} == {
        name: set(who) for name, who in MATRIX["works"].items()
    }


def whom(page: Page) -> tuple[set[str], dict[str, str]]:
    acts = {act.name: kind(act.statement) for act in page.acts}
    return {it.value for it in page.audience}, acts


@cache
def platform(name: str) -> Platform:
    """Return a world that is made once: nothing here may change it."""
    return WORLDS[name].made()


def person(name: str, party: str) -> Visitor:
    """Return somebody with exactly one role, or none, or the operator's mark; or nobody."""
    if name == "nobody":
        return NOBODY
    if name == "analyst":
        return Visitor(name="ann", analyst=True, token="token")  # noqa: S106
    roles = frozenset() if name == "party" else frozenset({Role(name)})
    return Visitor(name="ann", party=PartyId(party), roles=roles, token="token")  # noqa: S106


def is_for(path: str, name: str) -> bool:
    """Tell whether the matrix has a page for somebody."""
    audience = set(MATRIX["pages"][path]["for"])
    mine = {name} | AUTHORITY_TOO.get(name, set())
    party = set() if name in {"nobody", "analyst"} else {Audience.PARTY.value}
    return bool(audience & (mine | party | {Audience.PUBLIC.value}))


@pytest.mark.parametrize("name", WORLDS)
def test_a_page_is_shown_to_whom_it_is_for_and_to_nobody_else(name: str) -> None:
    world, known = WORLDS[name], platform(name)
    wrong = [
        f"{place} as {who}: {told}"
        for path, place in places(world, known)
        for who in opened_by(path)
        for told in shown_wrongly(path, place, who, world, known)
    ]
    assert wrong == []


def opened_by(path: str) -> list[str]:
    """Return who opens a page: everybody it is not for, and one of those it is for."""
    allowed = [who for who in PEOPLE if is_for(path, who)]
    return [*allowed[-1:], *(who for who in PEOPLE if who not in allowed)]


def shown_wrongly(path: str, place: str, who: str, world: World, known: Platform) -> Iterator[Any]:
    """Yield what somebody gets to see that is not what the matrix says."""
    browser = seen_by(known, person(who, world.party))
    answer = browser.get(f"/console{place}")
    if is_for(path, who):
        narrowed = MATRIX["pages"][path].get("narrowed", False)
        if answer.status_code not in ({200, 404} if narrowed else {200}):
            yield answer.status_code
        return
    away = answer.headers.get("location", "")
    asked = answer.status_code == 303 and away.startswith(SIGN_IN)
    if not asked if who == "nobody" else answer.status_code != 404:
        yield answer.status_code
    yield from beside(browser, path, place)


def beside(browser: Seen, path: str, place: str) -> Iterator[Any]:
    """Yield what somebody gets of the pictures and files of a page that is not theirs."""
    page, plain = BY_PATH[path], place.partition("?")[0].rstrip("/")
    for part in (*(f"charts/{it}" for it in page.charts), *(f"files/{it}" for it in page.files)):
        answer = browser.get(f"/console{plain}/{part}")
        if answer.status_code != 404:
            yield f"{part}: {answer.status_code}"


@pytest.mark.parametrize("name", WORLDS)
def test_an_act_is_nobodys_whose_role_may_not_say_it(name: str) -> None:
    """Its form is refused for whoever is not of the page, and for whose role may not say it."""
    world, known = WORLDS[name], platform(name)
    size = known.store.size()
    wrong = [
        f"{place}/acts/{act} as {who}: {status}"
        for path, place in places(world, known)
        for act, said in MATRIX["pages"][path].get("acts", {}).items()
        for who in barred(path, said)
        for status in [tried(known, place, act, person(who, world.party))]
        if status not in ({404, 422} if is_for(path, who) else {404})
    ]
    assert wrong == []
    assert known.store.size() == size


def barred(path: str, said: str) -> list[str]:
    """Return who tries an act in vain: nobody, who may say it and not here, who may only read."""
    reading = [who for who in PEOPLE if is_for(path, who) and not may(path, who, said)]
    saying = [
        it.value for it in Role if may_say(SPEAKERS[said], it) and not is_for(path, it.value)
    ]
    return [*reading[-1:], *saying, *(["nobody"] if "nobody" not in reading[-1:] else [])]


def may(path: str, who: str, said: str) -> bool:
    """Tell whether the matrix lets somebody say a kind on a page."""
    role = who in {it.value for it in Role}
    return role and is_for(path, who) and may_say(SPEAKERS[said], Role(who))


def tried(known: Platform, place: str, act: str, visitor: Visitor) -> int:
    """Send an act with nothing filled in; return the status of the answer."""
    plain = place.partition("?")[0].rstrip("/")
    return seen_by(known, visitor).post(f"/console{plain}/acts/{act}", {}).status_code
