"""What may be said about lots."""

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.registry.checks.telling import (
    back_in_time,
    held_lot,
    is_authority,
    not_yet,
)
from comptrol.domains.registry.formulas import (
    LOT_CHIPS_MAX,
    Span,
    Wrong,
    joined,
    parts_of,
    root,
    span_text,
    written_wrong,
)
from comptrol.domains.registry.formulas import said as spans_said
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    Arrived,
    Departed,
    LotId,
    LotStatement,
    Made,
    Relabelled,
    Split,
)
from comptrol.domains.registry.view import (
    Condition,
    Custody,
    Lot,
    RegistryView,
    next_run,
    pieces,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_lot(entry: Entry[LotStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about lots."""
    match entry.statement:
        case Made() as said:
            yield from _check_made(said, entry.signer, world)
            yield from not_yet(entry, said.on)
        case Split() as said:
            yield from _check_split(said, entry, world)
            yield from not_yet(entry, said.on)
        case Relabelled() as said:
            yield from _check_relabelled(said, entry, world)
            yield from not_yet(entry, said.on)
        case Arrived() | Departed():
            return
        case never:
            assert_never(never)


def _check_made(said: Made, signer: PartyId, world: World) -> Iterator[Finding]:
    view, spans = world[RegistryView], spans_said(said.serials, said.listed)
    yield from lot_exists(view, said.lot)
    model = world[ChipsView].models.get(said.model)
    if model is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_MODEL, said.model)
    elif model.described_by != signer and not is_authority(world, model.described_by):
        detail = f"{said.model} is described by {model.described_by}"
        yield Finding.of(RegistryRefusal.ANOTHER_MAKERS_MODEL, detail)
    wrong = tuple(wrong_serials(spans))
    yield from wrong
    if wrong:
        return
    runs = joined(spans)
    yield from taken(view, signer, runs)
    chips = sum(run.chips for run in runs)
    if chips > LOT_CHIPS_MAX:
        yield Finding.of(RegistryRefusal.LOT_TOO_LARGE, f"{chips} chips; at most {LOT_CHIPS_MAX}")
    if said.root is not None and said.root != (found := root(runs)):
        yield Finding.of(RegistryRefusal.ROOT_DIFFERS, f"it is {found}, not {said.root}")


def lot_exists(view: RegistryView, lot: LotId) -> Iterator[Finding]:
    """Say that a lot has this name already."""
    if view.lots.get(lot):
        yield Finding.of(RegistryRefusal.LOT_EXISTS, lot)


_REFUSED = {
    Wrong.NONE: RegistryRefusal.NO_SERIALS,
    Wrong.REVERSED: RegistryRefusal.SERIALS_REVERSED,
    Wrong.UNCLEAR: RegistryRefusal.SERIALS_UNCLEAR,
    Wrong.TWICE: RegistryRefusal.SERIAL_TAKEN,
}


def wrong_serials(spans: Sequence[Span]) -> Iterator[Finding]:
    """Say what is wrong with serials by themselves; they stand in order."""
    for wrong, where in written_wrong(spans):
        yield Finding.of(_REFUSED[wrong], where)


def taken(view: RegistryView, maker: PartyId, runs: Sequence[Span]) -> Iterator[Finding]:
    """Say which lots of the maker have one of these serials: one look where none is near."""
    series, following = ("", -1), None
    for run in runs:
        if series != run[:2] or (following is not None and following.last < run.first):
            series, following = run[:2], next_run(view, maker, run)
        if following is not None and following.first <= run.last:
            detail = f"{span_text(run)} meets lot {following.lot}"
            yield Finding.of(RegistryRefusal.SERIAL_TAKEN, detail)


def not_in_lot(view: RegistryView, lot: Lot, spans: Sequence[Span]) -> Iterator[Finding]:
    """Say which of some spans is not wholly of a lot, by serials that stand for a chip."""
    for span in spans:
        found = pieces(view, lot, (span,))
        there = sum(it.chips for it in found if it.run.condition is not Condition.RENAMED)
        if there != span.chips:
            detail = f"{lot.lot} has {there} of {span_text(span)}"
            yield Finding.of(RegistryRefusal.UNKNOWN_CHIP, detail)
            return


def _check_split(said: Split, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view, spans = world[RegistryView], spans_said(said.serials, said.listed)
    yield from lot_exists(view, said.into)
    away = tuple(held_lot(view, said.lot, entry.signer, said.on))
    wrong = tuple(wrong_serials(spans))
    yield from (*away, *wrong)
    lot = view.lots.get(said.lot)
    if lot is None or wrong:
        return
    yield from not_in_lot(view, lot, spans)
    if sum(span.chips for span in spans) >= lot.chips:
        yield Finding.of(RegistryRefusal.WHOLE_LOT, f"{said.lot} has {lot.chips} chips")


def _check_relabelled(said: Relabelled, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view = world[RegistryView]
    lot = view.lots.get(said.lot)
    if lot is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_LOT, said.lot)
        return
    (old_maker, old), (new_maker, new) = parts_of(said.chip), parts_of(said.to)
    if {old_maker, new_maker, lot.maker} != {entry.signer}:
        detail = f"{said.lot} is made by {lot.maker}"
        yield Finding.of(RegistryRefusal.NOT_MAKER, detail)
        return
    if lot.custody is Custody.DEPARTED:
        yield Finding.of(RegistryRefusal.DEPARTED, f"{said.lot} since {lot.since}")
    yield from back_in_time(said.on, lot.made_on)
    yield from not_in_lot(view, lot, (old,))
    yield from taken(view, lot.maker, (new,))
