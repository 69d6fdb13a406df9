"""What may be said openly of a file?"""

from collections.abc import Iterator
from datetime import date

from comptrol.domains.identification.formulas.completeness import complete
from comptrol.domains.identification.statements import Identification, Identified
from comptrol.kernel.identifiers import Digest


def outline(said: Identification, commitment: Digest) -> Identified:
    """Return all that is said openly of a file: words, a number, days and parties of the log."""
    resellers = said.resale.resellers if said.resale is not None else ()
    return Identified(
        party=said.party,
        commitment=commitment,
        complete=complete(said),
        beneficial_owners=len(said.beneficial_owners or ()),
        verified_on=min(_days(said), default=None),
        retention_until=said.retention_until,
        legal_basis=said.legal_basis,
        reseller=resellers[0] if resellers else None,
        end_users=said.resale.end_users if said.resale is not None else None,
    )


def _days(said: Identification) -> Iterator[date]:
    """Yield the day on which each field was last verified, of the customer and of every owner."""
    for identity in (said.customer, *(said.beneficial_owners or ())):
        latest: dict[object, date] = {}
        for one in identity.verified:
            latest[one.field] = max(one.on, latest.get(one.field, one.on))
        yield from latest.values()
