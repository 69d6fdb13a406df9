"""What may be asked about policy: what is in force, and who is too small to be asked."""

from decimal import Decimal

from comptrol.domains.chips import ChipsView
from comptrol.domains.parties import PartiesView, group
from comptrol.domains.registry.view import HOLDER, IN_FORCE, Policy, RegistryView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def policy_in_force(view: RegistryView) -> Policy | None:
    """Return how long things may take, as last adopted; nothing before it was."""
    return view.policies.get(IN_FORCE)


def registry_policy(world: World) -> Policy:
    """Return how long things may take, and who is too small to be asked."""
    found = policy_in_force(world[RegistryView])
    if found is None:
        raise NotFoundError("the authority has adopted no policy for the registry yet")
    return found


def tpp_held(world: World, holder: PartyId) -> Decimal:
    """Return the TPP of all chips that a party holds together."""
    models = world[ChipsView].models
    total = Decimal(0)
    for tally in world[RegistryView].tallies.where(place=f"{HOLDER}:{holder}"):
        model = models.get(tally.model)
        total += (model.tpp if model is not None else Decimal(0)) * tally.chips
    return total


def is_small(world: World, holder: PartyId, policy: Policy) -> bool:
    """Tell whether a holder is exempt: small and personal use is nobody's business here.

    All parties under one ultimate parent count together: to split a fleet makes nobody small.
    """
    together = group(world[PartiesView], holder)
    return sum(tpp_held(world, it) for it in together) <= policy.small_holder_tpp
