"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import (
    awards,
    calls,
    everybody,
    log,
    planning,
    plans,
    proposals,
)

PAGES: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *calls.PAGES,
    *proposals.PAGES,
    *plans.PAGES,
    *planning.PAGES,
    *awards.PAGES,
)
