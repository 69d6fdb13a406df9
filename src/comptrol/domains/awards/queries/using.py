"""How does what was used of an award stand to what it was planned for?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.allocation import PoolId, ProposalId
from comptrol.domains.awards.formulas import Left, due, last_month, month_of, quarter_of
from comptrol.domains.awards.queries.standing import policy_of
from comptrol.domains.awards.statements import TOLD, Account, Figures, Matter
from comptrol.domains.awards.view import (
    Award,
    AwardsView,
    Milestone,
    MilestoneState,
    PlannedMonth,
    acts_of,
)
from comptrol.domains.caps import CapsView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World

WHOLE_PPM = 1_000_000


class MonthOfUse(msgspec.Struct, frozen=True, kw_only=True):
    """One month of one pool: what was planned, what is gone of that, what was used of the rest."""

    pool: PoolId
    month: str
    planned: int
    """Chip-seconds."""
    expected: int
    """Of that nobody is held to what the pool could not give, or to what waits or is free."""
    ceiling: int
    """What the account lets through."""
    held: int
    used: int
    waits_for: str = ""
    """The milestone that it waits for."""


def months_of(world: World, award: Award) -> tuple[MonthOfUse, ...]:
    """Return use against plan of an award, by pool and month."""
    view = world[AwardsView]
    caps = {it.pool: it for it in award.accounts}
    waiting = _waiting(view, award)
    found = []
    for row in view.months.where(award=award.award):
        held, used = _counted(world, caps[row.pool], row.month)
        waits = next((it.milestone for it in waiting if row.month >= it.gates), "")
        found.append(
            MonthOfUse(
                pool=row.pool,
                month=row.month,
                planned=row.planned,
                expected=0 if waits else _expected(view, row),
                ceiling=0 if waits else row.left,
                held=held,
                used=used,
                waits_for=waits,
            )
        )
    return tuple(found)


def _waiting(view: AwardsView, award: Award) -> list[Milestone]:
    """Return the milestones that the holder has yet to tell of: months after them wait."""
    rows = view.milestones.where(award=award.award)
    return [it for it in rows if it.condition in TOLD and it.state is MilestoneState.OPEN]


def _expected(view: AwardsView, row: PlannedMonth) -> int:
    planned = max(0, row.planned - row.freed)
    outage = view.outages.get((row.call, row.pool, row.month))
    return planned if outage is None else planned * (WHOLE_PPM - outage.lost_ppm) // WHOLE_PPM


def _counted(world: World, account: Account, month: str) -> tuple[int, int]:
    """Return what is held and used of an account in a month."""
    period = world[CapsView].periods.get((account.cap, month))
    return (0, 0) if period is None else (int(period.held), int(period.used))


def left_in(world: World, award: Award, pool: PoolId) -> tuple[Left, ...]:
    """Return what of each month of a pool is neither used, nor held, nor gone."""
    rows = world[AwardsView].months.where(award=award.award, pool=pool)
    account = next(it for it in award.accounts if it.pool == pool)
    return tuple(
        Left(
            month=it.month, chip_seconds=max(0, it.left - sum(_counted(world, account, it.month)))
        )
        for it in rows
    )


def balance_of(world: World, award: Award, pool: PoolId) -> int:
    """Return what is left of an award in a pool: planned, less used, taken and freed."""
    account = next(it for it in award.accounts if it.pool == pool)
    rows = world[AwardsView].months.where(award=award.award, pool=pool)
    cap = world[CapsView].caps.get(account.cap)
    used = 0 if cap is None else cap.used
    return sum(it.planned - it.taken - it.freed for it in rows) - used


def figures_of(world: World, award: Award, pool: PoolId, quarter: str) -> Figures:
    """Return how use stands to plan by the end of a quarter, and what the policy takes back then.

    Nothing without a policy, and nothing in the last quarter: no time is left to use the rest.
    """
    until = last_month(quarter)
    months = [it for it in months_of(world, award) if it.pool == pool]
    planned = sum(it.expected for it in months if it.month <= until)
    used = sum(it.used for it in months if it.month <= until)
    policy = policy_of(world[AwardsView], award)
    last = max((it.month for it in months if it.planned), default="")
    if policy is None or not last or quarter_of(last) <= quarter:
        return Figures(planned=planned, used=used, remove=0)
    acts = [it for it in acts_of(world[AwardsView], award.award) if it.pool == pool]
    before = sum(it.chip_seconds for it in acts if it.matter is Matter.CLAW_BACK)
    remove = due(
        policy.said.steps,
        planned=planned,
        used=used,
        before=before,
        balance=balance_of(world, award, pool),
    )
    return Figures(planned=planned, used=used, remove=remove)


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """Use against plan of an award, by pool and month, and what it comes to on a day."""

    award: ProposalId
    on: date
    months: tuple[MonthOfUse, ...]
    expected_to_date: int
    """Chip-seconds of months that are over."""
    used_to_date: int
    percent: Decimal | None
    """Nothing: nothing was planned for months that are over."""


def use(world: World, *, award: ProposalId, on: date) -> Use:
    """Return how use of an award stands to its plan, in months that are over on a day."""
    found = world[AwardsView].awards.get(award)
    if found is None:
        raise NotFoundError(f"there is no award {award!r}")
    months = months_of(world, found)
    over = [it for it in months if it.month < month_of(on)]
    expected, used = sum(it.expected for it in over), sum(it.used for it in over)
    return Use(
        award=award,
        on=on,
        months=months,
        expected_to_date=expected,
        used_to_date=used,
        percent=round(Decimal(used) * 100 / expected, 1) if expected else None,
    )


def booked_in(world: World, call: str, pool: str, month: str) -> int:
    """Return what all awards of a call have in a pool and month, in chip-seconds.

    What came out of the reserve was never part of what the call has.
    """
    rows = world[AwardsView].months.where(call=call, pool=pool, month=month)
    return sum(it.left for it in rows if not it.of_reserve)


def open_awards(world: World, call: str | None) -> Iterator[Award]:
    """Yield the awards that go on, of a call or of all, by name."""
    table = world[AwardsView].awards
    yield from table.where(open=True) if call is None else table.where(call=call, open=True)
