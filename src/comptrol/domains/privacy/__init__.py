"""What is said without being shown: under seal, or claim by claim; and what has been erased.

No personal data is in the log, ever. A statement about a person is *sealed*: the log has a
commitment to it, and the vault its words and their salt. Or it is *disclosable*: the log has an
SD-JWT whose claims are all hidden, and the vault what shows them. Erasing destroys what the vault
has; the entry stays, and every proof of it holds as before. Whoever opens hidden words says so
first, and why: each look is in the log. This domain owns who may say so, and
which entry it is about. It does not own the words: those are in the vault, and no row has them.

A commitment counts as personal data for as long as it can be opened: that is how we read the
draft Guidelines 02/2025 of the European Data Protection Board, which we know from summaries alone.
To be confirmed by a human: the original text, whether a final version says otherwise, and that
destroying salt, words and key together is erasure in the sense of the law.
"""

from comptrol.domains.privacy.checks import check
from comptrol.domains.privacy.formulas import SALT_BYTES, core_digest
from comptrol.domains.privacy.formulas import commitment as commitment_to
from comptrol.domains.privacy.queries import (
    Hiding,
    commitment,
    disclosables,
    has_looked,
    hiding_at,
    hiding_under,
    looks_at,
    sealed,
)
from comptrol.domains.privacy.refusals import PrivacyRefusal
from comptrol.domains.privacy.statements import (
    OFFICES,
    CaseText,
    CitationText,
    Disclosable,
    Erased,
    Ground,
    Looked,
    PrivacyStatement,
    Purpose,
    Sealed,
    Topic,
)
from comptrol.domains.privacy.view import DisclosableEntry, Look, PrivacyView, SealedEntry, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "OFFICES",
    "SALT_BYTES",
    "CaseText",
    "CitationText",
    "Disclosable",
    "DisclosableEntry",
    "Erased",
    "Ground",
    "Hiding",
    "Look",
    "Looked",
    "PrivacyView",
    "Purpose",
    "Sealed",
    "SealedEntry",
    "Topic",
    "commitment_to",
    "core_digest",
    "has_looked",
    "hiding_at",
    "hiding_under",
    "looks_at",
]

DOMAIN: Domain[PrivacyStatement, PrivacyView] = Domain(
    name="privacy",
    statements=(Sealed, Disclosable, Erased, Looked),
    refusals=PrivacyRefusal,
    view=PrivacyView,
    check=check,
    apply=apply,
    queries=(commitment, sealed, disclosables),
)
