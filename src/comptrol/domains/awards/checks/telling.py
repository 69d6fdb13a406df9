"""May this be told: a policy, an outage, an outcome, a comparison, a look?"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from comptrol.domains.allocation import AllocationView
from comptrol.domains.awards.checks.holding import ahead, award_of, not_holder, unknown
from comptrol.domains.awards.formulas import first_day
from comptrol.domains.awards.refusals import AwardsRefusal
from comptrol.domains.awards.statements import (
    Compared,
    Looked,
    OutageTold,
    OutcomeTold,
    PolicySet,
    Step,
)
from comptrol.domains.awards.statements.words import ALLOCATORS
from comptrol.domains.awards.view import AwardsView
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_policy(said: PolicySet, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a policy that reaches back, or whose steps do not fall from most used to least."""
    view, today = world[AwardsView], entry.logged_at.date()
    if any(True for _ in view.policies.where(policy=said.policy, limit=1)):
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.policy)
    if said.steps and not _fall(said.steps):
        detail = "steps go from the most used to the least, take more each, and end at nothing"
        yield Finding.of(AwardsRefusal.OTHER_TERMS, detail)
    if said.review_by <= said.since:
        yield Finding.of(AwardsRefusal.OTHER_TERMS, f"review_by {said.review_by}")
    if said.since < today:
        yield Finding.of(AwardsRefusal.TOO_LATE, f"since {said.since}, and today is {today}")


def _fall(steps: tuple[Step, ...]) -> bool:
    pairs = all(
        one.used_percent > other.used_percent and one.taken_percent <= other.taken_percent
        for one, other in pairwise(steps)
    )
    return pairs and steps[-1].used_percent == 0


def check_outage(said: OutageTold, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse an outage of a pool that is not of the call, or that is somebody else's."""
    view = world[AllocationView]
    if view.calls.get(said.call) is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_CALL, said.call)
        return
    pool = view.pools.get((said.call, said.pool))
    if pool is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, f"pool {said.pool}")
        return
    if pool.provider != entry.signer and not may(world[PartiesView], entry.signer, ALLOCATORS):
        yield Finding.of(AwardsRefusal.NOT_ITS_PROVIDER, said.pool)
    yield from ahead(first_day(said.month), entry.logged_at.date())


def check_outcome(said: OutcomeTold, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse an outcome that is not told by the holder, or is of tomorrow."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    yield from not_holder(award, entry.signer)
    if world[AwardsView].outcomes.get((said.award, said.outcome)) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.outcome)
    yield from ahead(said.on, entry.logged_at.date())


def check_compared(said: Compared, world: World) -> Iterator[Finding]:
    """Refuse a comparison of what was not proposed in the call."""
    view = world[AllocationView]
    if view.calls.get(said.call) is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_CALL, said.call)
        return
    for name in sorted({name for it in said.pairs for name in (it.first, it.second)}):
        row = view.proposals.get(name)
        if row is None or row.call != said.call:
            yield Finding.of(AwardsRefusal.UNKNOWN_PROPOSAL, name)
    if any(it.first == it.second for it in said.pairs):
        yield Finding.of(AwardsRefusal.OTHER_TERMS, "a proposal is not compared with itself")


def check_looked(said: Looked, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a look at a call that there is not, or at a day that is still to come."""
    if said.call is not None and world[AllocationView].calls.get(said.call) is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_CALL, said.call)
    if world[AwardsView].looks.get(said.look) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.look)
    yield from ahead(said.on, entry.logged_at.date())
