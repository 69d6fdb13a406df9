"""The agent of one cluster: its parts, put together."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from comptrol.entrypoints.agents.slurm.modifying import Modifying
from comptrol.entrypoints.agents.slurm.office import Office
from comptrol.entrypoints.agents.slurm.reconciling import Reconciling
from comptrol.entrypoints.agents.slurm.starting import Starting
from comptrol.entrypoints.agents.slurm.submitting import Submitting
from comptrol.entrypoints.agents.slurm.taking_up import TakingUp

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
NAME_LETTERS: Final = 26
"""130 bits: no two orders ever have the same name, whichever agent makes it."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """Everything that answers for one cluster."""

    office: Office
    submitting: Submitting
    modifying: Modifying
    starting: Starting
    reconciling: Reconciling

    def status(self) -> dict[str, Any]:
        """Return how it stands: orders by state, and what the last look at the accounts found."""
        return {
            "cluster": self.office.told.cluster,
            "orders": self.office.journal.counts(),
            "knows_the_cluster": self.office.is_known,
            "reconciling": self.reconciling.failure or "as it should",
            "report": self.reconciling.last,
        }


def agent_of(office: Office, names: Callable[[], str] | None = None) -> Agent:
    """Put an agent together; unless names are given, it makes its own."""
    taking_up = TakingUp(office)
    return Agent(
        office=office,
        submitting=Submitting(office, names or (lambda: order_name(office.told.cluster))),
        modifying=Modifying(office),
        starting=Starting(office, taking_up),
        reconciling=Reconciling(office, taking_up),
    )


def order_name(cluster: str) -> str:
    """Return a new name of an order, such as ``c1-`` and 26 letters and digits."""
    return f"{cluster}-" + "".join(secrets.choice(LETTERS) for _ in range(NAME_LETTERS))
