"""Give notice of a case."""

from comptrol.domains.cases import Noticed
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(Noticed)
