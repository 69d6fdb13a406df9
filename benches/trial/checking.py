"""What must hold after a trial, found out from the log alone and held against its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from benches.trial.journal import Acknowledged, Let
from comptrol.adapters.clock_system import SystemClock
from comptrol.bootstrap import Platform
from comptrol.domains.caps import CapSet, CapsView, Posted, current
from comptrol.domains.gate import GateView, OrderId, Ruled
from comptrol.domains.ledger import LedgerView
from comptrol.flow.turn import read_entry
from comptrol.kernel.envelope import open_envelope

SHOWN_MAX: Final = 20


class Entered(NamedTuple):
    """One entry of the log, as far as these checks go."""

    digest: str
    key: bytes
    sequence: int


class Found(msgspec.Struct, kw_only=True):
    """What the checks counted, and everything that was wrong."""

    entries: int = 0
    acknowledged: int = 0
    answered_twice: int = 0
    lost: int = 0
    twice: int = 0
    overshot: int = 0
    rulings: dict[str, int] = {}
    kinds: dict[str, int] = {}
    let: int = 0
    wrong: list[str] = []

    def note(self, count: str, sentences: Iterable[str]) -> None:
        """Count what is wrong, and keep the first sentences of each sort."""
        for at, it in enumerate(sentences):
            setattr(self, count, getattr(self, count) + 1)
            if at < SHOWN_MAX:
                self.wrong.append(it)


def entered(raws: Iterable[bytes]) -> list[Entered]:
    """Return what the log has, entry by entry."""
    found = []
    for raw in raws:
        claims = open_envelope(raw).claims
        found.append(Entered(sha256(raw).hexdigest(), claims.key, claims.sequence))
    return found


def lost(log: list[Entered], told: Iterable[Acknowledged]) -> Iterator[str]:
    """Yield each acknowledgement that the log does not bear out, byte for byte at its position."""
    for it in told:
        if not 0 <= it.position < len(log):
            yield f"{it.digest} was acknowledged at {it.position}; the log has {len(log)} entries"
        elif log[it.position].digest != it.digest:
            yield f"{it.digest} was acknowledged at {it.position}, where something else stands"


def moved(told: Iterable[Acknowledged]) -> Iterator[str]:
    """Yield each statement that was acknowledged at two positions."""
    positions: dict[str, int] = {}
    for it in told:
        if positions.setdefault(it.digest, it.position) != it.position:
            yield f"{it.digest} was acknowledged at {positions[it.digest]} and at {it.position}"


def twice(log: list[Entered]) -> Iterator[str]:
    """Yield what stands in the log more than once: an envelope, or a number of a key."""
    digests = Counter(it.digest for it in log)
    numbers = Counter((it.key, it.sequence) for it in log)
    yield from (f"{it} stands {n} times in the log" for it, n in digests.items() if n > 1)
    yield from (
        f"number {it[1]} of key {it[0].hex()} stands {n} times"
        for it, n in numbers.items()
        if n > 1
    )


def holds_lost(posted: Mapping[str, int], told: Iterable[Acknowledged]) -> Iterator[str]:
    """Yield each hold that was acknowledged, and is not posted there."""
    for it in told:
        for hold, position in it.holds.items():
            if posted.get(hold) != position:
                yield f"the hold of {hold} was acknowledged at {position}, and is not posted there"


class Balances:
    """Caps added up from the log alone: no code of the views, one number to a cap."""

    def __init__(self) -> None:
        self.ceilings: dict[str, int] = {}
        self.sums = defaultdict[str, int](int)
        self.posted: dict[str, int] = {}

    def take(self, position: int, said: object) -> Iterator[str]:
        """Take one statement; yield each plain cap that it brings above its ceiling."""
        if isinstance(said, CapSet) and said.window is None and said.ceiling is not None:
            self.ceilings[said.cap] = said.ceiling
        if not isinstance(said, Posted):
            return
        if said.act.value == "hold":
            self.posted[said.hold] = position
        for it in said.takes:
            self.sums[it.cap] += it.held + it.used
            ceiling = self.ceilings.get(it.cap)
            came = self.sums[it.cap]
            if ceiling is not None and it.held + it.used > 0 and came > ceiling:
                yield f"{it.cap} is overshot at position {position}: {came} of {ceiling}"


def overshot_by_rows(opened: Platform, sums: Mapping[str, int]) -> Iterator[str]:
    """Yield each cap whose stored balance is above its ceiling, or not what the log comes to."""
    now = SystemClock().now()
    with opened.world() as world:
        view = world[CapsView]
        for cap in view.caps.where():
            stored, by_the_log = cap.held + cap.used, sums.get(cap.cap, 0)
            if not cap.exact and stored != by_the_log:
                yield f"{cap.cap}: {stored} in its row, {by_the_log} by the log"
            if cap.window is None:
                if cap.top is not None and cap.held + cap.used > cap.top:
                    yield f"{cap.cap} is overshot in its row: {cap}"
                continue
            rows = list(view.periods.where(cap=cap.cap))
            if cap.window.days is not None:
                rows = [it for it in (current(world, cap, now),) if it is not None]
            for it in rows:
                if cap.top is not None and it.held + it.counted(cap.basis) > cap.top:
                    yield f"{cap.cap} is overshot in {it.window}: {it}"


def not_filed(opened: Platform, let: Iterable[Let]) -> Iterator[str]:
    """Yield each job that a gate let through, and that the authority does not know."""
    with opened.world() as world:
        orders = world[GateView].orders
        yield from (
            f"job {it.order} was let through, and is not in the log"
            for it in let
            if orders.get(OrderId(it.order)) is None
        )


def check_log(opened: Platform, told: list[Acknowledged], let: list[Let]) -> Found:
    """Hold a log against everything that was said of it while it grew."""
    found, balances, log = Found(), Balances(), list[Entered]()
    kinds, rulings = Counter[str](), Counter[str]()
    for logged in opened.store.entries():
        claims = open_envelope(logged.raw).claims
        log.append(Entered(sha256(logged.raw).hexdigest(), claims.key, claims.sequence))
        said = read_entry(opened.catalogue, logged).statement
        name = str(said.__struct_config__.tag)
        kinds[name] += 1
        if isinstance(said, Ruled):
            rulings[said.decision.outcome.value] += 1
        found.note("overshot", balances.take(logged.position, said))
    found.entries, found.acknowledged, found.let = len(log), len(told), len(let)
    found.kinds, found.rulings = dict(kinds.most_common()), dict(rulings)
    found.answered_twice = sum(it.repeated for it in told)
    found.note("lost", lost(log, told))
    found.note("lost", holds_lost(balances.posted, told))
    found.note("lost", not_filed(opened, let))
    found.note("twice", moved(told))
    found.note("twice", twice(log))
    found.note("overshot", overshot_by_rows(opened, balances.sums))
    with opened.world() as world:
        every = world[LedgerView].equivocations.where()
        found.note("twice", (f"a number used for two things: {it}" for it in every))
    return found
