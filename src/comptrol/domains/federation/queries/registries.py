"""What may be asked about other registries: which there are, and by what they are believed."""

from comptrol.domains.federation.statements import Origin
from comptrol.domains.federation.view import FederationView, OtherRegistry, registry_in_force
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World


def known_registry(view: FederationView, registry: Origin) -> OtherRegistry:
    """Return another registry as it is believed now, or say that there is none."""
    found = registry_in_force(view, registry)
    if found is None:
        raise NotFoundError(f"the authority has named no registry {registry!r}")
    return found


def registries(world: World) -> tuple[OtherRegistry, ...]:
    """Return every other registry, as it is believed now."""
    now = {row.registry: row for row in world[FederationView].registries.where()}
    return tuple(now.values())


def registry_policies(world: World, *, registry: Origin) -> tuple[OtherRegistry, ...]:
    """Return by what another registry was believed, and from which position of this log on."""
    return tuple(world[FederationView].registries.where(registry=registry))
