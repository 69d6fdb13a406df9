"""Close a case."""

from comptrol.domains.cases import Closed
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Closed)
