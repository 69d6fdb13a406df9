"""What may be asked about the law."""

from comptrol.domains.law.formulas import Stance
from comptrol.domains.law.view import IN_FORCE, Adoption, LawView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


def adopted(view: LawView) -> Adoption | None:
    """Return the adoption in force, or nothing where none has been made."""
    current = view.current.get(IN_FORCE)
    return view.adoptions.get(current.position) if current else None


def stance(adoption: Adoption | None) -> Stance:
    """Return how to judge under an adoption; the enforced law and nothing else where none is."""
    if adoption is None:
        return Stance()
    return Stance(
        posture=adoption.posture,
        policy=adoption.policy,
        small_use_chip_hours=adoption.small_use_chip_hours,
    )


def adoption(world: World) -> Adoption:
    """Return the rulebook, posture and policy in force."""
    found = adopted(world[LawView])
    if found is None:
        raise NotFoundError("no rulebook has been adopted yet")
    return found


def adoptions(
    world: World, *, after: int | None = None, limit: Limit = 100
) -> tuple[Adoption, ...]:
    """Return every adoption there was, oldest first, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[LawView].adoptions.where(after=start, limit=limit))
