"""Every page there is: opened in a browser, read by axe-core, tried narrow, dark and hostile."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from scripts.screens import name_of
from starlette.applications import Starlette
from tests.console.every import NOT_OPENED, WORLDS, World
from tests.console.hostile import hostile
from tests.console.standing_in import console_of, seen_by, visitor_of
from tests.console.structure import structure
from tests.console.walking import NARROW, WIDE, app_served, browsing

from comptrol.bootstrap import Platform
from comptrol.domains.gate import GateView
from comptrol.entrypoints.console.pages import PAGES

SERIOUS = {"serious", "critical"}
TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> \" ' & {{ 7*7 }} {% if %}",
    "\u202eright to left\u202c \u05d0\u05d1\u05d2 \u0627\u0644",
    "long " * 2_000,
    "\U0001f469\u200d\U0001f680 \U0001f4a9 emoji",
    "\x00\x07\x1b[31m control",
)
SCREENS = os.environ.get("COMPTROL_SCREENSHOTS")  # noqa: TID251  (where pictures for docs go)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


def test_no_page_is_forgotten() -> None:
    opened = {path for world in WORLDS.values() for path in world.pages}
    assert {it.path for it in PAGES} - opened == set(NOT_OPENED)


@contextmanager
def served(world: World) -> Generator[tuple[str, Platform]]:
    platform = world.made()
    console = console_of(platform, visitor_of(platform, world.party))
    with app_served(Starlette(routes=[console.mounted()])) as url:
        yield url, platform


def places(world: World, platform: Platform) -> Iterator[tuple[str, str]]:
    """Yield every page of a world with an address of it."""
    for path, example in world.pages.items():
        yield path, example or _ruling(platform)


def _ruling(platform: Platform) -> str:
    with platform.world() as known:
        order = next(iter(known[GateView].orders.where(limit=1)))
        ruling = known[GateView].rulings.where(order=order.order, limit=1)
        return f"/orders/{order.order}/rulings/{next(iter(ruling)).position}"


@pytest.mark.parametrize("name", WORLDS)
def test_a_browser_and_axe_find_nothing_wrong(browser: Browser, name: str) -> None:
    wrong: list[str] = []
    with served(WORLDS[name]) as (url, platform):
        page = browser.new_page(base_url=url, viewport=WIDE, reduced_motion="reduce")
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda it: wrong.append(f"{page.url}: {it.text}") if it.type == "error"
                else None)  # fmt: skip
        for path, place in places(WORLDS[name], platform):
            wrong += looked_at(page, f"/console{place}", path)
        page.close()
    assert wrong == []


def looked_at(page: Page, place: str, path: str) -> Iterator[str]:
    """Yield what is wrong with a page: as it stands, on a narrow screen, on a dark ground."""
    answer = page.goto(place)
    if answer is None or answer.status != 200:
        yield f"{place}: {answer.status if answer else 'nothing'}"
        return
    if page.locator("h1").count() != 1:
        yield f"{place}: not one heading of the first rank"
    yield from (f"{place}: {it}" for it in _axe(page))
    if SCREENS:
        page.screenshot(path=Path(SCREENS) / f"{name_of(path)}.png")
    page.emulate_media(color_scheme="dark")
    yield from (f"{place}, dark: {it}" for it in _axe(page))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        yield f"{place}: {wide} pixels too wide for a narrow screen"
    page.set_viewport_size(WIDE)


def _axe(page: Page) -> Iterator[str]:
    found: Any = Axe().run(page, options={"resultTypes": ["violations"]}).response
    for it in found["violations"]:
        if it["impact"] in SERIOUS:
            yield f"{it['id']} ({it['impact']}): {it['nodes'][0]['html'][:200]}"


@cache
def read_only(name: str) -> Platform:
    """Return a world that is made once, for tests that only look."""
    return WORLDS[name].made()


@pytest.mark.parametrize("text", TEXTS, ids=["markup", "bidi", "long", "emoji", "control"])
@pytest.mark.parametrize("name", WORLDS)
def test_hostile_text_is_text_and_nothing_more(name: str, text: str) -> None:
    """The elements and attributes of a page are the same, whatever people wrote."""
    world, platform = WORLDS[name], read_only(name)
    visitor = visitor_of(platform, world.party)
    harmless, harmful = (
        seen_by(hostile(platform, it), visitor) for it in ("plain words here", text)
    )
    for _, place in places(world, platform):
        expected, found = (it.get(f"/console{place}") for it in (harmless, harmful))
        assert found.status_code == expected.status_code, f"{place}: {found.text[-400:]}"
        assert structure(found.text) == structure(expected.text), place
