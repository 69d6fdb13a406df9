"""Which other runs count to a run? A set: an ancestor that two ways lead to counts once.

Commission guidelines C(2025) 5045, Annex A.1: the compute of weights that are merged or used for
initialisation counts, of private synthetic data the passes that made it; parents of a distillation
and public data do not. Circles cannot be: a run comes from runs that were declared before it, and
a correction that would close one is refused; the walk ends all the same, as it visits a run once.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple

from comptrol.domains.training.formulas.methods import Method
from comptrol.domains.training.formulas.usage import Counted
from comptrol.domains.training.statements import Bond, Purpose, RunId, Source

OF_WEIGHTS: Final = frozenset({Bond.INITIALISED, Bond.MERGED, Bond.FINE_TUNED})
OF_DATA: Final = frozenset({Bond.SYNTHETIC_PRIVATE, Bond.SYNTHETIC_PUBLIC})


class Node(NamedTuple):
    """One run, as far as a method asks about it."""

    run: RunId
    purpose: Purpose
    sources: tuple[Source, ...] = ()
    counted: Counted | None = None
    """Nothing: nobody knows what it came to."""
    failed: bool = False
    published: bool | None = None
    systemic: bool | None = None
    """Whether the model is known to have systemic risk, where its compute is not known."""


class Part(Enum):
    """What a run is to the one that is asked about."""

    ITSELF = "itself"
    WEIGHTS = "weights"
    """Its weights went into it, at whatever remove."""
    DATA = "data"
    """It made data for it that nobody else can have."""
    MAKER = "maker"
    """It trained the model that made such data."""


class Member(NamedTuple):
    """A run that counts, what it is, and whether that is certain."""

    run: RunId
    part: Part
    why: str
    certain: bool = True


class Left(NamedTuple):
    """A run that does not count, and why."""

    run: RunId
    why: str


class Lineage(NamedTuple):
    """All that stands behind a run: what counts, what does not."""

    members: tuple[Member, ...]
    left: tuple[Left, ...]


def ancestry(sources_of: Mapping[RunId, tuple[Source, ...]], run: RunId) -> tuple[RunId, ...]:
    """Return every run whose weights went into a run, the nearest first, each once, not itself.

    >>> base = Source(run=RunId("base"), by=Bond.INITIALISED)
    >>> ancestry({RunId("new"): (base,), RunId("base"): ()}, RunId("new"))
    ('base',)
    """
    found: dict[RunId, None] = {run: None}
    layer = [run]
    while layer:
        layer = [
            source.run
            for one in layer
            for source in sources_of.get(one, ())
            if source.by in OF_WEIGHTS and source.run not in found
        ]
        found |= dict.fromkeys(layer)
        layer = list(dict.fromkeys(layer))
    return tuple(it for it in found if it != run)


def lineage(
    nodes: Mapping[RunId, Node], run: RunId, method: Method, share_above: Decimal | None
) -> Lineage:
    """Return which runs count to a run by a method, and which that it comes from do not.

    ``share_above`` is the share of operations above which making data counts too, where the law
    has one. Where it is unknown whether a run counts, it counts for the most alone.
    """
    members: dict[RunId, Member] = {}
    left: dict[RunId, str] = {}
    _own(nodes[run], method, members, left)
    weights = (run, *ancestry({it.run: it.sources for it in nodes.values()}, run))
    for name in weights:
        if name != run:
            members[name] = Member(name, Part.WEIGHTS, "its weights went into it")
        if name not in nodes:
            continue
        for source in nodes[name].sources:
            if source.by not in OF_WEIGHTS:
                _of_data(nodes, source, method, share_above, members, left)
    return Lineage(
        tuple(members.values()),
        tuple(Left(name, why) for name, why in left.items() if name not in members),
    )


def _own(node: Node, method: Method, members: dict[RunId, Member], left: dict[RunId, str]) -> None:
    if node.purpose not in method.counted:
        left[node.run] = f"{node.purpose.value} is not counted"
    elif node.failed and not method.failed_counts:
        left[node.run] = "it failed, and nothing of it is used"
    else:
        members[node.run] = Member(node.run, Part.ITSELF, "the run itself")


def _of_data(
    nodes: Mapping[RunId, Node],
    source: Source,
    method: Method,
    share_above: Decimal | None,
    members: dict[RunId, Member],
    left: dict[RunId, str],
) -> None:
    """Count a run that made data, or say why it does not count."""
    name = source.run
    why_not = _why_not(nodes.get(name), source, method, share_above)
    if why_not:
        left[name] = why_not
        return
    certain = share_above is None or source.share is not None
    why = "it made data that nobody else can have"
    if not certain:
        why += ", and nobody says how large a share that is"
    _add(members, Member(name, Part.DATA, why, certain))
    if share_above is None or name not in nodes:
        return
    for behind in ancestry({it.run: it.sources for it in nodes.values()}, name):
        published = nodes[behind].published if behind in nodes else None
        if published:
            left[behind] = "it trained a maker of data, and its weights are published"
        else:
            told = "it trained the maker of that data"
            _add(members, Member(behind, Part.MAKER, told, certain and published is False))


def _why_not(
    node: Node | None, source: Source, method: Method, share_above: Decimal | None
) -> str:
    if source.by in method.silent:
        return f"{source.by.value}: of this the text says nothing, a person must say"
    if source.by is Bond.DISTILLED:
        return "a parent of a distillation is not counted"
    if source.by is Bond.SYNTHETIC_PUBLIC:
        return "data that everybody can have is not counted"
    if source.by not in method.making:
        return f"{source.by.value} is not counted"
    if node is not None and node.purpose is not Purpose.SYNTHETIC_DATA:
        return "only the passes that made the data count: declare them as a run of their own"
    small = share_above is not None and source.share is not None and source.share <= share_above
    return (
        f"its data is {source.share} of the operations, not above {share_above}" if small else ""
    )


def _add(members: dict[RunId, Member], member: Member) -> None:
    """Count a run once, as certain as the most certain way that leads to it."""
    known = members.get(member.run)
    if known is None or (member.certain and not known.certain):
        members[member.run] = member
