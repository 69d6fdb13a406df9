"""Do amounts crowd below a limit, and does an account creep towards one?"""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import GateView, Through
from comptrol.domains.structuring.formulas import (
    Piece,
    by_account,
    calendar,
    crowd,
    discovered,
    most,
    near_limit,
    of_chip_time,
)
from comptrol.domains.structuring.queries import second
from comptrol.domains.structuring.reactions.seeing import Seen, alarm, day, through
from comptrol.domains.structuring.statements import Counted, Headroom, Limit, Span
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

PERIODS_MAX: Final = 400
"""So many periods of a limit are looked at: the gate keeps days of a year."""


def bunching_alarms(seen: Seen) -> Iterator[Raised]:
    """Yield the limits just below which there are more accounts than their neighbours explain.

    One account is one observation. Nobody is named: it shows that, and never who.
    """
    how = seen.policy.bunching
    if how is None:
        return
    found = []
    for limit in seen.policy.limits:
        counted = by_account(through(seen.pieces, seen.orders, limit))
        amounts = [most(own, limit).amount for own in counted.values()]
        around = crowd(amounts, limit.value, how)
        if around is not None:
            found.append((limit, around))
    named = discovered([it.p_value for _, it in found], how.false_discovery_ppm)
    for limit, around in (found[it] for it in sorted(named)):
        yield alarm(
            seen,
            "bunching",
            f"{limit.limit}@{seen.month}",
            Strength.WEAK,
            f"{around.below} accounts had just less than {limit.value} "
            f"{limit.counts.value.replace('-', ' ')} and {around.above} just as much or more, "
            f"each within {how.width_bp} basis points of it, from {seen.said.since} to "
            f"{seen.said.until}; {around.expected_ppm} of a million were expected below. By "
            f"chance that is {around.p_value:.2e}, among {len(found)} limits that could be asked. "
            f"It shows that amounts are chosen by the limit, not by whom, nor why. {limit.source}",
            (
                "offers, quotas and sizes that end just below the limit",
                "customers who keep below what is reviewed, each for itself, as they may",
                "sizes of machines: amounts are multiples of eight",
            ),
        )


def headroom_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield accounts that were just below a limit in each of the last periods, unlike before.

    Counted is what was ordered by calendar period, in chip time, as the gate keeps it by day.
    """
    how = seen.policy.headroom
    limits = [it for it in seen.policy.limits if _has_periods(it)]
    if how is None or not limits:
        return
    for account in sorted({it.account for it in seen.pieces}):
        for limit in limits:
            yield from _headroom(seen, world, account, limit, how)


def _has_periods(limit: Limit) -> bool:
    calendar_ = limit.span in {Span.DAY, Span.MONTH, Span.QUARTER}
    return limit.counts is Counted.CHIP_SECONDS and calendar_ and limit.door is not Through.SALE


def _headroom(
    seen: Seen, world: World, account: str, limit: Limit, how: Headroom
) -> Iterator[Raised]:
    load = world[GateView].loads.get(PartyId(account))
    days = [it for it in load.days if it.day < seen.said.until] if load is not None else []
    if not days or limit.span is None:
        return
    periods = calendar(limit.span, second(days[0].day), seen.until_s)
    whole = [it for it in periods if it[1] <= seen.until_s][-PERIODS_MAX:]
    each = [Piece(account, it.chip_seconds, second(it.day), second(it.day) + 1) for it in days]
    used = [it.amount for it in of_chip_time(each, whole)]
    found = near_limit(used, limit.value, how)
    if found is None:
        return
    yield alarm(
        seen,
        "headroom",
        f"{limit.limit}:{account}@{day(whole[-1][0])}",
        Strength.WEAK,
        f"{account} ordered at least {how.share_bp} basis points of {limit.value} chip seconds, "
        f"and never all of it, in each of {found.periods} {limit.span.value}s in a row up to "
        f"{day(whole[-1][1])}: {', '.join(map(str, used[-found.periods :]))}. Before, "
        f"{found.near_before} of {found.before} were as near. By its own history that is "
        f"{found.chance:.2e}. {limit.source}",
        (
            "a customer who has grown into what it may use",
            "a plan that was bought to fit the limit",
        ),
        pieces=[it for it in seen.pieces if it.account == account],
        parties=(account,),
    )
