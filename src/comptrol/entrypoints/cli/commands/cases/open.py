"""Open a case."""

from comptrol.domains.cases import Opened
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Opened)
