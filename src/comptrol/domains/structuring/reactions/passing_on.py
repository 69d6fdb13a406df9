"""Does work go on under another name? Hand-overs, orders after a refusal, unnamed end users."""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.gate import Order, OrderId, Service
from comptrol.domains.parties import PartiesView, group
from comptrol.domains.structuring.formulas import DAY_S, longest_chain
from comptrol.domains.structuring.queries import was_turned_away
from comptrol.domains.structuring.reactions.seeing import (
    Gathering,
    Seen,
    alarm,
    by_party,
    listed,
    moment,
    month,
    why,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

_MILLION: Final = 1_000_000
UNATTRIBUTED_VERSION: Final = 2
"""Since the second, who names one of its own house has named nobody."""
ELSEWHERE_MAX: Final = 20
"""So many orders that were turned away are told of in one group."""


def hand_over_alarms(seen: Seen) -> Iterator[Raised]:
    """Yield where work stops on one account of a group and goes on at another, again and again."""
    how = seen.policy.hand_over
    if how is None:
        return
    for gathering in seen.gatherings:
        reach_s = seen.since_s - seen.policy.reach_days * DAY_S
        chain = longest_chain([it for it in gathering.pieces if it.end_s > reach_s], how)
        times = len(chain) - 1
        if times < how.times_min or chain[-1].end_s <= seen.since_s:
            continue
        linked, accounts = gathering.group, list(by_party(chain))
        seconds = sum(it.chip_seconds for it in chain)
        yield alarm(
            seen,
            "hand-over",
            f"{linked.members[0]}@{month(chain[-1].start_s)}",
            Strength.WEAK,
            f"{why(linked)}: work stopped on one account and as much began on another within "
            f"{how.gap_s} seconds, {times} times in a row, from {moment(chain[0].start_s)} to "
            f"{moment(chain[-1].end_s)} UTC, over {len(accounts)} accounts; {chain[0].chips} "
            f"chips at first, {seconds} chip seconds in all. No evidence that it is one work.",
            (
                "members who take turns on one allocation, by plan",
                "jobs that end at the same hour because their limits do",
                "independent jobs that follow one another by chance on busy accounts",
            ),
            pieces=chain,
            bonds=linked.bonds,
            parties=accounts,
        )


def elsewhere_alarms(seen: Seen) -> Iterator[Raised]:
    """Yield where one of a group was turned away, and another got the same chips afterwards.

    Work that is done for somebody, without chips in their hands, is not the same thing: a managed
    job is left out.
    """
    for gathering in seen.gatherings:
        away = [it for it in gathering.orders.values() if was_turned_away(it)]
        away.sort(key=lambda it: (it.position, it.order))
        for order in away[:ELSEWHERE_MAX]:
            yield from _elsewhere(seen, gathering, order)


def _elsewhere(seen: Seen, gathering: Gathering, order: Order) -> Iterator[Raised]:
    after = [
        it
        for it in gathering.pieces
        if it.model == order.model
        and it.position > order.position
        and it.account != order.parties[0]
        and gathering.orders[OrderId(it.order)].service is not Service.MANAGED_JOB
    ]
    if not after:
        return
    after.sort(key=lambda it: it.position)
    shares = ((it.account, it.chips) for it in after)
    outcome = order.outcome.value if order.outcome is not None else ""
    chips = sum(it.chips for it in after)
    yield alarm(
        seen,
        "elsewhere",
        f"order:{order.order}",
        gathering.strength,
        f"{why(gathering.group)}: {order.parties[0]} asked for {order.chips} {order.model} on "
        f"{order.on} by {order.door.value}, and the ruling is: {outcome}. Afterwards others of "
        f"the group got {chips} chips of the same model: {listed(shares)}.",
        (
            "members of one group with needs of their own, of whom one was rightly let through",
            "an order that was asked for again, mended, through the right member",
        ),
        pieces=after,
        bonds=gathering.group.bonds,
        parties=[order.parties[0], *by_party(after)],
    )


def unattributed_alarms(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield who asks for chips to pass on, and names no end user but itself for too many of them.

    What was only asked for counts too: the gate holds it, and the pattern is in the asking. Who
    answers to the same parent as the reseller is the reseller's own house, and no end user.
    """
    how = seen.policy.unattributed
    if how is None:
        return
    asked: dict[PartyId, list[Order]] = {}
    for order in seen.orders.values():
        if order.passes_on and seen.said.since <= order.on:
            asked.setdefault(order.customer, []).append(order)
    for party in sorted(asked):
        house = frozenset(group(world[PartiesView], party))
        total = sum(it.chips for it in asked[party])
        nameless = [it for it in asked[party] if it.end_user is None or it.end_user in house]
        chips = sum(it.chips for it in nameless)
        if total >= how.chips_min and chips and chips * _MILLION >= total * how.share_ppm:
            yield _unattributed(seen, party, asked[party], nameless)


def _unattributed(seen: Seen, party: PartyId, asked: list[Order], nameless: list[Order]) -> Raised:
    own = [it for it in nameless if it.end_user is not None]
    told = (
        f"{party} asked for {_chips(asked)} chips to pass on, in {len(asked)} orders from "
        f"{seen.said.since} to {seen.said.until}; no end user is named for "
        f"{_chips(nameless)} of them, in {len(nameless)} orders."
    )
    if own:
        told += f" For {_chips(own)} of these it names one of its own house."
    return alarm(
        seen,
        "unattributed",
        f"{party}@{seen.month}",
        Strength.FACT,
        told,
        (
            "end users that will be named when they are known",
            "a managed service that runs the work itself and passes no chips on",
        ),
        positions=sorted(it.position for it in nameless),
        parties=(party,),
        version=UNATTRIBUTED_VERSION,
    )


def _chips(orders: list[Order]) -> int:
    return sum(it.chips for it in orders)
