"""Renew a measure."""

from comptrol.domains.cases import Renewed
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Renewed)
