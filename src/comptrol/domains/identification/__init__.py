"""Who a customer is: what a file on it must have, and that somebody keeps such a file.

The file itself has personal data: it is said under seal, so that its words are in the vault alone,
and erasing them leaves every proof. Openly is said only that there is one: under which commitment,
which fields of it are complete (words, no values), how many beneficial owners it names, how old
its oldest verification is, and until when it may be kept. This domain owns what a file has and
what may be said of it. It does not own the words, nor who may read them.

Every provider and exporter keeps files of its own, because each answers for its own customers. A
new file of theirs takes the place of their last one; that one stays in the vault until it is
erased. Nobody who has only the log can tell whether the fields said to be complete are so: whoever
is shown the file can, with ``complete``.

Its fields are those of a *proposed* rule (89 FR 5698) and of guidance: what is asked for today is
the operator's policy. To be confirmed by a human before real use: the text of the proposed
15 CFR 7.300-7.310, which we know from summaries, and a legal basis for each field of a person,
above all for the addresses of beneficial owners, where no rule in force demands them.
"""

from comptrol.domains.identification.checks import check
from comptrol.domains.identification.formulas import (
    REQUIREMENTS,
    Fault,
    Requirement,
    complete,
    faults,
    missing,
    outline,
)
from comptrol.domains.identification.queries import (
    ChainEnd,
    EndUser,
    Files,
    FileState,
    Link,
    file,
)
from comptrol.domains.identification.refusals import IdentificationRefusal
from comptrol.domains.identification.statements import (
    Access,
    AccessUse,
    EndUse,
    Field,
    Identification,
    IdentificationStatement,
    Identified,
    Identity,
    LegalBasis,
    Method,
    Payment,
    PaymentMeans,
    Purpose,
    Resale,
    Verification,
)
from comptrol.domains.identification.view import IdentificationView, IdentifiedFile, apply
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "REQUIREMENTS",
    "Access",
    "AccessUse",
    "ChainEnd",
    "EndUse",
    "EndUser",
    "Fault",
    "Field",
    "FileState",
    "Files",
    "Identification",
    "IdentificationRefusal",
    "IdentificationView",
    "Identified",
    "IdentifiedFile",
    "Identity",
    "LegalBasis",
    "Link",
    "Method",
    "Payment",
    "PaymentMeans",
    "Purpose",
    "Requirement",
    "Resale",
    "Verification",
    "complete",
    "faults",
    "file",
    "missing",
    "outline",
]

DOMAIN: Domain[IdentificationStatement, IdentificationView] = Domain(
    name="identification",
    statements=(Identification, Identified),
    refusals=IdentificationRefusal,
    view=IdentificationView,
    check=check,
    apply=apply,
    queries=(file,),
)
