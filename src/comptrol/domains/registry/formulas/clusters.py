"""When are chips a covered chip cluster? By a dated definition: compute, or memory, or both.

Two texts of one draft (arXiv:2511.10783, Art. II) have other numbers under one word: so every
answer names the definition that it is by. All limits are strict: what equals one is not above it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

import msgspec


class ClusterDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """One dated definition of a covered chip cluster."""

    definition: str
    title: str
    source: str
    since: date | None
    """Nothing where the source does not say from when the text is: to be confirmed by a human."""
    peak_tflops_above: Decimal
    memory_gb_above: Decimal | None
    """Nothing where the text has no memory limb."""
    bandwidth_gbit_s_above: Decimal
    """Above it, two places are networked."""
    unit_peak_tflops: Decimal
    """Of one H100 SXM, by the text itself, whatever its datasheet says."""
    unit_models: tuple[str, ...]


class ClusterShelf(msgspec.Struct, frozen=True):
    """The definitions that are shipped with the product, by name."""

    definitions: Mapping[str, ClusterDefinition]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Chips of one model in a cluster. Nothing means that the catalogue does not say."""

    model: str
    chips: int
    peak_tflops: Decimal | None
    """Of one chip, dense, FP16 or BF16 in the tensor units."""
    memory_gb: Decimal | None
    """Of one chip, as marketed."""


class Coverage(Enum):
    """Whether a cluster is covered."""

    COVERED = "covered"
    NOT_COVERED = "not covered"
    INDETERMINATE = "indeterminate"
    """A number is missing that could decide it."""


class ClusterVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster by one definition, with the arithmetic."""

    definition: str
    coverage: Coverage
    chips: int
    peak_tflops: Decimal
    """Of the chips whose peak is known."""
    memory_gb: Decimal
    limbs: tuple[str, ...]
    """Which limbs are above their limit."""
    steps: tuple[str, ...]
    needs: tuple[str, ...]
    """What is missing, by model."""


def covered(members: Iterable[Member], by: ClusterDefinition) -> ClusterVerdict:
    """Return whether chips that stand together or are networked are a covered cluster."""
    peak = memory = Decimal(0)
    chips, needs, steps = 0, list[str](), list[str]()
    for member in members:
        chips += member.chips
        each = by.unit_peak_tflops if member.model in by.unit_models else member.peak_tflops
        if each is None:
            needs.append(f"the FP16 peak of {member.model}")
        else:
            peak += each * member.chips
            steps.append(f"{member.chips} x {member.model} at {each:f} TFLOP/s")
        if member.memory_gb is not None:
            memory += member.memory_gb * member.chips
        elif by.memory_gb_above is not None:
            needs.append(f"the memory of {member.model}")
    limbs = []
    steps.append(f"peak {peak:f} TFLOP/s, covered above {by.peak_tflops_above:f}")
    if peak > by.peak_tflops_above:
        limbs.append("compute")
    if by.memory_gb_above is not None:
        steps.append(f"memory {memory:f} GB, covered above {by.memory_gb_above:f}")
        if memory > by.memory_gb_above:
            limbs.append("memory")
    return ClusterVerdict(
        definition=by.definition,
        coverage=_coverage(limbs, needs),
        chips=chips,
        peak_tflops=peak,
        memory_gb=memory,
        limbs=tuple(limbs),
        steps=tuple(steps),
        needs=tuple(needs),
    )


def _coverage(limbs: list[str], needs: list[str]) -> Coverage:
    if limbs:  # what is missing could only add to it
        return Coverage.COVERED
    return Coverage.INDETERMINATE if needs else Coverage.NOT_COVERED


def components(
    places: Iterable[str], joined: Iterable[tuple[str, str]]
) -> dict[str, frozenset[str]]:
    """Return, for each place, all places that it hangs together with (union-find)."""
    above = {place: place for place in places}

    def top(place: str) -> str:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for one, other in joined:
        above[top(one)] = top(other)
    groups: dict[str, set[str]] = {}
    for place in above:
        groups.setdefault(top(place), set()).add(place)
    return {place: frozenset(group) for group in groups.values() for place in group}
