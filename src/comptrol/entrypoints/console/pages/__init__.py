"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import analyst, everybody, log

PAGES: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *analyst.PAGES,
)
