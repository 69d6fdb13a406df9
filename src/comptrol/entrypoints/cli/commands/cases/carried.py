"""Say what carries a measure out."""

from comptrol.domains.cases import CarriedOut
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(CarriedOut)
