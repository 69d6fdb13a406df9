"""Decide a case."""

from comptrol.domains.cases import Decided
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Decided)
