"""Do linked accounts reach together what each stays below? By total, by rate, as one cluster."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.chips import ChipsView, ModelId, Precision, Property
from comptrol.domains.registry import ClusterShelf
from comptrol.domains.structuring.formulas import Level, Piece, levels, peak, spells, split
from comptrol.domains.structuring.reactions.seeing import (
    Gathering,
    Seen,
    alarm,
    by_party,
    day,
    listed,
    moment,
    month,
    through,
    why,
)
from comptrol.domains.structuring.statements import Counted, Limit, Swarm
from comptrol.kernel.view import World

_OF_ONE_MIND: Final = (
    "members of one group who have each their own need, as branches and institutes have",
    "a link that is wrong: a shared office, bank, agent or template of unrelated parties",
)
_THOUSAND: Final = 1000
HOUR_S: Final = 3600


def split_alarms(seen: Seen) -> Iterator[Raised]:
    """Yield where the accounts of a group stay each below a limit that they reach together."""
    for gathering in seen.gatherings:
        for limit in seen.policy.limits:
            yield from _split(seen, gathering, limit)


def _split(seen: Seen, gathering: Gathering, limit: Limit) -> Iterator[Raised]:
    counted = through(gathering.pieces, gathering.orders, limit)
    found = split(counted, limit, seen.policy.members_min, seen.since_s)
    if found is None:
        return
    group, at_once = gathering.group, limit.counts is Counted.CHIPS_AT_ONCE
    detector = "rate" if at_once else "total"
    window = "" if at_once else f" in {day(found.most.start_s)} to {day(found.most.end_s)}"
    unit = limit.counts.value.replace("-", " ")
    yield alarm(
        seen,
        detector,
        f"{limit.limit}:{group.members[0]}@{month(found.at_s)}",
        gathering.strength,
        f"{why(group)} reached {limit.value} {unit} together by {moment(found.at_s)} UTC, while "
        f"each of them stayed below: {listed(found.members)}. At most {found.most.amount}"
        f"{window}. The limit: {limit.source}",
        _OF_ONE_MIND,
        pieces=found.pieces,
        bonds=group.bonds,
        parties=(account for account, _ in found.members),
    )


# A swarm: nodes that are each below what makes a cluster.


class Limb(NamedTuple):
    """One limb of a definition: what one chip of each model counts, and the limit."""

    name: str
    unit: str
    weights: Mapping[str, int]
    """In thousandths of the unit; a model that is not here is not known."""
    above: int
    """In thousandths of the unit."""


def swarm_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield where nodes below a limb of the definition are above it together, for long enough.

    A node is what one account has at one place. A single account is looked at like a group: its
    nodes may be far apart, and each an ordinary machine.
    """
    how = seen.policy.swarm
    if how is None:
        return
    grouped = {it for one in seen.gatherings for it in one.group.members}
    owned: list[tuple[Gathering | None, list[Piece]]] = [
        (it, list(it.pieces)) for it in seen.gatherings
    ]
    alone: dict[str, list[Piece]] = {}
    for piece in seen.pieces:
        if piece.account not in grouped:
            alone.setdefault(piece.account, []).append(piece)
    owned += [(None, alone[account]) for account in sorted(alone)]
    limbs = limbs_of(how, world, {it.model for _, pieces in owned for it in pieces})
    for gathering, pieces in owned:
        for limb in limbs:
            together = swarming(pieces, limb, how, seen.since_s)
            if together is not None:
                yield _swarming(seen, how, gathering, limb, together)


class Together(NamedTuple):
    """Nodes that are above a limb together, for how long, and what they have then."""

    spell: Level
    inside: list[Piece]


