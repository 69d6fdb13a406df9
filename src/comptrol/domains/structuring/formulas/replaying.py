"""How often would the detectors name somebody innocent? They are run over a trace of real jobs.

A trace has tenants and jobs, and no accounts. Two readings of it bound what can be said:

- each tenant is one account, as the trace has it: nothing is split, and
  whatever is named is wrong;
- each job has an account of its own, and those of a tenant are all linked: the worst that linkage
  could do, for then every mix of small jobs looks like one large job that was cut up.

Nothing in the traces is known to be an attack: everything that is named counts as a false alarm.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from comptrol.domains.structuring.formulas.handing_over import longest_chain
from comptrol.domains.structuring.formulas.pieces import Piece
from comptrol.domains.structuring.formulas.splitting import split
from comptrol.domains.structuring.formulas.windows import DAY_S
from comptrol.domains.structuring.statements import HandOver, Limit


class Accounts(Enum):
    """Whose the jobs of a tenant are taken to be."""

    TENANT = "tenant"
    JOBS = "jobs"


class Burst(NamedTuple):
    """Many small jobs that a tenant submitted within one window of the clock."""

    tenant: str
    start_s: int
    chips: int
    jobs: int


class Replayed(NamedTuple):
    """What one detector named of one tenant."""

    tenant: str
    detector: str
    days: int
    """On which the tenant had jobs."""
    named: int
    """Of these."""


def bursts(
    jobs: Iterable[Piece], *, window_s: int, chips_min: int, chips_each: int
) -> tuple[int, list[Burst]]:
    """Return how many windows of tenants have jobs, and those with many small ones.

    A burst asks for so many chips at least, with no job above so many: the account is the tenant.
    """
    asked: dict[tuple[str, int], list[int]] = {}
    for job in jobs:
        start_s = job.start_s // window_s * window_s
        asked.setdefault((job.account, start_s), []).append(job.chips)
    found = [
        Burst(tenant, start_s, sum(chips), len(chips))
        for (tenant, start_s), chips in sorted(asked.items())
        if sum(chips) >= chips_min and max(chips) <= chips_each
    ]
    return len(asked), found


def named_bursts(
    jobs: Iterable[Piece],
    found: Iterable[Burst],
    accounts: Accounts,
    limit: Limit,
    *,
    window_s: int,
) -> int:
    """Return in how many of some bursts the accounts together reach what each stays below."""
    inside: dict[tuple[str, int], list[Piece]] = {(it.tenant, it.start_s): [] for it in found}
    for job in jobs:
        own = inside.get((job.account, job.start_s // window_s * window_s))
        if own is not None:
            own.append(job)
    return sum(split(list(_as(accounts, own)), limit, 2) is not None for own in inside.values())


def replayed(
    jobs: Sequence[Piece], accounts: Accounts, limits: Sequence[Limit], how: HandOver
) -> Iterator[Replayed]:
    """Yield, by tenant and detector, on how many days it would name the tenant.

    A day is looked at by itself: the pieces of jobs that run on it, and what began on it.
    """
    for tenant, days in _by_day(jobs).items():
        read = {day: list(_as(accounts, pieces)) for day, pieces in days.items()}
        for limit in limits:
            named = sum(split(pieces, limit, 2) is not None for pieces in read.values())
            yield Replayed(tenant, limit.limit, len(days), named)
        named = sum(len(longest_chain(pieces, how)) > how.times_min for pieces in read.values())
        yield Replayed(tenant, "hand-over", len(days), named)


def _by_day(jobs: Sequence[Piece]) -> dict[str, dict[int, list[Piece]]]:
    """Return the pieces of each tenant's jobs by the day on which they run, cut at midnight."""
    found: dict[str, dict[int, list[Piece]]] = {}
    for job in sorted(jobs):
        days = found.setdefault(job.account, {})
        for day in range(job.start_s // DAY_S, -(-job.end_s // DAY_S)):
            start_s, end_s = max(job.start_s, day * DAY_S), min(job.end_s, (day + 1) * DAY_S)
            days.setdefault(day, []).append(job._replace(start_s=start_s, end_s=end_s))
    return found


def _as(accounts: Accounts, pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        yield piece._replace(account=piece.order) if accounts is Accounts.JOBS else piece
