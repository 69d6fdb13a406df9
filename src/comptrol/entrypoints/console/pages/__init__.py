"""Every page of the console, one module for each group of people who come."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import (
    caps,
    everybody,
    filing,
    judging,
    licences,
    log,
    metering,
    orders,
    queueing,
    rulings,
    screening,
)

PAGES: Final[tuple[Page, ...]] = (
    *everybody.PAGES,
    *log.PAGES,
    *orders.PAGES,
    *rulings.PAGES,
    *judging.PAGES,
    *screening.PAGES,
    *licences.PAGES,
    *caps.PAGES,
    *queueing.PAGES,
    *metering.PAGES,
    *filing.PAGES,
)
