"""What may be asked about lots: what they are, who held them, and which chips they have."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Final

import msgspec

from comptrol.domains.registry.formulas import (
    Span,
    chip_of,
    joined,
    leaf,
    parts_of,
    path_to,
    root,
    serial_at,
)
from comptrol.domains.registry.queries.standing import not_withdrawn, of_custody, within
from comptrol.domains.registry.statements import ChipId, LotId
from comptrol.domains.registry.view import (
    Count,
    Lot,
    RegistryView,
    Run,
    Shipment,
    Step,
    run_of,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

RUNS_MAX: Final = 1_000
"""Runs to one answer: more are in the table, for whoever needs them."""


class LotHistory(msgspec.Struct, frozen=True, kw_only=True):
    """One lot: where it is, its serials, every step that it took, and every hand-over."""

    lot: Lot
    runs: tuple[Run, ...]
    """At most a thousand: then ``more_runs``."""
    more_runs: bool
    steps: tuple[Step, ...]
    shipments: tuple[Shipment, ...]
    counts: tuple[Count, ...]


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """That a lot was made with a chip: the run it is in, and the path from there to the root."""

    chip: ChipId
    lot: LotId
    root: Digest
    run: Span
    index: int
    size: int
    path: tuple[Digest, ...]


def known_lot(view: RegistryView, name: LotId) -> Lot:
    """Return a lot, or say that there is none."""
    found = view.lots.get(name)
    if found is None:
        raise NotFoundError(f"no lot {name!r} has been made")
    return found


def lot(world: World, *, lot: LotId) -> LotHistory:
    """Return a lot with its serials and its hand-overs, so that anyone can see who held it."""
    view = world[RegistryView]
    found = known_lot(view, lot)
    runs = tuple(islice(view.runs.where(lot=lot), RUNS_MAX + 1))
    return LotHistory(
        lot=found,
        runs=runs[:RUNS_MAX],
        more_runs=len(runs) > RUNS_MAX,
        steps=tuple(view.steps.where(lot=lot)),
        shipments=tuple(view.shipments.where(lot=lot)),
        counts=tuple(view.counts.where(lot=lot)),
    )


def holding(
    world: World, *, party: PartyId, after: LotId | None = None, limit: Limit = 100
) -> tuple[Lot, ...]:
    """Return the lots a party holds, those it has shipped and nobody has received included."""
    start = None if after is None else (after,)
    return tuple(world[RegistryView].lots.where(after=start, limit=limit, holder=party))


def custody(
    world: World, *, lot: LotId, on: date, known_at: datetime | None = None
) -> Step | None:
    """Return how a lot was on a day, by what was known at a moment; nothing before it was made.

    The same question with a later ``known_at`` may have another answer: a correction, or what was
    said late. Neither changes what was known before.
    """
    view, found = world[RegistryView], None
    known_lot(view, lot)
    if known_at is not None and known_at.tzinfo is None:
        raise UnreadableError(f"known_at {known_at}: a moment names its zone, such as Z for UTC")
    for step in not_withdrawn(view.steps.where(lot=lot), known_at):
        if step.on <= on:
            found = step if found is None or of_custody(step) else within(step, found)
    return found


def membership(world: World, *, chip: ChipId) -> Membership:
    """Return the proof that a lot was made with a chip, without naming the rest of it."""
    view = world[RegistryView]
    run = run_of(view, chip)
    if run is None:
        raise NotFoundError(f"no chip {chip!r} has been made")
    made = known_lot(view, run.lot)
    while made.parent is not None:
        made = known_lot(view, made.parent)
    runs = joined(sorted(_made_with(view, made)))
    leaves = [leaf(it) for it in runs]
    if made.root is None or root(runs) != made.root:
        raise NotFoundError(
            f"lot {made.lot} has changed hands between registries: its runs no longer lead to its "
            "root, which stands in the statement that made it"
        )
    _, span = parts_of(chip)
    for index, each in enumerate(runs):
        if each[:2] == span[:2] and each.first <= span.first <= each.last:
            path = path_to(leaves, index)
            return Membership(
                chip=chip,
                lot=made.lot,
                root=made.root,
                run=each,
                index=index,
                size=len(runs),
                path=tuple(Digest(it.hex()) for it in path),
            )
    raise NotFoundError(f"{chip!r} was not made so: it is what a chip is called now")


def _made_with(view: RegistryView, lot: Lot) -> Iterator[Span]:
    """Yield the serials that a lot was made with, wherever they went since."""
    parts = [lot.lot]
    while parts:  # a part of a part of a part, a thousand times over: no recursion
        part = parts.pop()
        for run in view.runs.where(lot=part):
            if not _is_new_name(view, run):
                yield Span(run.prefix, run.digits, run.first, run.last)
        parts += [child.lot for child in view.lots.where(parent=part)]


def _is_new_name(view: RegistryView, run: Run) -> bool:
    if run.first != run.last:
        return False
    name = chip_of(run.maker, serial_at(run.prefix, run.digits, run.first))
    return next(view.aliases.where(now=name, limit=1), None) is not None
