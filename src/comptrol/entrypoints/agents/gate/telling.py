"""How does a provider's own gate tell how it is doing, and how an order stands?"""

import msgspec

from comptrol.domains.gate import OrderId
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.gate.jobs import Job
from comptrol.entrypoints.agents.gate.keeping import Keeper


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a gate is doing."""

    authority: str
    """``there``, or why it is not."""
    leases: dict[str, str]
    """By their names in the settings: until when, or why there is none."""
    problem: str
    live: int
    """Orders that were let through here and take chips."""
    unfiled: int
    """Things the authority has not been told yet."""
    refused: int
    """Things that it did not take."""
    last_refused: str


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an order stands, and what became of it here."""

    order: OrderId
    outcome: Outcome
    reasons: tuple[str, ...]
    ruled_by: str
    life: str = ""
    lease: OrderId | None = None
    job: str | None = None
    filed: bool = True
    """The authority has been told all that was said of it."""


def shown(job: Job | None, told: Told, *, filed: bool = True) -> Shown:
    """Return how an order stands: one that was let through here, or by the authority."""
    return Shown(
        order=told.order,
        outcome=told.outcome,
        reasons=told.reasons,
        ruled_by=told.ruled_by,
        life=job.life.value if job is not None else "",
        lease=job.lease if job is not None else None,
        job=job.name if job is not None else None,
        filed=filed,
    )


def leases_in_words(keeper: Keeper) -> dict[str, str]:
    """Return of every lease in the settings until when it is, or why there is none."""
    told = {}
    for name, wish in keeper.wishes.items():
        lease = keeper.newest(name)
        why = " ".join(wish.why) or "none yet"
        told[name] = f"until {lease.ends:%Y-%m-%dT%H:%M:%SZ}" if lease is not None else why
    return told
