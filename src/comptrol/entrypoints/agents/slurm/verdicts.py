"""What is a plugin in slurmctld told?"""

from typing import Final

import msgspec

from comptrol.domains.gate import OrderId
from comptrol.entrypoints.agents.desk import Told


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the plugin is to do, and what it tells whoever asked."""

    passes: bool
    order: OrderId | None = None
    waits: bool = False
    """It passes, and waits in the queue until a person has decided."""
    reasons: tuple[str, ...] = ()


PASSES: Final = Verdict(passes=True)


def by_the_desk(told: Told, order: OrderId, *, waits: bool = False) -> Verdict:
    """Return what the desk said, for the plugin."""
    return Verdict(passes=told.allowed or waits, order=order, waits=waits, reasons=told.reasons)


def refused(reason: str) -> Verdict:
    """Return a no of the agent's own."""
    return Verdict(passes=False, reasons=(reason,))
