"""What is known of caps: their ceilings, and what is held and used under them."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import assert_never

import msgspec

from comptrol.domains.caps.statements import (
    Act,
    Bearer,
    CapId,
    CapSet,
    CapsStatement,
    HoldId,
    Lapsed,
    Posted,
    Take,
    Unit,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class HoldStage(Enum):
    """Where a hold is in its life. It ends once."""

    HELD = "held"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    VOID = "void"
    LAPSED = "lapsed"


LIVE = frozenset({HoldStage.HELD, HoldStage.CONFIRMED})


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """One cap as it was set last, and its balance: the sum of all postings that name it."""

    cap: CapId
    bearer: Bearer
    whose: str
    """Empty for the world."""
    unit: Unit
    ceiling: int | None
    source: str
    since: date
    until: date | None
    position: int
    """Where it was set last."""
    held: int = 0
    used: int = 0

    def binds(self, on: date) -> bool:
        """Tell whether it binds on a day."""
        return self.since <= on and (self.until is None or on < self.until)


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What one order holds, on every cap that bound it when it was taken."""

    hold: HoldId
    stage: HoldStage
    takes: tuple[Take, ...]
    """What is held and used of each now: after it ended, nothing is held."""
    lapses_at: datetime | None
    position: int
    overrun: int = 0

    @property
    def live(self) -> bool:
        """Tell whether it still holds."""
        return self.stage in LIVE


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """Which caps bind one party, provider, country or the world: asked for with every order."""

    bearer: Bearer
    whose: str
    caps: tuple[CapId, ...]


class CapsView(View):
    """Caps with their balances, and the holds that they are made of."""

    caps: Table[CapId, Cap] = Table.of("caps", Cap, key="cap")
    bound: Table[Key, Bound] = Table.of("caps_bound", Bound, key="bearer whose")
    holds: Table[HoldId, Hold] = Table.of("caps_holds", Hold, key="hold", indexes=("stage",))


_STAGE = {
    Act.HOLD: HoldStage.HELD,
    Act.CONFIRM: HoldStage.CONFIRMED,
    Act.SETTLE: HoldStage.SETTLED,
    Act.VOID: HoldStage.VOID,
    Act.LATE: HoldStage.SETTLED,
}


def apply(view: CapsView, entry: Entry[CapsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case CapSet() as said:
            yield from _set(view, said, entry.position)
        case Posted() as said:
            yield from _posted(view, said, entry.position)
        case Lapsed(holds=holds):
            for name in holds:
                yield from _lapsed(view, name)
        case never:
            assert_never(never)


def _set(view: CapsView, said: CapSet, position: int) -> Iterator[Change]:
    whose = said.whose or ""
    known = view.bound.get((said.bearer, whose))
    names = sorted({said.cap, *(known.caps if known is not None else ())})
    yield view.bound.put(Bound(bearer=said.bearer, whose=whose, caps=tuple(names)))
    yield view.caps.put(_cap(view, said, position))


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
    )


def _posted(view: CapsView, said: Posted, position: int) -> Iterator[Change]:
    for take in said.takes:
        yield view.caps.put(_moved(view, take))
    known = view.holds.get(said.hold)
    if known is None:
        assert said.act in {Act.HOLD, Act.LATE}, "a hold begins with a hold"
        yield view.holds.put(
            Hold(
                hold=said.hold,
                stage=_STAGE[said.act],
                takes=said.takes,
                lapses_at=said.lapses_at,
                position=position,
                overrun=said.overrun,
            )
        )
        return
    yield view.holds.put(
        msgspec.structs.replace(
            known,
            stage=_STAGE.get(said.act, known.stage),
            takes=_joined(known.takes, said.takes),
            lapses_at=said.lapses_at,
            overrun=known.overrun + said.overrun,
        )
    )


def _moved(view: CapsView, take: Take) -> Cap:
    cap = view.caps.get(take.cap)
    assert cap is not None, "a posting names caps that were set"
    return msgspec.structs.replace(cap, held=cap.held + take.held, used=cap.used + take.used)


def _joined(before: tuple[Take, ...], after: tuple[Take, ...]) -> tuple[Take, ...]:
    sums = {take.cap: take for take in before}
    for take in after:
        old = sums.get(take.cap, Take(cap=take.cap))
        sums[take.cap] = Take(cap=take.cap, held=old.held + take.held, used=old.used + take.used)
    return tuple(sums.values())


def _lapsed(view: CapsView, name: HoldId) -> Iterator[Change]:
    known = view.holds.get(name)
    assert known is not None, "what lapses was held"
    for take in known.takes:
        yield view.caps.put(_moved(view, Take(cap=take.cap, held=-take.held)))
    freed = tuple(Take(cap=it.cap, used=it.used) for it in known.takes)
    yield view.holds.put(
        msgspec.structs.replace(known, stage=HoldStage.LAPSED, takes=freed, lapses_at=None)
    )
