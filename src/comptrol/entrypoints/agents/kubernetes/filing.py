"""What if the gate does not take what is filed about an order that already runs, or has ended?

It happened: a pod ran, and no answer changes that. What cannot be taken is noted for the operators
and not said for ever; only where nobody answers is it said again.
"""

import logging
from typing import Final

from comptrol.domains.gate import Confirmed, Ended
from comptrol.entrypoints.agents.desk import Desk
from comptrol.kernel.errors import NotFoundError, UnreadableError

_LOG: Final = logging.getLogger("comptrol.kubernetes")


async def confirmed(desk: Desk, said: Confirmed) -> None:
    """Say that an order has been taken up."""
    try:
        await desk.confirm(said)
    except (NotFoundError, UnreadableError) as error:
        _LOG.error("%s runs, and its order is not confirmed: %s", said.job, error)


async def ended_order(desk: Desk, said: Ended) -> None:
    """Say that an order is over."""
    try:
        await desk.end(said)
    except (NotFoundError, UnreadableError) as error:
        _LOG.error("order %s is over after %d chip-seconds: %s", said.order, said.used, error)
