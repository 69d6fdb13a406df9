"""The pages of the analyst: national accounts, supply, the lab, and training."""

from typing import Final

from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.account_flows import FLOWS, RECORDED
from comptrol.entrypoints.console.pages.account_times import OVER_TIME
from comptrol.entrypoints.console.pages.account_words import METHODS, NATIONALITIES
from comptrol.entrypoints.console.pages.accounts import ACCOUNT, COUNTRY
from comptrol.entrypoints.console.pages.critical_sites import CRITICAL, SITE
from comptrol.entrypoints.console.pages.incidents import DUE, INCIDENT, INCIDENTS
from comptrol.entrypoints.console.pages.lab import LAB, RESULT
from comptrol.entrypoints.console.pages.programmes import PROGRAMME, PROGRAMMES, STOCKPILE
from comptrol.entrypoints.console.pages.supply_shocks import DENIED, SHOCK
from comptrol.entrypoints.console.pages.supplying import (
    INPUT,
    INPUTS,
    SUPPLIER,
    SUPPLIERS,
    SUPPLY,
)
from comptrol.entrypoints.console.pages.training import ALL, RUN, TRAINING

PAGES: Final[tuple[Page, ...]] = (
    ACCOUNT,
    RECORDED,
    OVER_TIME,
    FLOWS,
    COUNTRY,
    METHODS,
    NATIONALITIES,
    SUPPLY,
    INPUTS,
    SUPPLIERS,
    INPUT,
    SUPPLIER,
    SHOCK,
    DENIED,
    PROGRAMMES,
    PROGRAMME,
    STOCKPILE,
    CRITICAL,
    SITE,
    INCIDENTS,
    INCIDENT,
    DUE,
    LAB,
    RESULT,
    TRAINING,
    ALL,
    RUN,
)
"""A path that names a thing comes after those that it would take for one."""
