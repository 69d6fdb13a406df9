"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import (
    alarms,
    books,
    challenging,
    chips,
    crossing,
    everybody,
    hand_overs,
    inspecting,
    log,
    lots,
    planning,
    sites,
)

PAGES: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *sites.PAGES,
    *lots.PAGES,
    *chips.PAGES,
    *hand_overs.PAGES,
    *crossing.PAGES,
    *books.PAGES,
    *inspecting.PAGES,
    *planning.PAGES,
    *challenging.PAGES,
    *alarms.PAGES,
)
