"""Appeal a decision."""

from comptrol.domains.cases import Appealed
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Appealed)
