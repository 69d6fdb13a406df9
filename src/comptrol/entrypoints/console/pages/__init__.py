"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import everybody, judging, log, orders, rulings, screening

PAGES: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *orders.PAGES,
    *rulings.PAGES,
    *judging.PAGES,
    *screening.PAGES,
)
