"""What the works that ask the solver share: how far to go, and how it is told."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from comptrol.domains.allocation import AllocationView, CallId, CallRow
from comptrol.entrypoints.console.asking import Asking, day_of
from comptrol.entrypoints.console.progress import Progress
from comptrol.flow.allocating import Progress as Solving
from comptrol.kernel.errors import NotFoundError, UnreadableError

GAP_PERCENT: Final = "0.2"
LETTERS_MAX: Final = 20
_HUNDRED: Final = Decimal(100)


def call_asked(asking: Asking, form: Mapping[str, str]) -> CallRow:
    """Return the call that a form names."""
    name = form.get("call", "")
    found = asking.world[AllocationView].calls.get(CallId(name))
    if found is None:
        raise NotFoundError(f"no call {name[:80]!r} has been opened")
    return found


def day_asked(form: Mapping[str, str], otherwise: date) -> date:
    """Return the day as of which a call is read."""
    given = form.get("as_of", "").strip()
    return day_of(given, "as of") if given else otherwise


def percent_asked(form: Mapping[str, str], name: str, most: int, otherwise: str = "") -> Decimal:
    """Return a percentage as a part of one.

    >>> percent_asked({"theta": "80"}, "theta", 100)
    Decimal('0.8')
    """
    given = form.get(name, "").strip() or otherwise
    try:
        number = Decimal(given)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and abs(number.adjusted()) > LETTERS_MAX:  # 1E-999999 is short to write
        number = Decimal("NaN")
    if len(given) > LETTERS_MAX or not number.is_finite() or not 0 <= number <= most:
        words = f"{name.replace('_', ' ')}: {given[:40]!r}; a number from 0 to {most} was expected"
        raise UnreadableError(words)
    return (number / _HUNDRED).normalize() + 0


def solving(progress: Progress) -> Callable[[Solving], None]:
    """Return what tells how far a solver has come, and ends it where the work is to end."""

    def told(now: Solving) -> None:
        words = f"{now.stage}: {now.seconds:.0f} s"
        if now.objective is not None:
            words += f", {now.objective:,.3f} points"
        if now.bound is not None:
            words += f", at most {now.bound:,.3f}"
        if now.gap is not None:
            words += f", gap {now.gap:.3%}"
        progress.tell(0, words=words)

    return told
