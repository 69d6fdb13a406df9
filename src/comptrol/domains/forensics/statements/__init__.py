"""What can be said about the honesty of reports: policies, estimates, audits, looks."""

from typing import TypeAlias

from comptrol.domains.forensics.statements.looking import (
    PROVIDERS_MAX,
    LevelAdvised,
    Looked,
    LookedThrough,
)
from comptrol.domains.forensics.statements.measuring import Audited, Estimated
from comptrol.domains.forensics.statements.policy import PolicySet
from comptrol.domains.forensics.statements.words import (
    Channel,
    Completeness,
    Drift,
    Factor,
    Favours,
    Lateness,
    Level,
    LookId,
    OneSided,
    Pair,
    Paired,
    PolicyId,
    Step,
    Switching,
    Watched,
)

__all__ = [
    "PROVIDERS_MAX",
    "Audited",
    "Channel",
    "Completeness",
    "Drift",
    "Estimated",
    "Factor",
    "Favours",
    "ForensicsStatement",
    "Lateness",
    "Level",
    "LevelAdvised",
    "LookId",
    "Looked",
    "LookedThrough",
    "OneSided",
    "Pair",
    "Paired",
    "PolicyId",
    "PolicySet",
    "Step",
    "Switching",
    "Watched",
]

ForensicsStatement: TypeAlias = (
    PolicySet | Estimated | Audited | Looked | LookedThrough | LevelAdvised
)
