"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import (
    cases,
    detectors,
    dossiers,
    everybody,
    forensics,
    log,
    overseeing,
    pseudonyms,
    reviews,
    screening,
    structuring,
)

PAGES: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *cases.PAGES,
    *dossiers.PAGES,
    *detectors.PAGES,
    *structuring.PAGES,
    *forensics.PAGES,
    *overseeing.PAGES,
    *reviews.PAGES,
    *screening.PAGES,
    *pseudonyms.PAGES,
)