def swarming(pieces: list[Piece], limb: Limb, how: Swarm, since_s: int) -> Together | None:
    """Return the first spell in which nodes, each below a limb, are above it for long enough."""
    weights = dict(limb.weights)
    nodes: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        nodes.setdefault((piece.account, piece.site), []).append(piece)
    heaviest = {it: max(levels(nodes[it], weights), key=lambda x: x.amount, default=None)
                for it in nodes}  # fmt: skip
    small = [it for it in sorted(nodes) if _below(heaviest[it], limb.above)]
    together = [piece for node in small for piece in nodes[node]]
    if len(small) < how.nodes_min:
        return None
    for spell in spells(levels(together, weights), limb.above):
        short = spell.end_s - spell.start_s < how.hours_min * HOUR_S
        if short or spell.end_s <= since_s:
            continue
        inside = [it for it in together if it.start_s < spell.end_s and spell.start_s < it.end_s]
        if len({(it.account, it.site) for it in inside}) >= how.nodes_min:
            return Together(spell, inside)
    return None


def _below(level: Level | None, above: int) -> bool:
    return level is not None and 0 < level.amount <= above


def _swarming(
    seen: Seen,
    how: Swarm,
    gathering: Gathering | None,
    limb: Limb,
    together: Together,
) -> Raised:
    spell, inside = together
    accounts = list(by_party(inside))
    whose = why(gathering.group) if gathering is not None else f"the account {accounts[0]}"
    hours = (spell.end_s - spell.start_s) // HOUR_S
    nodes = len({(it.account, it.site) for it in inside})
    first = gathering.group.members[0] if gathering is not None else accounts[0]
    return alarm(
        seen,
        "swarm",
        f"{limb.name}:{first}@{month(spell.start_s)}",
        gathering.strength if gathering is not None else Strength.FACT,
        f"{whose}: {nodes} nodes, none of them above {_plain(limb.above)} {limb.unit} by itself, "
        f"had up to {_plain(spell.amount)} {limb.unit} together, above the limit for {hours} "
        f"hours from {moment(spell.start_s)} UTC. {peak(inside).amount} chips at once at most. "
        f"The limb of {limb.name} of {how.definition}. That they work together is not shown.",
        (
            "unrelated work at several places",
            "a firm with a small machine in each of its offices",
            "inference close to its users, which needs no network between the nodes",
        ),
        pieces=inside,
        bonds=gathering.group.bonds if gathering is not None else (),
        parties=accounts,
    )


def limbs_of(how: Swarm, world: World, models: set[str]) -> list[Limb]:
    """Return the limbs of a definition, with what one chip of each model counts in each."""
    by = world.reference(ClusterShelf).definitions[how.definition]
    peaks, memories = dict[str, int](), dict[str, int]()
    for model in sorted(models):
        peak_tflops, memory_gb = _of_chip(world[ChipsView], ModelId(model))
        if model in by.unit_models:
            peak_tflops = by.unit_peak_tflops
        if peak_tflops is not None:
            peaks[model] = int(peak_tflops * _THOUSAND)
        if memory_gb is not None:
            memories[model] = int(memory_gb * _THOUSAND)
    limbs = [Limb("compute", "TFLOP/s", peaks, int(by.peak_tflops_above * _THOUSAND))]
    if by.memory_gb_above is not None:
        limbs.append(Limb("memory", "GB", memories, int(by.memory_gb_above * _THOUSAND)))
    return limbs


def _of_chip(view: ChipsView, model: ModelId) -> tuple[Decimal | None, Decimal | None]:
    """Return the one peak and the one memory that the catalogue has for a chip."""
    found = view.models.get(model)
    tensor = Precision.FP16_TENSOR.value
    rates = found.rates if found is not None else ()
    facts = view.facts.where(model=model, property=Property.MEMORY.value)
    peaks = {it.dense_tera_ops for it in rates if it.precision == tensor}
    memories = {it.value for it in facts if it.value is not None and not it.withdrawn}
    return (
        peaks.pop() if len(peaks) == 1 else None,
        memories.pop() if len(memories) == 1 else None,
    )


def _plain(thousandths: int) -> str:
    whole, rest = divmod(thousandths, _THOUSAND)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".") if rest else str(whole)
