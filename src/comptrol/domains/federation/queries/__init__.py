"""What may be asked about other registries, about what crosses, and about what is claimed."""

from comptrol.domains.federation.queries.claims import ArrivalUnmatched, unmatched_acceptances
from comptrol.domains.federation.queries.registries import (
    known_registry,
    registries,
    registry_policies,
)
from comptrol.domains.federation.queries.serials import (
    crossing_runs,
    present_chips,
    who_has,
)
from comptrol.domains.federation.queries.terms import Terms, terms
from comptrol.domains.federation.queries.transfers import (
    OpenRelease,
    TransferFile,
    known_arrival,
    known_release,
    open_releases,
    transfer,
)

__all__ = [
    "ArrivalUnmatched",
    "OpenRelease",
    "Terms",
    "TransferFile",
    "crossing_runs",
    "known_arrival",
    "known_registry",
    "known_release",
    "open_releases",
    "present_chips",
    "registries",
    "registry_policies",
    "terms",
    "transfer",
    "unmatched_acceptances",
    "who_has",
]
