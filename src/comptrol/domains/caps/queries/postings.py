"""What is posted on caps: what an order takes, what it used, and what was wrong."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from comptrol.domains.caps.formulas import DAYS_MAX
from comptrol.domains.caps.queries.asking import Ask, amount, used_exactly
from comptrol.domains.caps.statements import (
    AMOUNT_MAX,
    NOTHING,
    Act,
    CapId,
    ExactTake,
    Further,
    HoldId,
    Posted,
    Stretch,
    Take,
    Unit,
)
from comptrol.domains.caps.view import Cap, CapsView, Hold, held_by
from comptrol.domains.chips import ModelId
from comptrol.kernel.quantity import Flop, FlopChange
from comptrol.kernel.view import World


def taken(caps: Iterable[Cap], chips: int, chip_seconds: int) -> tuple[Take, ...]:
    """Return what an order takes of each cap on chips or chip time; negative numbers give back."""
    return tuple(
        Take(cap=it.cap, held=chips if it.unit is Unit.CHIPS else chip_seconds)
        for it in caps
        if it.terms is None or not it.exact
    )


def further(world: World, caps: Sequence[Cap], ask: Ask) -> Further:
    """Return what is posted beside the takes: over which time, and what of caps in exact numbers.

    Of what is not known nothing is held: two reviewers may have let it through all the same.
    """
    exact = (it for it in caps if it.exact)
    takes = tuple(ExactTake(cap=it.cap, held=amount(world, it, ask) or NOTHING) for it in exact)
    windowed = any(it.window is not None for it in caps)
    return Further(plan=ask.plan if windowed else None, takes=takes)


def is_plain(world: World, hold: Hold) -> bool:
    """Tell whether a hold is on plain caps alone."""
    if hold.exact or hold.plan is not None:
        return False
    caps = world[CapsView].caps
    return all((cap := caps.get(it.cap)) is None or cap.terms is None for it in hold.takes)


def settlement(world: World, hold: Hold, used_chip_seconds: int) -> tuple[Take, ...]:
    """Return what ends a hold: nothing is held any more, and chip time that was used counts.

    What was posted as used while it ran is not counted twice.
    """
    caps = world[CapsView].caps
    ends = []
    for take in hold.takes:
        cap = caps.get(take.cap)
        assert cap is not None, "a hold names caps that were set"
        used = used_chip_seconds - take.used if cap.unit is Unit.CHIP_SECONDS else 0
        ends.append(Take(cap=take.cap, held=-take.held, used=max(0, used)))
    return tuple(ends)


def settled_further(
    world: World, hold: Hold, used_chip_seconds: int, model: ModelId, ran: Stretch
) -> Further | None:
    """Return the same of caps with windows and exact numbers; nothing where there are none."""
    if is_plain(world, hold):
        return None
    takes = []
    for before in hold.exact or ():
        cap = _cap(world, before.cap)
        whole = used_exactly(world, cap, used_chip_seconds, model, None)
        takes.append(
            ExactTake(
                cap=cap.cap,
                held=-before.held,
                used=max(NOTHING, whole.used - before.used),
                low=max(NOTHING, whole.low - before.low),
                mid=max(NOTHING, whole.mid - before.mid),
                high=max(NOTHING, whole.high - before.high),
            )
        )
    return Further(ran=_of_length(ran), takes=tuple(takes))


def usage(
    world: World,
    *,
    because: int,
    hold: HoldId,
    model: ModelId,
    chip_seconds: int,
    ran: Stretch,
    flop: Flop | None = None,
) -> Posted | None:
    """Return the posting of what an order used so far: what was held of that is used now.

    What is used beyond what is held, or after the hold ended, is counted all the same. Nothing is
    returned where nothing was ever held under this name. The stretch is when it was used.
    """
    found = world[CapsView].holds.get(hold)
    if found is None or not chip_seconds:
        return None
    takes = []
    for take in found.takes:
        if _cap(world, take.cap).unit is Unit.CHIP_SECONDS:
            freed = min(chip_seconds, take.held)
            takes.append(Take(cap=take.cap, held=-freed, used=chip_seconds))
    exact = [
        _less_held(used_exactly(world, _cap(world, it.cap), chip_seconds, model, flop), it)
        for it in found.exact or ()
    ]
    beyond = max([0, *(it.used + it.held for it in takes)])
    return Posted(
        because=because,
        hold=hold,
        act=Act.USE if found.live else Act.LATE,
        takes=tuple(takes),
        lapses_at=found.lapses_at,
        overrun=beyond,
        further=None
        if is_plain(world, found)
        else Further(ran=_of_length(ran), takes=tuple(it for it in exact if it.used)),
    )


def _less_held(used: ExactTake, before: ExactTake) -> ExactTake:
    return ExactTake(
        cap=used.cap,
        held=-min(used.used, before.held),
        used=used.used,
        low=used.low,
        mid=used.mid,
        high=used.high,
    )


def correction(
    world: World,
    *,
    because: int,
    hold: HoldId,
    model: ModelId,
    corrects: int,
    chip_seconds: int,
    ran: Stretch,
    flop: FlopChange | None = None,
) -> Posted | None:
    """Return the posting that puts an earlier one right: so much more was used, or less.

    ``corrects`` is the position of what was wrong, the stretch when that was used: so it counts in
    the windows in which it happened, those that are over included. Nothing is held or freed.
    """
    found = world[CapsView].holds.get(hold)
    if found is None:
        return None
    takes = tuple(
        Take(cap=it.cap, used=max(-AMOUNT_MAX, min(AMOUNT_MAX, chip_seconds)))
        for it in found.takes
        if _cap(world, it.cap).unit is Unit.CHIP_SECONDS
    )
    return Posted(
        because=because,
        hold=hold,
        act=Act.CORRECT,
        takes=takes,
        lapses_at=found.lapses_at,
        further=Further(
            ran=_of_length(ran),
            takes=tuple(_corrected(world, found, chip_seconds, model, flop)),
            corrects=corrects,
        ),
    )


def _corrected(
    world: World, hold: Hold, chip_seconds: int, model: ModelId, flop: FlopChange | None
) -> Iterator[ExactTake]:
    for it in hold.exact or ():
        cap = _cap(world, it.cap)
        whole = used_exactly(world, cap, chip_seconds, model, None)
        if cap.unit is not Unit.FLOP or not (whole.used or flop is not None):
            continue
        low, mid, high = flop.whole if flop is not None else (whole.low, whole.mid, whole.high)
        yield ExactTake(
            cap=it.cap, used=whole.used, low=Decimal(low), mid=Decimal(mid), high=Decimal(high)
        )


def late(
    world: World, caps: Iterable[Cap], used: int, model: ModelId, ran: Stretch
) -> tuple[tuple[Take, ...], Further | None]:
    """Return what is posted of chip time that was used and of which nothing was ever held."""
    found = tuple(caps)
    takes = tuple(Take(cap=it.cap, used=used) for it in found if it.unit is Unit.CHIP_SECONDS)
    if all(it.terms is None for it in found):
        return takes, None
    exact = (used_exactly(world, it, used, model, None) for it in found if it.exact)
    return takes, Further(ran=_of_length(ran), takes=tuple(it for it in exact if it.used))


def _of_length(ran: Stretch) -> Stretch:
    """Return a stretch that can be split: of one that is too long the last part."""
    first = ran.until - timedelta(days=DAYS_MAX)
    return Stretch(since=min(max(ran.since, first), ran.until), until=ran.until)


def _cap(world: World, name: CapId) -> Cap:
    cap = world[CapsView].caps.get(name)
    assert cap is not None, "a hold names caps that were set"
    return cap


def held_of(hold: Hold | None, cap: CapId) -> Decimal:
    """Return what a hold holds of a cap."""
    return held_by(hold).get(cap, NOTHING) if hold is not None else NOTHING


def holds_of(world: World, orders: Iterable[str]) -> Iterator[Hold]:
    """Yield the live holds of orders by name."""
    for order in orders:
        found = world[CapsView].holds.get(HoldId(order))
        if found is not None and found.live:
            yield found
