"""What the parts of an agent share: who rules, the scheduler, what is kept, and the clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from comptrol.entrypoints.agents.desk import Desk
from comptrol.entrypoints.agents.slurm.configuration import Configuration
from comptrol.entrypoints.agents.slurm.journal import Journal
from comptrol.entrypoints.agents.slurm.programs import Slurm
from comptrol.entrypoints.agents.slurm.shape import Shape
from comptrol.flow.ports import Clock
from comptrol.kernel.errors import UnavailableError, UnreadableError


@dataclass(kw_only=True)
class Office:
    """The agent of one cluster, as its parts see it."""

    told: Configuration
    desk: Desk
    slurm: Slurm
    journal: Journal
    clock: Clock
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rings when there is something to reconcile."""
    tell: Callable[[str], None] = field(default=lambda _: None)
    """Tells the operator what happened, one sentence each."""
    _shape: Shape | None = None

    @property
    def shape(self) -> Shape:
        """Return the cluster as it was last looked at; before that, nothing is let through."""
        if self._shape is None:
            raise UnavailableError("the agent does not know the partitions of the cluster yet")
        return self._shape

    @property
    def is_known(self) -> bool:
        """Tell whether the cluster was looked at."""
        return self._shape is not None

    async def look(self) -> None:
        """Look at the cluster anew: its nodes, its partitions, its limits."""
        seen = await self.slurm.shape()
        if seen.cluster != self.told.cluster:
            raise UnreadableError(
                f"this cluster is {seen.cluster!r} and the agent was told of {self.told.cluster!r}"
            )
        self._shape = seen
