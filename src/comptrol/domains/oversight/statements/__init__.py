"""What can be said by those who are watched, and of when things are looked at again."""

from typing import TypeAlias

from comptrol.domains.oversight.statements.interests import InterestDeclared
from comptrol.domains.oversight.statements.reviewing import (
    Looked,
    LookedThrough,
    PolicySet,
    ReviewDue,
    Reviewed,
    ReviewSet,
)
from comptrol.domains.oversight.statements.words import (
    DeclarationId,
    Interest,
    LookId,
    Matter,
    PolicyId,
    Tie,
    Verdict,
)

__all__ = [
    "DeclarationId",
    "Interest",
    "InterestDeclared",
    "LookId",
    "Looked",
    "LookedThrough",
    "Matter",
    "OversightStatement",
    "PolicyId",
    "PolicySet",
    "ReviewDue",
    "ReviewSet",
    "Reviewed",
    "Tie",
    "Verdict",
]

OversightStatement: TypeAlias = (
    PolicySet | ReviewSet | Reviewed | Looked | ReviewDue | LookedThrough | InterestDeclared
)
