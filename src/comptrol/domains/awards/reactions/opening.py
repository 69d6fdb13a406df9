"""What follows for an award from what the round decides: it opens, is planned anew, or is over."""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.allocation import AllocationView, Awarded, CallId, PoolId, ProposalId
from comptrol.domains.awards.formulas import account_name
from comptrol.domains.awards.statements import (
    Account,
    Closed,
    Ending,
    Opened,
    PlannedUse,
    Replanned,
)
from comptrol.domains.awards.view import AwardsView
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World


def on_awarded(said: Awarded, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Open an award, or say what a later plan books for it."""
    known = world[AwardsView].awards.get(said.proposal)
    accounts = {it.pool: it for it in known.accounts} if known is not None else {}
    pools = sorted({it.pool for it in said.bookings} - set(accounts))
    new = tuple(_account(world, said.call, said.programme, it) for it in pools)
    uses = tuple(
        PlannedUse(pool=it.pool, month=it.month, chip_hours=it.chip_hours) for it in said.bookings
    )
    if known is not None:
        yield Replanned(
            because=entry.position, award=said.proposal, plan=said.plan, accounts=new, uses=uses
        )
    elif uses:
        yield Opened(
            because=entry.position,
            award=said.proposal,
            call=said.call,
            plan=said.plan,
            holder=said.holder,
            programme=said.programme,
            accounts=new,
            uses=uses,
        )


def _account(world: World, call: CallId, programme: str, pool: PoolId) -> Account:
    row = world[AllocationView].pools.get((call, pool))
    assert row is not None, "what is booked is in a pool that was offered"
    return Account(
        pool=pool,
        cap=account_name(programme, pool),
        provider=row.provider,
        model=row.model,
        country=row.site_country,
    )


def on_ending(award: ProposalId, why: Ending, entry: Entry[Any], world: World) -> Iterator[Closed]:
    """Close an award that a later plan drops, or that its holder gives back."""
    known = world[AwardsView].awards.get(award)
    if known is not None and known.open:
        yield Closed(because=entry.position, award=award, why=why)
