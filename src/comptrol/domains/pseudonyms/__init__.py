"""What somebody uses of all providers together, without telling anybody whose customer it is.

A provider writes the identifier of each customer in one form (``canonical``) and lets the key of
the authority make a pseudonym of it, blindly: RFC 9497, in which the authority sees no identifier
and the provider no key. So the same customer has the same pseudonym at all providers, and nobody
can try out names without asking, which is counted and limited. Usage is filed under pseudonyms,
under seal; openly is said only who filed which period. The authority adds up what is sealed, and
the platform notes in the log that *somebody* is past a threshold: a digest, and no pseudonym. Only
then, for a ground that is in the log, may it ask a provider for the name, which comes under seal;
and whoever looks at it says so first (``privacy``).

This domain owns keys of epochs (their public half), the form of identifiers, filings, thresholds,
crossings and namings. It does not own the rows and the names: those are in the vault. Why the
rows are sealed and not open, and what this cannot do, is in docs/pseudonyms.md.
"""

from comptrol.domains.pseudonyms.checks import check
from comptrol.domains.pseudonyms.formulas import (
    VERSION,
    Range,
    SealedUsage,
    canonical,
    faults,
    outline,
)
from comptrol.domains.pseudonyms.queries import (
    Aggregate,
    Coverage,
    Headroom,
    Naming,
    PseudonymSum,
    aggregate,
    coverage,
    crossings,
    epoch_key,
    evaluations,
    filing_under,
    filings,
    key,
    keys,
    latest_epoch,
    namings,
    standing_of,
    sums,
    thresholds,
    unopened,
)
from comptrol.domains.pseudonyms.reactions import HEARS, observe
from comptrol.domains.pseudonyms.refusals import PseudonymsRefusal
from comptrol.domains.pseudonyms.statements import (
    BATCH_MAX,
    Calendar,
    Certainty,
    Crossed,
    EvaluationAsked,
    Ground,
    Identifier,
    Joined,
    KeyAnnounced,
    Name,
    Named,
    NamingAsked,
    NamingDue,
    Pseudonym,
    PseudonymsStatement,
    Reading,
    ThresholdId,
    ThresholdSet,
    Unit,
    Usage,
    UsageFiled,
    UsageRow,
    Whose,
    Window,
)
from comptrol.domains.pseudonyms.view import (
    Crossing,
    Due,
    EpochKey,
    Filing,
    NamedCustomer,
    PseudonymsView,
    Threshold,
    apply,
)
from comptrol.kernel.domain import Domain

__all__ = [
    "BATCH_MAX",
    "DOMAIN",
    "VERSION",
    "Aggregate",
    "Calendar",
    "Certainty",
    "Coverage",
    "Crossed",
    "Crossing",
    "Due",
    "EpochKey",
    "EvaluationAsked",
    "Filing",
    "Ground",
    "Headroom",
    "Identifier",
    "Joined",
    "KeyAnnounced",
    "Name",
    "Named",
    "NamedCustomer",
    "Naming",
    "NamingAsked",
    "NamingDue",
    "Pseudonym",
    "PseudonymSum",
    "PseudonymsRefusal",
    "PseudonymsView",
    "Range",
    "Reading",
    "SealedUsage",
    "Threshold",
    "ThresholdId",
    "ThresholdSet",
    "Unit",
    "Usage",
    "UsageFiled",
    "UsageRow",
    "Whose",
    "Window",
    "aggregate",
    "canonical",
    "coverage",
    "epoch_key",
    "faults",
    "filing_under",
    "latest_epoch",
    "outline",
    "standing_of",
    "sums",
    "unopened",
]

DOMAIN: Domain[PseudonymsStatement, PseudonymsView] = Domain(
    name="pseudonyms",
    statements=(
        KeyAnnounced,
        EvaluationAsked,
        Usage,
        UsageFiled,
        ThresholdSet,
        Joined,
        Crossed,
        NamingAsked,
        NamingDue,
        Name,
        Named,
    ),
    refusals=PseudonymsRefusal,
    view=PseudonymsView,
    check=check,
    apply=apply,
    observe=observe,
    hears=HEARS,
    queries=(keys, key, evaluations, filings, thresholds, crossings, namings, coverage),
)
