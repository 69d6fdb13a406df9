"""A call with one thing different, and what came of planning it."""

from decimal import Decimal
from typing import Final, NamedTuple

from msgspec.structs import replace

from comptrol.domains.allocation import Call, CallId, Decided, EvenFill, Plan
from comptrol.entrypoints.console.kept import Kept
from comptrol.flow.allocating import Compared
from comptrol.kernel.errors import UnreadableError


class Change(NamedTuple):
    """The one thing that is different."""

    kind: str
    """``pool``, ``theta``, ``in`` or ``out``."""
    name: str = ""
    month: str = ""
    part: Decimal = Decimal(0)

    @property
    def words(self) -> str:
        """Return it as a person says it."""
        percent = f"{(self.part * 100).normalize():f} %"
        match self.kind:
            case "pool":
                when = f"in {self.month}" if self.month else "in every month"
                return f"pool {self.name} has {percent} of what it has {when}"
            case "theta":
                return f"every area gets {percent} of the best possible for the worst one"
            case "in":
                return f"proposal {self.name} gets an award, whatever it costs"
            case _:
                return f"proposal {self.name} gets nothing"


class Supposed(NamedTuple):
    """What came of it, beside the plan that it is compared with."""

    call: CallId
    against: str
    """The plan; nothing: there is none yet."""
    change: Change
    compared: Compared
    plan: Plan
    as_of: str
    entries: int
    """How far the log went."""


SUPPOSED: Final[Kept[Supposed]] = Kept(50)


def changed(call: Call, change: Change) -> Call:
    """Return a call with one thing different. Raises UnreadableError where it has no such."""
    if change.kind == "theta":
        even = EvenFill(theta=change.part) if change.part else None
        return replace(call, even_fill=even)
    if change.kind == "pool":
        return _resized(call, change)
    if change.name not in {it.id for it in call.proposals}:
        raise UnreadableError(
            f"{change.name[:80]!r} does not compete in this call: it was not made, or taken back, "
            "or may use no pool, or lacks reviews or merit"
        )
    settled = Decided(proposal=change.name, awarded=change.kind == "in", why="what if")
    others = tuple(it for it in call.decided if it.proposal != change.name)
    return replace(call, decided=(*others, settled))


def _resized(call: Call, change: Change) -> Call:
    if change.name not in {it.id for it in call.pools}:
        raise UnreadableError(f"the call has no pool {change.name[:80]!r}")
    if change.month and change.month not in call.months:
        raise UnreadableError(f"the call has no month {change.month[:40]!r}")
    at = call.months.index(change.month) if change.month else None
    pools = tuple(
        replace(
            pool,
            capacity_chip_hours=tuple(
                int(many * change.part) if at is None or at == place else many
                for place, many in enumerate(pool.capacity_chip_hours)
            ),
        )
        if pool.id == change.name
        else pool
        for pool in call.pools
    )
    return replace(call, pools=pools)
