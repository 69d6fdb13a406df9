"""What may be asked about the log itself."""

from comptrol.domains.ledger.statements import Use
from comptrol.domains.ledger.view import (
    LATEST,
    Equivocation,
    LatestSeal,
    LedgerView,
    Seal,
    VerifierKey,
)
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World


def latest_seal(view: LedgerView) -> LatestSeal | None:
    """Return the seal that was last made; nothing before the first."""
    return view.latest.get(LATEST)


def origin(view: LedgerView) -> str | None:
    """Return the log's origin: the name of its keys; nothing before one is named."""
    first = next(iter(view.keys.where(use=Use.LOG, limit=1)), None)
    return None if first is None else first.name


def keys(world: World) -> tuple[VerifierKey, ...]:
    """Return every key of the log's heads and its witnesses, and from where to where it counts."""
    return tuple(world[LedgerView].keys.where())


def seals(world: World, *, after: Position | None = None, limit: Limit = 100) -> tuple[Seal, ...]:
    """Return the log's batches in order, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[LedgerView].seals.where(after=start, limit=limit))


def equivocations(world: World, *, limit: Limit = 100) -> tuple[Equivocation, ...]:
    """Return who said two things under one number; both envelopes are kept."""
    return tuple(world[LedgerView].equivocations.where(limit=limit))
