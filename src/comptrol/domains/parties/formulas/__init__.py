"""Who owns whom, worked out: the 50 percent rule, its proofs, and what is missing to settle it."""

from comptrol.domains.parties.formulas.cascade import (
    HALF_BP,
    Cascade,
    OwnershipVerdict,
    Reached,
    Threshold,
    cascade,
)
from comptrol.domains.parties.formulas.effective import (
    Effective,
    Top,
    effective,
    ultimate_parent,
)
from comptrol.domains.parties.formulas.holdings import WHOLE_BP, Holding, Holdings, Name
from comptrol.domains.parties.formulas.proof import Proof, Proofs, Step, check_proof, proof
from comptrol.domains.parties.formulas.restrictive import (
    Governing,
    Requirement,
    Strictness,
    carried,
    governing,
)
from comptrol.domains.parties.formulas.settling import (
    Missing,
    MissingOwner,
    MissingShare,
    Settling,
    would_settle,
)

__all__ = [
    "HALF_BP",
    "WHOLE_BP",
    "Cascade",
    "Effective",
    "Governing",
    "Holding",
    "Holdings",
    "Missing",
    "MissingOwner",
    "MissingShare",
    "Name",
    "OwnershipVerdict",
    "Proof",
    "Proofs",
    "Reached",
    "Requirement",
    "Settling",
    "Step",
    "Strictness",
    "Threshold",
    "Top",
    "carried",
    "cascade",
    "check_proof",
    "effective",
    "governing",
    "proof",
    "ultimate_parent",
    "would_settle",
]
