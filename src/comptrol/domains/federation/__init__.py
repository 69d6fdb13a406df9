"""When chips cross a border, in whose books do they count, and how does either side know?

Two authorities keep two logs. A holder here releases a lot to a party there; that party accepts it
with the proof that the release is logged; the proof of that comes back and closes the books here.
Each statement is judged by a policy that the authority has adopted for the other log: keys,
witnesses, quorum. So a lot counts in one registry, or is listed as released and not accepted.

It owns registries, releases, arrivals and claims. It does not own lots (the registry lets them
depart and arrive), nor what the law says of a crossing (the gate rules on it before).
"""

from comptrol.domains.federation.checks import check
from comptrol.domains.federation.formulas import (
    KEY_BYTES_MIN,
    Packed,
    Shown,
    blinded,
    blinded_list,
    blinding,
    packed,
    read_blinded_list,
    shown,
)
from comptrol.domains.federation.queries import (
    ArrivalUnmatched,
    OpenRelease,
    Terms,
    TransferFile,
    crossing_runs,
    known_arrival,
    known_registry,
    known_release,
    open_releases,
    present_chips,
    registries,
    registry_policies,
    terms,
    transfer,
    unmatched_acceptances,
)
from comptrol.domains.federation.reactions import HEARS, react
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.federation.statements import (
    Accepted,
    ArrivalClaimed,
    ClaimId,
    Confirmed,
    Declined,
    FederationStatement,
    Origin,
    Outcome,
    Recalled,
    RegistryKnown,
    Released,
    Settled,
    TransferId,
)
from comptrol.domains.federation.view import (
    Arrival,
    Claim,
    FederationView,
    OtherRegistry,
    Progress,
    Release,
    apply,
)
from comptrol.kernel.domain import Domain

__all__ = [
    "DOMAIN",
    "KEY_BYTES_MIN",
    "Accepted",
    "Arrival",
    "ArrivalClaimed",
    "ArrivalUnmatched",
    "Claim",
    "ClaimId",
    "Confirmed",
    "Declined",
    "FederationRefusal",
    "FederationView",
    "OpenRelease",
    "Origin",
    "OtherRegistry",
    "Outcome",
    "Packed",
    "Progress",
    "Recalled",
    "RegistryKnown",
    "Release",
    "Released",
    "Settled",
    "Shown",
    "Terms",
    "TransferFile",
    "TransferId",
    "blinded",
    "blinded_list",
    "blinding",
    "crossing_runs",
    "known_arrival",
    "known_registry",
    "known_release",
    "open_releases",
    "packed",
    "present_chips",
    "read_blinded_list",
    "registries",
    "shown",
    "terms",
    "unmatched_acceptances",
]

DOMAIN: Domain[FederationStatement, FederationView] = Domain(
    name="federation",
    statements=(
        RegistryKnown,
        Released,
        Accepted,
        Declined,
        Settled,
        Confirmed,
        Recalled,
        ArrivalClaimed,
    ),
    refusals=FederationRefusal,
    view=FederationView,
    check=check,
    apply=apply,
    react=react,
    hears=HEARS,
    queries=(
        registries,
        registry_policies,
        open_releases,
        terms,
        transfer,
        unmatched_acceptances,
    ),
)
