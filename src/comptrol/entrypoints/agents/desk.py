"""What an integration asks of the gate, and what it is told: the same for every scheduler.

A scheduler knows jobs. It says what it may hand out, under an order's name of its own making, and
is told whether it may. Who answers, the authority or a provider's own gate within a lease, is not
its concern; that the same name always gets the same answer is a promise.
"""

from typing import Protocol

import msgspec

from comptrol.domains.gate import Amended, Confirmed, Ended, Ordered, OrderId
from comptrol.domains.law import Outcome


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How an order stands, in words that a scheduler can pass on to whoever asked."""

    order: OrderId
    outcome: Outcome
    reasons: tuple[str, ...]
    """Plain sentences, each with its rule and where that stands; the gravest first."""
    ruled_by: str
    """``authority``, or ``here`` where a provider's own gate ruled within a lease."""

    @property
    def allowed(self) -> bool:
        """Tell whether the compute may be handed out."""
        return self.outcome is Outcome.ALLOW


class Desk(Protocol):
    """Where a scheduler asks. Raises UnavailableError where nobody may answer: then it refuses."""

    async def ask(self, order: Ordered) -> Told:
        """Ask for an order; asked again under the same name, the first answer is given again."""
        ...

    async def amend(self, change: Amended) -> Told:
        """Ask to change an order; what is not allowed leaves it as it was."""
        ...

    async def startable(self, order: OrderId) -> Told:
        """Ask just before the start whether an order may still begin today."""
        ...

    async def confirm(self, said: Confirmed) -> None:
        """Say under which name of the scheduler an order has been taken up."""
        ...

    async def end(self, said: Ended) -> None:
        """Say that an order is over, and what it used."""
        ...

    async def stops(self) -> tuple[Told, ...]:
        """Ask which orders that were let through must stop, and why."""
        ...
