"""Add evidence to a case."""

from comptrol.domains.cases import EvidenceAdded
from comptrol.entrypoints.cli.commands.cases.saying import saying

command = saying(EvidenceAdded)
