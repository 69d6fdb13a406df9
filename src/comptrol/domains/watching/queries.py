"""What may be asked about what was watched."""

from comptrol.domains.watching.statements import WatchId
from comptrol.domains.watching.view import Mark, Watch, WatchingView
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


def marks(world: World) -> tuple[Mark, ...]:
    """Return how far each domain's detectors have looked, by name."""
    return tuple(world[WatchingView].marks.where())


def watches(
    world: World, *, after: WatchId | None = None, limit: Limit = 100
) -> tuple[Watch, ...]:
    """Return the runs of the watch by name, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[WatchingView].watches.where(after=start, limit=limit))
