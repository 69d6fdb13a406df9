"""How runs are cut when something becomes of some of their serials and not of the others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from comptrol.domains.registry.formulas import Span, parts_of
from comptrol.domains.registry.statements import ChipId
from comptrol.domains.registry.view.rows import Lot, Run
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import Change


class Piece(NamedTuple):
    """What of a run is meant: from a number to a number."""

    run: Run
    first: int
    last: int

    @property
    def chips(self) -> int:
        """Return how many serials it has."""
        return self.last - self.first + 1


def next_run(view: RegistryView, maker: PartyId, span: Span) -> Run | None:
    """Return the first run of a series that ends where the span begins, or later."""
    start = (maker, span.prefix, span.digits, span.first - 1)
    found = view.runs.where(
        maker=maker, prefix=span.prefix, digits=span.digits, after=start, limit=1
    )
    return next(found, None)


def run_of(view: RegistryView, chip: ChipId) -> Run | None:
    """Return the run that has a chip's serial, also one that it had once; or nothing."""
    maker, span = parts_of(chip)
    run = next_run(view, maker, span)
    return run if run is not None and run.first <= span.first else None


def runs_meeting(view: RegistryView, maker: PartyId, span: Span) -> Iterator[Run]:
    """Yield the runs that have a serial of the span, in order."""
    at = span
    while at.first <= span.last:
        run = next_run(view, maker, at)
        if run is None or run.first > span.last:
            return
        yield run
        at = span._replace(first=run.last + 1)


def pieces(view: RegistryView, lot: Lot, spans: Sequence[Span] | None) -> list[Piece]:
    """Return what of a lot's runs the spans mean; without spans, all of the lot.

    Serials that are in another lot, or in none, are left out: the checks have counted them.
    """
    if spans is None:
        return [Piece(run, run.first, run.last) for run in view.runs.where(lot=lot.lot)]
    return [
        Piece(run, max(run.first, span.first), min(run.last, span.last))
        for span in spans
        for run in runs_meeting(view, lot.maker, span)
        if run.lot == lot.lot
    ]


def carve(
    view: RegistryView, found: Iterable[Piece], change: Callable[[Run], Run]
) -> Iterator[Change]:
    """Yield the runs that are left when pieces of some become otherwise. Pieces do not meet."""
    ordered = sorted(found, key=_place)
    for _, group in groupby(ordered, key=_series):
        cut = list(group)
        run, at = cut[0].run, cut[0].run.first
        for piece in cut:
            if at < piece.first:
                yield view.runs.put(_part(run, at, piece.first - 1))
            yield view.runs.put(change(_part(run, piece.first, piece.last)))
            at = piece.last + 1
        if at <= run.last:
            yield view.runs.put(_part(run, at, run.last))


def _part(run: Run, first: int, last: int) -> Run:
    return msgspec.structs.replace(run, first=first, last=last)


def _series(piece: Piece) -> tuple[str, str, int, int]:
    run = piece.run
    return run.maker, run.prefix, run.digits, run.last


def _place(piece: Piece) -> tuple[tuple[str, str, int, int], int]:
    return _series(piece), piece.first
