"""What the fold itself looks up: the policy that is in force, and what an admitted entry says."""

import msgspec

from comptrol.domains.federation.statements import Origin, Settled
from comptrol.domains.federation.view.rows import OtherRegistry
from comptrol.domains.federation.view.tables import FederationView
from comptrol.kernel.envelope import open_envelope


def registry_in_force(view: FederationView, registry: Origin) -> OtherRegistry | None:
    """Return another registry as it is believed now; nothing where it was never named."""
    return max(view.registries.where(registry=registry), key=_position, default=None)


def _position(row: OtherRegistry) -> int:
    return row.position


def settlement_in(entry: bytes) -> Settled:
    """Return what an entry of another log says, which was shown before it was admitted."""
    return msgspec.json.decode(open_envelope(entry).payload, type=Settled)
