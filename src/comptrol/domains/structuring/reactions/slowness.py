"""Does work at a rate that nobody would look at come to a total?

Fewer chips for longer: Shavit, arXiv:2303.11341, App. C.1.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import GateView, Order, OrderId, Through
from comptrol.domains.structuring.formulas import (
    DAY_S,
    Piece,
    by_account,
    calendar,
    comes_to,
    of_chip_time,
    renewed,
)
from comptrol.domains.structuring.queries import (
    OF_GROUPS_MAX,
    orders_of_members,
    pieces_of,
)
from comptrol.domains.structuring.reactions.seeing import Seen, alarm, day, moment
from comptrol.domains.structuring.statements import Counted, Limit, Span
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

VERSION: Final = 2
"""Since the second, work that is renewed order by order counts as one, and other work does not."""
ALIKE_BP: Final = 9000
"""So alike are the chips of work that is renewed, where the policy says nothing of it."""


class _Work(NamedTuple):
    """What an account has running, undeclared, with what it goes on from."""

    account: str
    chips: int
    pieces: list[Piece]


def slow_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield accounts that, at a rate nobody would look at, come to a total before their work ends.

    Work that declares its training, or the cluster it is on, is not slow in order to hide.
    """
    rates = [it for it in seen.policy.limits if it.counts is Counted.CHIPS_AT_ONCE]
    totals = [it for it in seen.policy.limits if it.counts is Counted.CHIP_SECONDS]
    if seen.policy.horizon_days is None or not rates:
        return
    undeclared = [it for it in seen.planned if not _declared(seen.orders[OrderId(it.order)])]
    left = OF_GROUPS_MAX
    for account, planned in by_account(undeclared).items():
        running = [it for it in planned if it.end_s > seen.until_s]
        chips = sum(it.chips for it in running)
        if not chips or chips >= min(it.value for it in rates):
            continue
        earlier = _earlier(seen, world, account, left)
        left -= len(earlier)
        alike = seen.policy.hand_over.alike_bp if seen.policy.hand_over else ALIKE_BP
        work = _Work(account, chips, renewed(running, [*planned, *earlier], alike))
        for limit in totals:
            yield from _slow(seen, work, limit)


def _earlier(seen: Seen, world: World, account: str, left: int) -> list[Piece]:
    """Return what an account has used without declaring it, however long ago it was ordered."""
    party = PartyId(account)
    load = world[GateView].loads.get(party)
    ordered = sum(it.chip_seconds for it in load.days) if load is not None else 0
    totals = [it.value for it in seen.policy.limits if it.counts is Counted.CHIP_SECONDS]
    if not totals or ordered < min(totals):
        return []  # in all of a year it did not order so much: what it was need not be read
    orders = orders_of_members(world[GateView], [party], left).orders
    return list(pieces_of((it for it in orders if not _declared(it)), seen.until_s))


def _declared(order: Order) -> bool:
    sale = order.door is Through.SALE
    return sale or order.training_operations is not None or order.cluster is not None


def _slow(seen: Seen, work: _Work, limit: Limit) -> Iterator[Raised]:
    """Project the chip time of what goes on: when does it come to the limit?"""
    last_s = seen.until_s + (seen.policy.horizon_days or 0) * DAY_S
    first_s = min(it.start_s for it in work.pieces)
    if limit.span is Span.ROLLING:
        length_s, since_s = (limit.days or 1) * DAY_S, first_s
    elif limit.span is not None:
        length_s = None
        since_s, end_s = calendar(limit.span, seen.until_s - 1, seen.until_s)[0]
        last_s = min(last_s, end_s)
    else:
        return
    at_s = comes_to(work.pieces, limit.value, length_s=length_s, since_s=since_s, until_s=last_s)
    if at_s is None:
        return
    start_s = since_s if length_s is None else max(since_s, at_s - length_s)
    (used,) = of_chip_time(work.pieces, [(start_s, seen.until_s)])
    yield alarm(
        seen,
        "slow",
        f"{limit.limit}:{work.account}@{day(at_s)}",
        Strength.WEAK,
        f"{work.account} has {work.chips} chips at once and no training is declared. As it is "
        f"planned it comes to {limit.value} chip seconds by {moment(at_s)} UTC, in "
        f"{len(work.pieces)} orders that go on from one another; {used.amount} were used by "
        f"{seen.said.until}. {limit.source}",
        (
            "a long scientific job that was not declared because nobody asked",
            "a service that runs for good and trains nothing",
        ),
        pieces=work.pieces,
        parties=(work.account,),
        version=VERSION,
    )
