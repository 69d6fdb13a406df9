"""Answer in a case."""

from comptrol.domains.cases import Answered
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Answered)
