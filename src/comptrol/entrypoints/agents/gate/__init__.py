"""The provider's own gate: it asks the authority, or rules within leases (docs/sidecar.md)."""

from collections.abc import Mapping
from pathlib import Path

from comptrol.entrypoints.agents.gate.authority import (
    AuthorityDesk,
    AuthoritySettings,
    ConflictError,
)
from comptrol.entrypoints.agents.gate.desk import LeasedDesk
from comptrol.entrypoints.agents.gate.neighbour import NeighbourDesk
from comptrol.entrypoints.agents.gate.settings import (
    GateSettings,
    LeaseTerms,
    read_settings,
    settings_in,
)

__all__ = [
    "AuthorityDesk",
    "AuthoritySettings",
    "ConflictError",
    "GateSettings",
    "LeaseTerms",
    "LeasedDesk",
    "NeighbourDesk",
    "desk_in",
    "read_settings",
]


def desk_in(table: Mapping[str, object], folder: Path) -> AuthorityDesk | NeighbourDesk:
    """Return the desk that a table ``[desk]`` of a scheduler's configuration names.

    ``gate`` alone is the address of a provider's own gate; else the table is an authority's, with
    ``url``, ``party`` and ``key``. Relative paths are taken from ``folder``, the file's own.
    """
    gate = table.get("gate")
    if isinstance(gate, str) and len(table) == 1:
        return NeighbourDesk(gate)
    found = settings_in(dict(table), AuthoritySettings, '[desk] (or gate = "http://…" alone)')
    return AuthorityDesk(found.beside(folder))
