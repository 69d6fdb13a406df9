"""Is this chip the one that it says it is, and does it work now?

A party is asked to let a chip sign a nonce that nobody can have known before. What it brings is
judged: graded by what it proves, and held against which die was in the chip before. It proves a
die and its firmware. It never proves a place, and a chip that does not answer is unaccounted for,
not absent.
"""

from comptrol.domains.attestation.checks import check
from comptrol.domains.attestation.formulas import (
    LABEL,
    SALT_BYTES,
    Anchor,
    Anchors,
    Believed,
    believed,
    digest_of_text,
    is_genuine,
    judge,
    keys_of,
    nonce_of,
    packed,
    root_of,
)
from comptrol.domains.attestation.queries import (
    Identity,
    Standing,
    anchors,
    attestation,
    challenge,
    challenges,
    identity,
    judgements,
    verdict,
)
from comptrol.domains.attestation.reactions import observe, react
from comptrol.domains.attestation.refusals import AttestationRefusal
from comptrol.domains.attestation.statements import (
    MINUTES_MAX,
    AttestationStatement,
    Attested,
    Cause,
    Challenged,
    ChallengeId,
    DieId,
    Evidence,
    Form,
    Grade,
    IdentityId,
    Judged,
    KeysPinned,
    LeafId,
    Nonce,
    PinForm,
    PinName,
    Product,
    Reason,
    Status,
    Verdict,
)
from comptrol.domains.attestation.view import (
    AttestationView,
    Binding,
    Challenge,
    Judgement,
    Leaf,
    Pin,
    apply,
)
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "LABEL",
    "MINUTES_MAX",
    "SALT_BYTES",
    "Anchor",
    "Anchors",
    "AttestationView",
    "Attested",
    "Believed",
    "Binding",
    "Cause",
    "Challenge",
    "ChallengeId",
    "Challenged",
    "DieId",
    "Evidence",
    "Form",
    "Grade",
    "Identity",
    "IdentityId",
    "Judged",
    "Judgement",
    "KeysPinned",
    "Leaf",
    "LeafId",
    "Nonce",
    "Pin",
    "PinForm",
    "PinName",
    "Product",
    "Reason",
    "Standing",
    "Status",
    "Verdict",
    "anchors",
    "believed",
    "digest_of_text",
    "is_genuine",
    "judge",
    "keys_of",
    "nonce_of",
    "packed",
    "root_of",
    "verdict",
]

DOMAIN: Domain[AttestationStatement, AttestationView] = Domain(
    name="attestation",
    statements=(Challenged, Attested, KeysPinned, Judged),
    refusals=AttestationRefusal,
    view=AttestationView,
    check=check,
    apply=apply,
    observe=observe,
    react=react,
    queries=(attestation, judgements, challenge, challenges, identity, anchors),
)
