"""Decide an appeal."""

from comptrol.domains.cases import AppealDecided
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(AppealDecided)
