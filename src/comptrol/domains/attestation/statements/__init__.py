"""What can be said about attestation: challenges, answers, pinned keys, and what answers prove."""

from typing import TypeAlias

from comptrol.domains.attestation.statements.asking import (
    ANSWERING,
    MINUTES_MAX,
    Attested,
    Challenged,
    Evidence,
    KeysPinned,
)
from comptrol.domains.attestation.statements.verdict import (
    Cause,
    Judged,
    Product,
    Reason,
    Verdict,
)
from comptrol.domains.attestation.statements.words import (
    ChallengeId,
    DieId,
    Form,
    Grade,
    IdentityId,
    LeafId,
    Nonce,
    PinForm,
    PinName,
    Status,
)

AttestationStatement: TypeAlias = Challenged | Attested | KeysPinned | Judged

__all__ = [
    "ANSWERING",
    "MINUTES_MAX",
    "AttestationStatement",
    "Attested",
    "Cause",
    "ChallengeId",
    "Challenged",
    "DieId",
    "Evidence",
    "Form",
    "Grade",
    "IdentityId",
    "Judged",
    "KeysPinned",
    "LeafId",
    "Nonce",
    "PinForm",
    "PinName",
    "Product",
    "Reason",
    "Status",
    "Verdict",
]
