"""What takes two people: the first says it, a second says the same, and it holds."""

from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from comptrol.domains.allocation.statements import Adjusted, CallId, PlanAdopted, ReserveGranted
from comptrol.domains.allocation.view.settled import SecondRow
from comptrol.domains.allocation.view.tables import AllocationView
from comptrol.kernel.statement import Entry

TakesTwo = Adjusted | PlanAdopted | ReserveGranted


def act_of(said: TakesTwo) -> str:
    """Return under what name two people do the same thing: its kind, and a digest of the rest.

    Whoever would settle something else is a first one, not a second.
    """
    return sha256(msgspec.json.encode(replace(said, reason="-" * 10, by="-"))).hexdigest()


def seconded(
    view: AllocationView, said: TakesTwo, call: CallId, entry: Entry[Any]
) -> tuple[SecondRow, bool]:
    """Return the row of an act once this was said, and whether it holds by that."""
    known = view.seconds.get(act_of(said))
    if known is None or known.second is not None:
        row = SecondRow(
            act=act_of(said),
            call=call,
            first=entry.signer,
            first_title=said.by,
            first_at=entry.position,
        )
        return row, False
    return replace(known, second=entry.signer, second_at=entry.position), True


def holds_at(view: AllocationView, said: TakesTwo, position: int) -> SecondRow | None:
    """Return the two who did it, if it was the statement at this position that made it hold."""
    known = view.seconds.get(act_of(said))
    return known if known is not None and known.second_at == position else None
