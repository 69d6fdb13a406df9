"""Policies, looks, estimates and advice, as anyone may ask for them."""

from datetime import date
from typing import Final

from comptrol.domains.disclosure import FigureName
from comptrol.domains.forensics.statements import Level, LookId, PolicySet
from comptrol.domains.forensics.view import Advice, Estimate, ForensicsView, Look
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

POLICIES_MAX: Final = 1000


def policy_on(view: ForensicsView, day: date) -> PolicySet | None:
    """Return the policy for a day: the one with the latest first day, said last."""
    found = [it for it in view.policies.where(limit=POLICIES_MAX) if it.since <= day]
    return max(found, key=lambda it: (it.since, it.position)).said if found else None


def forensic_policy(world: World, *, on: date) -> PolicySet:
    """Return by which policy reports are looked at on a day."""
    found = policy_on(world[ForensicsView], on)
    if found is None:
        raise NotFoundError(f"no policy says what is looked for in reports on {on}")
    return found


def looks(world: World, *, after: LookId | None = None, limit: Limit = 100) -> tuple[Look, ...]:
    """Return who looked at reports and what it came to, by name."""
    start = None if after is None else (after,)
    return tuple(world[ForensicsView].looks.where(after=start, limit=limit))


def estimates(
    world: World, *, provider: PartyId, figure: FigureName, since: date, limit: Limit = 100
) -> tuple[Estimate, ...]:
    """Return what others measured of a provider's figure from a day on, in the order of days."""
    start = (provider, figure, since, since, "")
    table = world[ForensicsView].estimates
    return tuple(table.where(after=start, limit=limit, provider=provider, figure=figure))


def advice(
    world: World,
    *,
    level: Level | None = None,
    after: PartyId | None = None,
    limit: Limit = 100,
) -> tuple[Advice, ...]:
    """Return how closely a person is advised to look at whom, of one level where asked."""
    start, table = None if after is None else (after,), world[ForensicsView].advice
    if level is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, level=level))
