"""What may be asked about the law."""

from datetime import date

from comptrol.domains.law.formulas import (
    DatedChange,
    Doubt,
    InForce,
    Letter,
    Rulebook,
    Rulebooks,
    Stance,
    changes,
    doubts,
    in_force,
)
from comptrol.domains.law.statements import RulebookName
from comptrol.domains.law.view import IN_FORCE, Adoption, LawView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World


def adopted(view: LawView) -> Adoption | None:
    """Return the adoption in force, or nothing where none has been made."""
    return view.settled(("adopted",), lambda: _adopted(view))


def _adopted(view: LawView) -> Adoption | None:
    current = view.current.get(IN_FORCE)
    return view.adoptions.get(current.position) if current else None


def adoption_before(view: LawView, position: int) -> Adoption | None:
    """Return the adoption that was in force just before a position of the log."""
    earlier = [it for it in view.adoptions.where() if it.position < position]
    return earlier[-1] if earlier else None


def adopted_rulebook(world: World) -> Rulebook | None:
    """Return the rulebook that is adopted; nothing where none is, or it is not at hand."""
    found = adopted(world[LawView])
    return None if found is None else world.reference(Rulebooks).of(found.digest)


def stance(adoption: Adoption | None) -> Stance:
    """Return how to judge under an adoption; the enforced law and nothing else where none is."""
    if adoption is None:
        return Stance()
    return Stance(
        posture=adoption.posture,
        policy=adoption.policy,
        small_use_chips=adoption.small_use_chips,
        small_use_chip_hours=adoption.small_use_chip_hours,
        chosen=f"{adoption.by}, on {adoption.on}",
    )


def letters_to(view: LawView, party: PartyId) -> tuple[Letter, ...]:
    """Return the letters that bind a company, or did."""
    return tuple(view.letters.where(party=party))


def rulebook_named(world: World, name: RulebookName | None) -> Rulebook:
    """Return a shipped rulebook by its name; without one that which is adopted, or the default."""
    rulebooks = world.reference(Rulebooks)
    if name is None:
        return adopted_rulebook(world) or rulebooks.default
    found = rulebooks.named(name)
    if found is None:
        known = ", ".join(rulebooks.names)
        raise NotFoundError(f"no rulebook {name!r} is shipped; there are: {known}")
    return found


def adoption(world: World) -> Adoption:
    """Return the rulebook, posture and policy in force."""
    found = adopted(world[LawView])
    if found is None:
        raise NotFoundError("no rulebook has been adopted yet")
    return found


def adoptions(
    world: World, *, after: Position | None = None, limit: Limit = 100
) -> tuple[Adoption, ...]:
    """Return every adoption there was, oldest first, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[LawView].adoptions.where(after=start, limit=limit))


def letters(world: World, *, party: PartyId) -> tuple[Letter, ...]:
    """Return the letters of the government that bind one company, or did."""
    return letters_to(world[LawView], party)


def rules(
    world: World, *, on: date, known_at: date, rulebook: RulebookName | None = None
) -> InForce:
    """Return the state of every rule and the value of every parameter on a day."""
    return in_force(rulebook_named(world, rulebook), on, known_at)


def timeline(world: World, *, rulebook: RulebookName | None = None) -> tuple[DatedChange, ...]:
    """Return every dated change of a rulebook, oldest first."""
    return changes(rulebook_named(world, rulebook))


def ahead(
    world: World, *, on: date, rulebook: RulebookName | None = None
) -> tuple[DatedChange, ...]:
    """Return what changes after a day, as far as the rulebook knows: the cliffs to prepare for."""
    return tuple(it for it in changes(rulebook_named(world, rulebook)) if it.on > on)


def uncertain(world: World, *, rulebook: RulebookName | None = None) -> tuple[Doubt, ...]:
    """Return all that a named person must confirm, or that was recalled or reconstructed."""
    return doubts(rulebook_named(world, rulebook))
