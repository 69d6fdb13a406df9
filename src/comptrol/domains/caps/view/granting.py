"""How grants are folded: an account opens, and chip time moves onto it, off it, between months."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec.structs import replace

from comptrol.domains.caps.statements import (
    Allotted,
    Bearer,
    CapId,
    Code,
    Every,
    Granted,
    Share,
    Unit,
    Window,
)
from comptrol.domains.caps.view.folding import bound_name
from comptrol.domains.caps.view.rows import Allotment, Bound, Cap, CapsView, Grant, Terms
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

MONTHLY: Final = Window(every=Every.MONTH)


def granted(view: CapsView, said: Granted, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an account that opens: a cap on its programme, and who alone may draw on that."""
    assert view.caps.get(said.cap) is None, "an account is opened once"
    name = bound_name(Bearer.PROGRAMME, said.programme)
    bound, known = view.bound.get(name), view.grants.get(said.programme)
    caps = sorted({said.cap, *(bound.caps if bound is not None else ())})
    yield view.bound.put(Bound(bound=name, caps=tuple(caps)))
    yield view.caps.put(_cap(said, entry))
    accounts = (*(known.caps if known is not None else ()), said.cap)
    yield view.grants.put(
        Grant(
            programme=said.programme,
            holder=said.holder,
            caps=tuple(sorted(accounts)),
            source=said.source,
            position=known.position if known is not None else entry.position,
        )
    )
    yield _posting(view, said.cap, entry, None, said.shares, said.source)


def _cap(said: Granted, entry: Entry[Any]) -> Cap:
    return Cap(
        cap=said.cap,
        bearer=Bearer.PROGRAMME,
        whose=said.programme,
        unit=Unit.CHIP_SECONDS,
        ceiling=sum(it.chip_seconds for it in said.shares),
        source=said.source,
        since=entry.logged_at.date(),
        until=None,
        position=entry.position,
        terms=Terms(window=MONTHLY, place=said.place, shares=added((), said.shares)),
    )


def allotted(view: CapsView, said: Allotted, entry: Entry[Any]) -> Iterator[Change]:
    """Fold what moves onto an account or off it: its months are sums of all that was posted."""
    cap = view.caps.get(said.cap)
    assert cap is not None, "what moves, moves on an account that was opened"
    assert cap.terms is not None, "an account that was granted has terms"
    shares = added(cap.terms.shares or (), said.moves)
    assert all(it.chip_seconds >= 0 for it in shares), "no month is less than nothing"
    yield view.caps.put(
        replace(
            cap,
            ceiling=sum(it.chip_seconds for it in shares),
            terms=replace(cap.terms, shares=shares),
        )
    )
    yield _posting(view, said.cap, entry, said.code, said.moves, said.source)


def _posting(
    view: CapsView,
    cap: CapId,
    entry: Entry[Any],
    code: Code | None,
    moves: tuple[Share, ...],
    source: str,
) -> Change:
    return view.allotments.put(
        Allotment(cap=cap, position=entry.position, code=code, moves=moves, source=source)
    )


def added(before: Iterable[Share], more: Iterable[Share]) -> tuple[Share, ...]:
    """Return chip time by month, both together; a month without any is left out."""
    sums = Counter[str]()
    for it in (*before, *more):
        sums[it.month] += it.chip_seconds
    return tuple(Share(month=it, chip_seconds=sums[it]) for it in sorted(sums) if sums[it])
