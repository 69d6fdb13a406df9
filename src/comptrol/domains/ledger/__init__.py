"""The log of itself: the keys of its heads and witnesses, its seals, and who said two things.

Owns no entries and no proofs: those are the path's and ``kernel.ledger``'s. Keys take effect by
position: whether a head's or a witness's key counted for an entry follows from the log alone.
"""

from comptrol.domains.ledger.checks import check
from comptrol.domains.ledger.queries import equivocations, keys, latest_seal, origin, seals
from comptrol.domains.ledger.refusals import LedgerRefusal
from comptrol.domains.ledger.statements import (
    Equivocated,
    LedgerStatement,
    Sealed,
    Use,
    VerifierKeyAdded,
    VerifierKeyRevoked,
    VerifierKeyText,
)
from comptrol.domains.ledger.view import (
    Equivocation,
    LatestSeal,
    LedgerView,
    Seal,
    VerifierKey,
    apply,
)
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "Equivocated",
    "Equivocation",
    "LatestSeal",
    "LedgerView",
    "Seal",
    "Sealed",
    "Use",
    "VerifierKey",
    "VerifierKeyAdded",
    "VerifierKeyRevoked",
    "VerifierKeyText",
    "latest_seal",
    "origin",
]

DOMAIN: Domain[LedgerStatement, LedgerView] = Domain(
    name="ledger",
    statements=(VerifierKeyAdded, VerifierKeyRevoked, Sealed, Equivocated),
    refusals=LedgerRefusal,
    view=LedgerView,
    check=check,
    apply=apply,
    queries=(keys, seals, equivocations),
)
