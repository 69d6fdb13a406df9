"""When does the watch have to look for reviews that are due?"""

from collections.abc import Iterator

from comptrol.domains.oversight.statements import Looked, LookId
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since


def due_look(world: World, since: Since) -> Iterator[Looked]:  # noqa: ARG001
    """Yield a look on a new day.

    What people say shows at once; only days that come, and sums of many decisions, need a look.
    """
    look = LookId(f"watch-{since.today}-{since.size}")
    if since.a_new_day:
        yield Looked(look=look, on=since.today)
