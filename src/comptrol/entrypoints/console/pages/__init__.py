"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import (
    catalogue,
    everybody,
    law,
    law_rules,
    log,
    mine,
    parties,
    proving,
    released,
    search,
)

_SHOWN: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *proving.PAGES,
    *released.PAGES,
    *catalogue.PAGES,
    *parties.PAGES,
    *mine.PAGES,
    *law.PAGES,
    *law_rules.PAGES,
)
PAGES: Final[tuple[Page, ...]] = (*_SHOWN, search.page_over(_SHOWN))
