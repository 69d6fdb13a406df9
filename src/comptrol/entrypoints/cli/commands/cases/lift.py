"""Lift a measure."""

from comptrol.domains.cases import Lifted
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Lifted)
