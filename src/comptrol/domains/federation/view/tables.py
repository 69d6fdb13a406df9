"""The tables of federation."""

from comptrol.domains.federation.statements import ClaimId, TransferId
from comptrol.domains.federation.view.rows import Arrival, Claim, OtherRegistry, Release
from comptrol.kernel.view import Key, Table, View


class FederationView(View):
    """Other registries, what was released to them, what came from them, and what is claimed."""

    registries: Table[Key, OtherRegistry] = Table.of(
        "federation_registries", OtherRegistry, key="registry position"
    )
    releases: Table[TransferId, Release] = Table.of(
        "federation_releases",
        Release,
        key="transfer",
        indexes=("progress", "to_registry", "lot", "order"),
    )
    arrivals: Table[Key, Arrival] = Table.of(
        "federation_arrivals", Arrival, key="registry transfer", indexes=("transfer", "lot")
    )
    claims: Table[ClaimId, Claim] = Table.of("federation_claims", Claim, key="claim")
