"""What may be asked about attestation."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec

from comptrol.domains.attestation.formulas import Anchor, Anchors, believed, judge
from comptrol.domains.attestation.statements import (
    ChallengeId,
    DieId,
    Evidence,
    IdentityId,
    LeafId,
    Nonce,
    Verdict,
)
from comptrol.domains.attestation.view import (
    PROVEN,
    AttestationView,
    Binding,
    Challenge,
    Judgement,
    Leaf,
)
from comptrol.domains.registry import ChipId, RegistryView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World

LINKS_MAX: Final = 16
"""How many replacements in a row are followed."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What has been proven of a chip. It is about a die and its firmware, never about a place."""

    chip: ChipId
    latest: Judgement
    proven: Judgement | None
    """The latest of grade A or B: that the chip worked then."""
    identities: tuple[Binding, ...]
    """The dies and firmware layers shown to be in it: more than one die is a question."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A die, or a firmware layer, and the chips that it was shown to be in."""

    identity: IdentityId
    chips: tuple[Binding, ...]
    """More than one is a question."""
    leaves: tuple[Leaf, ...]
    """The firmware layers of a die, or the die of a layer: the names that it goes by, dated."""


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """Two bindings that cannot both be right: one die in two chips, or two dies in one chip."""

    one: Binding
    """The earlier."""
    other: Binding


def attestation(world: World, *, chip: ChipId) -> Standing:
    """Return what has been proven of a chip, last and at all, and which die is in it."""
    view = world[AttestationView]
    latest = proven = None
    for judgement in view.judgements.where(chip=chip):
        latest = judgement
        proven = judgement if judgement.grade in PROVEN else proven
    if latest is None:
        raise NotFoundError(f"no evidence of {chip!r} was brought")
    identities = tuple(view.bindings.where(chip=chip))
    return Standing(chip=chip, latest=latest, proven=proven, identities=identities)


def judgements(
    world: World, *, chip: ChipId, after: Position | None = None, limit: Limit = 100
) -> tuple[Judgement, ...]:
    """Return what evidence about a chip came to, in the order of the log, a page at a time."""
    start = None if after is None else (chip, after)
    return tuple(world[AttestationView].judgements.where(after=start, limit=limit, chip=chip))


def challenge(world: World, *, challenge: ChallengeId) -> Challenge:
    """Return a challenge: what is to be signed, by when, and where the answer stands."""
    found = world[AttestationView].challenges.get(challenge)
    if found is None:
        raise NotFoundError(f"no challenge {challenge!r} was made")
    return found


def challenges(
    world: World, *, to: PartyId, after: ChallengeId | None = None, limit: Limit = 100
) -> tuple[Challenge, ...]:
    """Return what a party was asked, in the order of names, answered or not."""
    start = None if after is None else (after,)
    return tuple(world[AttestationView].challenges.where(after=start, limit=limit, to=to))


def identity(world: World, *, identity: IdentityId) -> Identity:
    """Return the chips that a die or a firmware layer was shown to be in, and its other names."""
    view = world[AttestationView]
    chips = tuple(view.bindings.where(identity=identity))
    own = view.leaves.get(LeafId(identity))
    leaves = tuple(view.leaves.where(die=identity)) if own is None else (own,)
    if not chips and not leaves:
        raise NotFoundError(f"nothing was attested by {identity!r}")
    return Identity(identity=identity, chips=chips, leaves=leaves)


def anchors(world: World) -> tuple[Anchor, ...]:
    """Return whose keys are believed: what ships with the product, and what was pinned here."""
    found = {anchor.pin: anchor for anchor in world.reference(Anchors).shipped}
    for pin in world[AttestationView].pins.where():
        fields = msgspec.structs.asdict(pin)
        del fields["position"]
        found[pin.pin] = Anchor(**fields)
    return tuple(found[name] for name in sorted(found))


def verdict(
    world: World,
    evidence: Evidence,
    asked: Nonce | None,
    at: datetime,
    *,
    more: tuple[Anchor, ...] = (),
) -> Verdict:
    """Return what evidence proves, by the keys that are believed now, and more if so named."""
    view = world[AttestationView]
    known = believed((*anchors(world), *more))
    return judge(evidence, asked, known, at, lambda leaf: die_of(view, leaf))


def proof_in(view: AttestationView, challenge: ChallengeId, chip: ChipId) -> Judgement | None:
    """Return what shows that a chip answered a challenge with grade A or B, if anything does."""
    asked = view.challenges.get(challenge)
    if asked is None or asked.answered_by is None:
        return None
    following = view.judgements.where(chip=chip, after=(chip, asked.answered_by), limit=1)
    found = next(iter(following), None)
    proves = found is not None and found.challenge == challenge and found.grade in PROVEN
    return found if proves else None


def with_nonce(view: AttestationView, nonce: Nonce) -> Challenge | None:
    """Return the challenge that has this nonce."""
    return next(iter(view.challenges.where(nonce=nonce, limit=1)), None)


def die_of(view: AttestationView, leaf: LeafId) -> DieId | None:
    """Return the die that a report has shown a firmware layer to be of."""
    found = view.leaves.get(leaf)
    return None if found is None else found.die


def clashes(world: World, chip: ChipId) -> Iterator[Clash]:
    """Yield what speaks against a chip by which die is in it, each die once.

    A die is held against the chip that it was shown in first, and a chip against the die that was
    shown in it first: so many chips by one die are so many clashes, and not one for each pair. A
    layer whose firmware was changed is another layer of the same die, so two layers in one chip
    say nothing, nor does a layer add to what its die says. A chip that the registry knows as
    replaced or relabelled is the other one.
    """
    own = tuple(world[AttestationView].bindings.where(chip=chip))
    dies = sorted((it for it in own if _is_die(it)), key=_first)
    layers = (it for it in own if not _is_die(it))
    yield from tuple(_shown_before(world, dies)) or _shown_before(world, layers)
    for other in dies[1:]:
        yield Clash(one=dies[0], other=other)


def _shown_before(world: World, own: Iterable[Binding]) -> Iterator[Clash]:
    """Yield the bindings of a chip whose die or layer was first shown in another chip."""
    view, registry = world[AttestationView], world[RegistryView]
    for binding in own:
        first = min(view.bindings.where(identity=binding.identity), key=_first)
        if first.chip != binding.chip and not _is_one(registry, binding.chip, first.chip):
            yield Clash(one=first, other=binding)


def _is_one(registry: RegistryView, one: ChipId, other: ChipId) -> bool:
    """Tell whether the registry says that one chip took the place, or the name, of the other."""
    return other in _later(registry, one) or one in _later(registry, other)


def _later(registry: RegistryView, chip: ChipId) -> frozenset[ChipId]:
    """Return what a chip was replaced by, or is called now, and so on."""
    return frozenset(islice(_following(registry, chip), LINKS_MAX))


def _following(registry: RegistryView, chip: ChipId) -> Iterator[ChipId]:
    at = chip
    for _ in range(LINKS_MAX):
        replaced, renamed = registry.replacements.get(at), registry.aliases.get(at)
        if replaced is not None:
            at = replaced.by
        elif renamed is not None:
            at = renamed.now
        else:
            return
        yield at


def _first(binding: Binding) -> int:
    return binding.first_position


def _is_die(binding: Binding) -> bool:
    return not binding.identity.startswith("leaf/")
