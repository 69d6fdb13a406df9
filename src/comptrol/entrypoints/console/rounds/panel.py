"""What the pages of rounds and awards share: who sees all of it, and how numbers are written."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from comptrol.domains.allocation import AllocationView, CallId, CallRow, ProposalRow, points
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.kept import Kept
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

LINES: Final = 50
"""So many lines of a list stand on one page."""
PANEL: Final = frozenset({Audience.ALLOCATOR, Audience.AUTHORITY})
"""Whoever shares out: sees who reviewed what, and why each got what it got."""
STAFF: Final = PANEL | {Audience.REVIEWER}
"""Whoever has a part in a round without asking for anything in it."""
ALL: Final = STAFF | {Audience.PARTY}
_PANEL: Final = frozenset({Role.ALLOCATOR, Role.AUTHORITY})
_STAFF: Final = _PANEL | {Role.REVIEWER}
_PPM: Final = Decimal(10_000)
HOUR: Final = 3600

_KEPT: Final[Kept[tuple[object, object]]] = Kept(100)
"""By log and name: for how long an answer holds, and the answer."""


def of_panel(asking: Asking) -> bool:
    """Tell whether a visitor is one of those who share out."""
    return bool(asking.visitor.roles & _PANEL)


def of_staff(asking: Asking) -> bool:
    """Tell whether a visitor has a part in rounds, and asks for nothing."""
    return bool(asking.visitor.roles & _STAFF)


def may_say(statement: type[Statement]) -> Callable[[Asking], bool]:
    """Return what tells whether a visitor has a role that may say this."""
    return lambda asking: bool(statement.SAID_BY & asking.visitor.roles)


def call_of(asking: Asking) -> CallRow:
    """Return the call that the path names."""
    name = asking.place["call"]
    found = asking.world[AllocationView].calls.get(CallId(name))
    if found is None:
        raise NotFoundError(
            f"no call {name[:80]!r} has been opened; the list of calls has them all"
        )
    return found


def runs(asking: Asking) -> bool:
    """Tell whether something can still be said in the call that the path names."""
    return call_of(asking).ended_at is None


def own(asking: Asking, row: ProposalRow) -> bool:
    """Tell whether a proposal is of the visitor's own party."""
    return asking.visitor.party in {row.applicant, row.institution}


def log_of(asking: Asking) -> tuple[str, int]:
    """Return which log this is, and how far it goes: an answer holds for as long as both do."""
    store = asking.platform.store
    first = next(iter(store.entries()), None)
    return (leaf_hash(first.raw).hex() if first is not None else ""), store.size()


def kept_for_now(asking: Asking, name: str, answer: Callable[[], object]) -> object:
    """Return an answer from memory while nothing is said, and no day begins."""
    log, size = log_of(asking)
    now = (size, asking.today)
    kept = _KEPT.get((log, name))
    if kept is None or kept[0] != now:
        kept = _KEPT.put((log, name), (now, answer()))
    return kept[1]


def after_of(asking: Asking, name: str = "after") -> str | None:
    """Return after what a list goes on; nothing: from the start."""
    return asking.word(name) or None


def percent(ppm: int | None) -> str:
    """Return millionths as a percentage, exactly.

    >>> percent(250_000), percent(1), percent(1_000_000)
    ('25 %', '0.0001 %', '100 %')
    """
    return "—" if ppm is None else f"{(Decimal(ppm) / _PPM).normalize():f} %"


def part(number: Decimal | Fraction) -> str:
    """Return a part of one as a percentage with two decimals.

    >>> part(Decimal("0.00204")), part(Fraction(1, 3))
    ('0.20 %', '33.33 %')
    """
    exact = Fraction(number) * 100
    return f"{round(points(exact), 2):.2f} %"


def hours(seconds: int) -> str:
    """Return chip-seconds as chip-hours: whole where they are, else with two decimals.

    >>> hours(7200), hours(5400)
    ('2', '1.50')
    """
    whole, rest = divmod(seconds, HOUR)
    return f"{whole:,}" if not rest else f"{Decimal(seconds) / HOUR:,.2f}"
