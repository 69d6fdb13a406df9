"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import (
    alarms,
    books,
    catalogue,
    challenging,
    chips,
    crossing,
    everybody,
    hand_overs,
    inspecting,
    law,
    law_rules,
    log,
    lots,
    mine,
    parties,
    planning,
    proving,
    released,
    search,
    sites,
)

_SHOWN: Final[tuple[Page, ...]] = (
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
    *proving.PAGES,
    *released.PAGES,
    *catalogue.PAGES,
    *parties.PAGES,
    *mine.PAGES,
    *law.PAGES,
    *law_rules.PAGES,
)
PAGES: Final[tuple[Page, ...]] = (*_SHOWN, search.page_over(_SHOWN))
