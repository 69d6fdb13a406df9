"""What statements about lots add up to: made, split, taken over, left, relabelled."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import assert_never

import msgspec

from comptrol.domains.registry.formulas import Span, joined, parts_of, root, said
from comptrol.domains.registry.statements import (
    Arrived,
    Departed,
    LotId,
    LotStatement,
    Made,
    Relabelled,
    Split,
)
from comptrol.domains.registry.view.book_rows import Contact
from comptrol.domains.registry.view.carving import Piece, carve, pieces, runs_meeting
from comptrol.domains.registry.view.rows import Alias, Condition, Custody, Lot, Run
from comptrol.domains.registry.view.steps import known, passed, stepped
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.domains.registry.view.tallies import placed
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

COUNTED = {
    Condition.BROKEN: "broken",
    Condition.LOST: "lost",
    Condition.RETIRED: "retired",
    Condition.DECLARED: "declared",
    Condition.DESTROYED: "destroyed",
}
"""Which field of a lot counts its chips in a condition."""


def apply_lot(view: RegistryView, entry: Entry[LotStatement]) -> Iterator[Change]:
    """Fold one statement about a lot."""
    match entry.statement:
        case Made() as made:
            runs = joined(said(made.serials, made.listed))
            lot = _begun(made, runs, entry.position, entry.signer, entry.signer)
            yield from stepped(view, lot, entry, made.on)
            yield from _runs(view, lot, runs, entry.position)
        case Arrived() as arrived:
            runs = joined(said(arrived.serials, arrived.listed))
            lot = _begun(arrived, runs, entry.position, arrived.maker, arrived.holder)
            lot = msgspec.structs.replace(
                lot,
                custody=Custody.HELD,
                origin=arrived.origin,
                delivered_to=arrived.destination,
            )
            yield from stepped(view, lot, entry, arrived.on)
            yield from _taken_over(view, lot, runs, entry.position)
        case Departed(lot=name, on=on):
            yield from passed(view, known(view, name), entry, on, Custody.DEPARTED)
        case Split() as split:
            lot = known(view, split.lot)
            found = pieces(view, lot, joined(said(split.serials, split.listed)))
            parent, child = parted(lot, split.into, found, entry.position)
            yield from taken_out(view, lot, split.into, found)
            yield from stepped(view, parent, entry, split.on)
            yield from stepped(view, child, entry, split.on)
        case Relabelled() as relabelled:
            yield from _relabelled(view, relabelled, entry.position)
        case never:
            assert_never(never)


def _begun(
    said: Made | Arrived, runs: Sequence[Span], position: int, maker: PartyId, holder: PartyId
) -> Lot:
    """Return a lot as it begins in these books."""
    return Lot(
        lot=said.lot,
        model=said.model,
        chips=sum(run.chips for run in runs),
        maker=maker,
        holder=holder,
        custody=Custody.MADE,
        since=said.on,
        made_on=said.on,
        proven_on=said.on,
        root=root(runs),
        step=position,
    )


def parted(lot: Lot, into: LotId, found: Sequence[Piece], position: int) -> tuple[Lot, Lot]:
    """Return what is left of a lot, and the lot that some pieces of it become."""
    counts = {"chips": 0, **dict.fromkeys(COUNTED.values(), 0)}
    for piece in found:
        if piece.run.condition is Condition.RENAMED:
            continue
        counts["chips"] += piece.chips
        if field := COUNTED.get(piece.run.condition):
            counts[field] += piece.chips
    left = {field: getattr(lot, field) - number for field, number in counts.items()}
    child = msgspec.structs.replace(
        lot, lot=into, parent=lot.lot, root=None, step=position, **counts
    )
    return msgspec.structs.replace(lot, **left), child


def taken_out(
    view: RegistryView,
    lot: Lot,
    into: LotId,
    found: Sequence[Piece],
    condition: Callable[[Condition], Condition] = lambda same: same,
) -> Iterator[Change]:
    """Yield the runs and contacts that go from a lot into another, in what condition."""

    def in_it(run: Run) -> Run:
        return msgspec.structs.replace(run, lot=into, condition=condition(run.condition))

    yield from tuple(carve(view, found, in_it))
    for contact in tuple(view.contacts.where(lot=lot.lot)):
        if _holds(found, contact):
            yield view.contacts.put(msgspec.structs.replace(contact, lot=into))


def _holds(found: Iterable[Piece], contact: Contact) -> bool:
    _, span = parts_of(contact.chip)
    return any(
        piece.first <= span.first <= piece.last
        and (piece.run.prefix, piece.run.digits) == (span.prefix, span.digits)
        for piece in found
    )


def _taken_over(view: RegistryView, lot: Lot, runs: Sequence[Span], at: int) -> Iterator[Change]:
    """Yield the runs of a lot that arrives; those that had left from here are taken back."""

    def back(run: Run) -> Run:
        return msgspec.structs.replace(run, lot=lot.lot, since=at)

    found, new = list[Piece](), list[Span]()
    for span in runs:
        start = span.first
        for run in runs_meeting(view, lot.maker, span):
            first, last = max(run.first, span.first), min(run.last, span.last)
            if start < first:
                new.append(span._replace(first=start, last=first - 1))
            found.append(Piece(run, first, last))
            start = last + 1
        if start <= span.last:
            new.append(span._replace(first=start))
    yield from tuple(carve(view, found, back))
    yield from _runs(view, lot, new, at)
    _, was = parted(lot, lot.lot, found, at)  # what was broken or lost when it left is so still
    counts = {field: getattr(was, field) for field in COUNTED.values()}
    yield from placed(view, msgspec.structs.replace(lot, **counts))
    for name in sorted({piece.run.lot for piece in found}):
        gone = [piece for piece in found if piece.run.lot == name]
        yield from placed(view, parted(known(view, name), lot.lot, gone, at)[0])
        for contact in tuple(view.contacts.where(lot=name)):
            if _holds(gone, contact):
                yield view.contacts.put(msgspec.structs.replace(contact, lot=lot.lot))


def _runs(view: RegistryView, lot: Lot, runs: Iterable[Span], at: int) -> Iterator[Change]:
    maker: PartyId = lot.maker
    for prefix, digits, first, last in runs:
        yield view.runs.put(
            Run(
                maker=maker,
                prefix=prefix,
                digits=digits,
                last=last,
                first=first,
                lot=lot.lot,
                since=at,
            )
        )


def _relabelled(view: RegistryView, said: Relabelled, at: int) -> Iterator[Change]:
    """Yield the new serial, which stands for the chip; the old one is taken for good."""
    lot = known(view, said.lot)
    _, old = parts_of(said.chip)
    _, new = parts_of(said.to)
    (piece,) = pieces(view, lot, (old,))

    def renamed(run: Run) -> Run:
        return msgspec.structs.replace(run, condition=Condition.RENAMED, since=at)

    yield from tuple(carve(view, (piece,), renamed))
    fields = {"prefix": new.prefix, "digits": new.digits, "first": new.first, "last": new.last}
    yield view.runs.put(msgspec.structs.replace(piece.run, **fields))
    yield view.aliases.put(Alias(chip=said.chip, now=said.to, on=said.on, reason=said.reason))
    contact = view.contacts.get(said.chip)
    if contact is not None:
        yield view.contacts.put(msgspec.structs.replace(contact, chip=said.to))
        yield view.contacts.put(msgspec.structs.replace(contact, lot=None))
