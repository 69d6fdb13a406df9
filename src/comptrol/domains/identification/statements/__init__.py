"""What can be said about who a customer is: the file, under seal, and openly that there is one."""

from typing import TypeAlias

from comptrol.domains.identification.statements.file import (
    BENEFICIAL_OWNERS_MAX,
    REGISTRARS,
    Access,
    EndUse,
    Identification,
    Identity,
    Payment,
    Resale,
    Verification,
)
from comptrol.domains.identification.statements.identified import Identified
from comptrol.domains.identification.statements.words import (
    AccessUse,
    Field,
    LegalBasis,
    Method,
    PaymentMeans,
    Purpose,
)

IdentificationStatement: TypeAlias = Identification | Identified

__all__ = [
    "BENEFICIAL_OWNERS_MAX",
    "REGISTRARS",
    "Access",
    "AccessUse",
    "EndUse",
    "Field",
    "Identification",
    "IdentificationStatement",
    "Identified",
    "Identity",
    "LegalBasis",
    "Method",
    "Payment",
    "PaymentMeans",
    "Purpose",
    "Resale",
    "Verification",
]
