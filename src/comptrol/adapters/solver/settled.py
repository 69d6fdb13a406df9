"""Whether what is settled or booked beforehand can be at all, before a solver is asked."""

from collections import defaultdict
from collections.abc import Iterator

from comptrol.domains.allocation import Award, Call, Proposal


def impossible(call: Call) -> str:
    """Return in a sentence what cannot be; nothing where nothing stands against it."""
    return next(_faults(call), "")


def _faults(call: Call) -> Iterator[str]:
    proposals = {it.id: it for it in call.proposals}
    refused = {it.proposal for it in call.decided if not it.awarded}
    for decided in call.decided:
        if decided.awarded and decided.proposal in refused:
            yield f"{decided.proposal} is decided both ways"
        elif decided.awarded and not _served(call, proposals[decided.proposal]):
            where = "no pool that it may use has capacity in its months"
            yield f"{decided.proposal} must be awarded, and {where}"
    taken: dict[tuple[str, str], int] = defaultdict(int)
    for award in call.booked:
        if award.bookings and award.proposal in refused:
            yield f"{award.proposal} has bookings, and must not be awarded"
        yield from _booked_faults(call, proposals[award.proposal], award)
        for it in award.bookings:
            taken[it.pool, it.month] += it.chip_hours
    for pool in call.pools:
        for month, capacity in zip(call.months, pool.capacity_chip_hours, strict=False):
            if taken[pool.id, month] > capacity:
                yield f"{pool.id} in {month}: more is booked than the {capacity} chip-hours it has"


def _booked_faults(call: Call, proposal: Proposal, award: Award) -> Iterator[str]:
    window = call.months[proposal.first_month : proposal.last_month + 1]
    for it in award.bookings:
        if it.pool not in proposal.pools:
            yield f"{award.proposal} has a booking in {it.pool}, which it may not use"
        if it.month not in window:
            yield f"{award.proposal} has a booking in {it.month}, which is none of its months"
    pools = {it.pool for it in award.bookings}
    if len(pools) > call.rules.max_pools:
        yield f"{award.proposal} has bookings in {len(pools)} pools, above {call.rules.max_pools}"


def _served(call: Call, proposal: Proposal) -> bool:
    window = range(proposal.first_month, min(proposal.last_month + 1, len(call.months)))
    return any(
        it.capacity_chip_hours[month] > 0
        for it in call.pools
        if it.id in proposal.pools
        for month in window
    )
