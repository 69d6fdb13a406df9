"""How caps and postings are folded: what each of them makes of caps and holds."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from comptrol.domains.caps.formulas import total
from comptrol.domains.caps.statements import (
    EXACT,
    NOTHING,
    Act,
    Bearer,
    CapSet,
    ExactTake,
    HoldId,
    Noticed,
    Posted,
    Reviewed,
    Take,
)
from comptrol.domains.caps.view.counting import counted, released
from comptrol.domains.caps.view.planning import planned
from comptrol.domains.caps.view.rows import (
    Bound,
    Cap,
    CapsView,
    Hold,
    HoldStage,
    Notice,
    Review,
    Terms,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

_STAGE = {
    Act.HOLD: HoldStage.HELD,
    Act.CONFIRM: HoldStage.CONFIRMED,
    Act.SETTLE: HoldStage.SETTLED,
    Act.VOID: HoldStage.VOID,
    Act.LATE: HoldStage.SETTLED,
}
_ASIDE = frozenset({Act.USE, Act.CORRECT})
"""What happens beside the life of a hold: it goes on as it was."""


def bound_name(bearer: Bearer, whose: str) -> str:
    """Return whom or what caps bind, as it is asked for."""
    return f"{bearer.value} {whose}" if whose else bearer.value


def cap_set(view: CapsView, said: CapSet, position: int) -> Iterator[Change]:
    """Fold a cap that is set, or set anew."""
    name = bound_name(said.bearer, said.whose or "")
    known = view.bound.get(name)
    names = sorted({said.cap, *(known.caps if known is not None else ())})
    yield view.bound.put(Bound(bound=name, caps=tuple(names)))
    yield view.caps.put(_cap(view, said, position))
    if said.review_on is not None or view.reviews.get(said.cap) is not None:
        review = view.reviews.get(said.cap) or Review(cap=said.cap, review_on=None)
        yield view.reviews.put(replace(review, review_on=said.review_on))


def _cap(view: CapsView, said: CapSet, position: int) -> Cap:
    known = view.caps.get(said.cap)
    return Cap(
        cap=said.cap,
        bearer=said.bearer,
        whose=said.whose or "",
        unit=said.unit,
        ceiling=said.ceiling,
        source=said.source,
        since=said.since,
        until=said.until,
        position=position,
        held=known.held if known else 0,
        used=known.used if known else 0,
        terms=_terms(said),
    )


def _terms(said: CapSet) -> Terms | None:
    found = Terms(
        window=said.window,
        limit=said.limit,
        basis=said.basis,
        factors=said.factors,
        notices=tuple(sorted(set(said.notices))),
    )
    return None if found == Terms() and said.unit not in EXACT else found


def reviewed(view: CapsView, said: Reviewed) -> Iterator[Change]:
    """Fold that a cap was looked at, and left as it is."""
    yield view.reviews.put(
        Review(
            cap=said.cap,
            review_on=said.review_on,
            reviewed_on=said.on,
            by=said.by,
            reason=said.reason,
        )
    )


def noticed(view: CapsView, said: Noticed) -> Iterator[Change]:
    """Fold that notice was given."""
    cap = view.caps.get(said.cap)
    assert cap is not None, "notice is given of a cap that was set"
    yield view.notices.put(
        Notice(cap=said.cap, window=said.window, percent=said.percent, position=cap.position)
    )


def posted(view: CapsView, said: Posted, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a posting: into every cap that it names, the hold, and windows where there are any."""
    for take in said.takes:
        yield view.caps.put(_moved(view, take))
    known = view.holds.get(said.hold)
    after = _first(said, entry.position) if known is None else _following(known, said)
    if said.further is not None:
        after = replace(after, planned=planned(view, known, after, said))
    yield view.holds.put(after)
    if said.further is not None:
        yield from counted(view, known, after, said, entry)
    else:
        for take in said.takes:
            if take.used:
                yield from counted(view, known, after, said, entry)
                break


def _first(said: Posted, position: int) -> Hold:
    assert said.act in {Act.HOLD, Act.LATE}, "a hold begins with a hold"
    further = said.further
    return Hold(
        hold=said.hold,
        stage=_STAGE[said.act],
        takes=said.takes,
        lapses_at=said.lapses_at,
        position=position,
        overrun=said.overrun,
        plan=further.plan if further is not None else None,
        exact=further.takes or None if further is not None else None,
    )


def _following(known: Hold, said: Posted) -> Hold:
    further = said.further
    after = replace(
        known,
        stage=_STAGE.get(said.act, known.stage),
        takes=_joined(known.takes, said.takes),
        lapses_at=known.lapses_at if said.act in _ASIDE else said.lapses_at,
        overrun=known.overrun + said.overrun,
    )
    if further is None:
        return after
    return replace(
        after,
        plan=further.plan or known.plan,
        exact=_joined_exactly(known.exact or (), further.takes) or None,
    )


def _moved(view: CapsView, take: Take) -> Cap:
    cap = view.caps.get(take.cap)
    assert cap is not None, "a posting names caps that were set"
    return replace(cap, held=cap.held + take.held, used=cap.used + take.used)


def _joined(before: tuple[Take, ...], after: tuple[Take, ...]) -> tuple[Take, ...]:
    sums = {take.cap: take for take in before}
    for take in after:
        old = sums.get(take.cap, Take(cap=take.cap))
        sums[take.cap] = Take(cap=take.cap, held=old.held + take.held, used=old.used + take.used)
    return tuple(sums.values())


def _joined_exactly(
    before: tuple[ExactTake, ...], after: tuple[ExactTake, ...]
) -> tuple[ExactTake, ...]:
    sums = {take.cap: take for take in before}
    for take in after:
        both = (sums.get(take.cap, ExactTake(cap=take.cap)), take)
        held, used, low, mid, high = (
            total(getattr(it, name) for it in both)
            for name in ("held", "used", "low", "mid", "high")
        )
        sums[take.cap] = ExactTake(cap=take.cap, held=held, used=used, low=low, mid=mid, high=high)
    return tuple(sums.values())


def lapsed(view: CapsView, name: HoldId) -> Iterator[Change]:
    """Fold that a hold ended because nobody confirmed it: what it held is free again."""
    known = view.holds.get(name)
    assert known is not None, "what lapses was held"
    for take in known.takes:
        yield view.caps.put(_moved(view, Take(cap=take.cap, held=-take.held)))
    freed = tuple(Take(cap=it.cap, used=it.used) for it in known.takes)
    exact = tuple(msgspec.structs.replace(it, held=NOTHING) for it in known.exact or ())
    after = replace(
        known,
        stage=HoldStage.LAPSED,
        takes=freed,
        lapses_at=None,
        exact=exact or None,
        planned=None,
    )
    yield view.holds.put(after)
    if known.plan is not None or known.exact is not None:
        yield from released(view, known, after)
