"""Set the policy of cases."""

from comptrol.domains.cases import PolicySet
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(PolicySet)
