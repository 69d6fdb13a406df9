"""Do amounts crowd below a limit, and does an account creep towards one?"""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import GateView, OrderId, Through
from comptrol.domains.structuring.formulas import (
    DAY_S,
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
from comptrol.domains.structuring.reactions.seeing import Seen, alarm, day, moment, through
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


def slow_alarms(seen: Seen) -> Iterator[Raised]:
    """Yield accounts that, at a rate nobody would look at, reach a total before their work ends.

    Work that declares its training, or the cluster it is on, is not slow in order to hide.
    """
    rates = [it for it in seen.policy.limits if it.counts is Counted.CHIPS_AT_ONCE]
    totals = [it for it in seen.policy.limits if it.counts is Counted.CHIP_SECONDS]
    if seen.policy.horizon_days is None or not rates:
        return
    undeclared = [it for it in seen.planned if not _declared(seen, it)]
    for account, planned in by_account(undeclared).items():
        running = [it for it in planned if it.end_s > seen.until_s]
        chips = sum(it.chips for it in running)
        if chips and chips < min(it.value for it in rates):
            for limit in totals:
                yield from _slow(seen, account, planned, limit, chips)


def _declared(seen: Seen, piece: Piece) -> bool:
    order = seen.orders[OrderId(piece.order)]
    sale = order.door is Through.SALE
    return sale or order.training_operations is not None or order.cluster is not None


def _slow(
    seen: Seen, account: str, planned: list[Piece], limit: Limit, chips: int
) -> Iterator[Raised]:
    """Project the chip time of what is planned: when is the window's total reached?"""
    last_s = seen.until_s + (seen.policy.horizon_days or 0) * DAY_S
    crossing = _crossing(planned, limit, seen.until_s, last_s)
    if crossing is None:
        return
    used, at_s = crossing
    yield alarm(
        seen,
        "slow",
        f"{limit.limit}:{account}@{day(at_s)}",
        Strength.WEAK,
        f"{account} has {chips} chips at once and no training is declared. As it is planned it "
        f"comes to {limit.value} chip seconds by {moment(at_s)} UTC; {used} were used by "
        f"{seen.said.until}. {limit.source}",
        (
            "a long scientific job that was not declared because nobody asked",
            "a service that runs for good and trains nothing",
        ),
        pieces=planned,
        parties=(account,),
    )


def _crossing(
    planned: list[Piece], limit: Limit, until_s: int, last_s: int
) -> tuple[int, int] | None:
    """Return what was used in the window by now, and when its limit will be reached."""
    if limit.span is None:
        return None
    if limit.span is Span.ROLLING:
        start_s = max(min(it.start_s for it in planned), until_s - (limit.days or 1) * DAY_S)
        window = (start_s, start_s + (limit.days or 1) * DAY_S)
    else:
        window = calendar(limit.span, until_s - 1, until_s)[0]
    end_s = min(window[1], last_s)
    before, whole = of_chip_time(planned, [(window[0], until_s), (window[0], end_s)])
    if before.amount >= limit.value or whole.amount < limit.value:
        return None
    low, high = until_s, end_s
    while low < high:  # the sum only grows: halving finds the first second
        middle = (low + high) // 2
        (found,) = of_chip_time(planned, [(window[0], middle)])
        low, high = (low, middle) if found.amount >= limit.value else (middle + 1, high)
    return before.amount, low
